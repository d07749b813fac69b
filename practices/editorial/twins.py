"""Organisations that may be the same, and sources: by names however they are written, by acronyms and by numbers.

All of them are read and compared at once: there are hundreds, or a few thousand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from practices.models import Organisation, Source
from practices.models.told_apart import pairs_told_apart
from practices.search.analysis import FUNCTION_WORDS
from practices.taxonomy.vocabularies import LANGUAGES
from practices.text.plain import comparable, comparable_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Reference = Organisation | Source
Key = tuple[str, str]  # what it is shared by, a key of REASONS, and the value

REASONS: dict[str, StrOrPromise] = {
    "doi": _("the same DOI"),
    "isbn": _("the same ISBN"),
    "symbol": _("the same document symbol"),
    "address": _("the same address"),
    "name": _("the same name, but for spelling and order"),
    "acronym": _("the same acronym"),
    "initials": _("the acronym of the one may stand for the name of the other"),
    "close": _("nearly the same name"),
}
# What two that lie in two countries, or were issued in two years, may share.
_COMMON = {"name", "acronym", "initials", "close"}
_CLOSE = 92  # of 100, by which two names differ in a letter or two
_LONG_ENOUGH = 10  # letters, of names that may be close
_SHOWN = 5
_NEIGHBOURS = 4  # in the order of the alphabet, of which names may be close
_FIELDS = {
    Organisation: [f"{name}_{code}" for name in ("name", "acronym") for code in LANGUAGES],
    Source: ["title", "short_citation", "year", "doi", "isbn", "document_symbol", "url"],
}
_SPELT = {"labor": "labour", "center": "centre", "program": "programme", "defense": "defence"}


@dataclass(frozen=True)
class Twin:
    """What something may be the same as, and why."""

    thing: Any
    reason: StrOrPromise


@dataclass(frozen=True)
class Pair:
    """Two that may be the same, and why."""

    one: Any
    other: Any
    reason: StrOrPromise


@dataclass(frozen=True)
class _Sketch:
    """What something is recognised by."""

    thing: Any
    keys: frozenset[Key]
    names: tuple[str, ...]  # without spaces, as `comparable` has them
    apart: int | None = field(default=None)  # its country or year: of two that differ in it, names may be the same

    def shares(self, other: _Sketch) -> str:
        """Return what the two share, the most telling first, or an empty text."""
        shared = {kind for kind, _value in self.keys & other.keys}
        if self._initials(other) or other._initials(self):
            shared.add("initials")
        if any(_are_close(one, another) for one in self.names for another in other.names):
            shared.add("close")
        if self.apart is not None and other.apart is not None and self.apart != other.apart:
            shared -= _COMMON
        return next((kind for kind in REASONS if kind in shared), "")

    def _initials(self, other: _Sketch) -> bool:
        return any(kind == "initials" and ("acronym", value) in other.keys for kind, value in self.keys)


def of(thing: Reference) -> list[Twin]:
    """Return what an organisation or a source, saved or not, may be the same as: at most five.

    Left out are those that it was told apart from.
    """
    told_apart = {pk for pair in pairs_told_apart(type(thing)) if thing.pk in pair for pk in pair}
    own = _sketch(thing)
    others = (_sketch(one) for one in _in_use(type(thing)) if one.pk != thing.pk and one.pk not in told_apart)
    found = [(kind, other.thing) for other in others if (kind := own.shares(other))]
    order = list(REASONS)
    found.sort(key=lambda one: (order.index(one[0]), str(one[1])))
    return [Twin(twin, REASONS[kind]) for kind, twin in found[:_SHOWN]]


def pairs(model: type[Reference]) -> list[Pair]:
    """Return all pairs of a model that may be the same, but for those that somebody told apart. Asks twice."""
    sketches = [_sketch(one) for one in _in_use(model)]
    told_apart = pairs_told_apart(model)
    found: dict[tuple[int, int], Pair] = {}
    for one, other in _candidates(sketches):
        first, second = sorted([one, other], key=lambda sketch: sketch.thing.pk)
        key = first.thing.pk, second.thing.pk
        if key not in found and key not in told_apart and (kind := first.shares(second)):
            found[key] = Pair(first.thing, second.thing, REASONS[kind])
    return sorted(found.values(), key=lambda pair: str(pair.one))


def _candidates(sketches: list[_Sketch]) -> Iterator[tuple[_Sketch, _Sketch]]:
    """Yield those of all pairs that can have anything in common."""
    by_key: defaultdict[Key, list[_Sketch]] = defaultdict(list)
    for sketch in sketches:
        for kind, value in sketch.keys:
            by_key["acronym" if kind == "initials" else kind, value].append(sketch)
    for sharing in by_key.values():
        yield from combinations(sharing[:_SHOWN], 2)
    in_order = sorted(((name, place) for place, one in enumerate(sketches) for name in one.names))
    for place, (_name, one) in enumerate(in_order):
        for _near, other in in_order[place + 1 : place + 1 + _NEIGHBOURS]:
            if one != other:
                yield sketches[one], sketches[other]


def _in_use(model: Any) -> Iterable[Any]:
    more = ["country_id"] if model is Organisation else []
    return model._base_manager.filter(merged_into=None).only("pk", "slug", *more, *_FIELDS[model]).order_by("pk")  # type: ignore[no-any-return]


def _sketch(thing: Any) -> _Sketch:
    return _of_organisation(thing) if isinstance(thing, Organisation) else _of_source(thing)


def _of_organisation(organisation: Organisation) -> _Sketch:
    names = {name for code in LANGUAGES if (name := getattr(organisation, f"name_{code}"))}
    acronyms = {acronym for code in LANGUAGES if (acronym := getattr(organisation, f"acronym_{code}"))}
    short = {name for name in names if " " not in name and name.isupper()}  # as some are called: 'UNICEF'
    keys = [
        *(("name", _ordered(name)) for name in names),
        *(("acronym", comparable(acronym)) for acronym in acronyms | short),
        *(("initials", found) for name in names if not acronyms and (found := _initials(name))),
    ]
    return _Sketch(organisation, _written(keys), _closeness(names), organisation.country_id)


def _of_source(source: Source) -> _Sketch:
    address = re.sub(r"^https?://(www\.)?|/$", "", source.url).lower()
    keys = [
        ("doi", source.doi.lower()),
        ("isbn", _isbn(source.isbn)),
        ("symbol", source.document_symbol and comparable(source.document_symbol)),
        ("address", address),
        ("name", source.title and _ordered(source.title)),
    ]
    return _Sketch(source, _written(keys), _closeness({source.title}), source.year)


def _written(keys: Iterable[Key]) -> frozenset[Key]:
    return frozenset((kind, value) for kind, value in keys if value)


def _words(name: str) -> list[str]:
    """Return the words of a name that tell something, each in one spelling: 'organization' as 'organisation'."""
    spelt = [_SPELT.get(word, word).replace("z", "s") for word in comparable_words(name)]
    return [word for word in spelt if word not in FUNCTION_WORDS] or spelt


def _ordered(name: str) -> str:
    return " ".join(sorted(set(_words(name))))


def _initials(name: str) -> str:
    """Return what the acronym of a name would be, where it has three letters or more."""
    initials = "".join(word[0] for word in _words(name))
    return initials if len(initials) > 2 else ""


def _closeness(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({joined for name in names if len(joined := "".join(_words(name))) >= _LONG_ENOUGH}))


def _are_close(one: str, another: str) -> bool:
    return bool(re.sub(r"\D", "", one) == re.sub(r"\D", "", another) and fuzz.ratio(one, another, score_cutoff=_CLOSE))


def _isbn(isbn: str) -> str:
    """Return the digits of an ISBN that tell the book: those of ten digits and of thirteen have nine in common."""
    digits = isbn.replace("-", "")
    return digits[-10:-1]
