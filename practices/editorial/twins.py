"""Organisations that may be the same, and sources: by names however they are written, by acronyms and by numbers.

All of them are read and compared at once: there are hundreds, or a few thousand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
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
Row = tuple[Any, ...]  # a thing's number, and what `_FIELDS` names

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
_SHARING = 20  # that share one thing; more of them would be hundreds of pairs
_NEIGHBOURS = 4  # in the order of the alphabet, of which names may be close
_FIELDS = {
    Organisation: ["country_id", *(f"{name}_{code}" for name in ("name", "acronym") for code in LANGUAGES)],
    Source: ["year", "title", "doi", "isbn", "document_symbol", "url"],
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

    pk: int | None
    label: str
    keys: frozenset[Key]
    names: tuple[str, ...]  # of some length, without spaces, as `comparable` has them
    apart: int | None  # its country or year: of two that differ in it, names may be the same

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
    model = type(thing)
    told_apart = {pk for pair in pairs_told_apart(model) if thing.pk in pair for pk in pair}
    own = _sketch(model, (thing.pk, *(getattr(thing, name) for name in _FIELDS[model])))
    others = [one for one in _sketches(model, _rows(model)) if one.pk != thing.pk and one.pk not in told_apart]
    order = list(REASONS)
    found = sorted((order.index(kind), one.label, one.pk, kind) for one in others if (kind := own.shares(one)))
    things = model._base_manager.in_bulk([pk for _place, _label, pk, _kind in found[:_SHOWN]])
    return [Twin(things[pk], REASONS[kind]) for _place, _label, pk, kind in found[:_SHOWN]]


def pairs(model: type[Reference], most: int) -> tuple[int, list[Pair]]:
    """Return how many pairs of a model may be the same, but for those that somebody told apart; and the first of them.

    Asks three times, however many there are.
    """
    found = _pairs(model, _rows(model), frozenset(pairs_told_apart(model)))
    things = model._base_manager.in_bulk([pk for one, other, _kind in found[:most] for pk in (one, other)])
    return len(found), [Pair(things[one], things[other], REASONS[kind]) for one, other, kind in found[:most]]


@lru_cache(maxsize=4)  # it takes longer than reading, and the lists change seldom
def _pairs(model: type[Reference], rows: tuple[Row, ...], told_apart: frozenset[tuple[int, int]]) -> list[Any]:
    """Return the pairs among these rows, as two numbers and what they share, in the order of the alphabet."""
    found: dict[tuple[Any, Any], tuple[str, str]] = {}
    for one, other in _candidates(_sketches(model, rows)):
        first, second = (one, other) if one.pk < other.pk else (other, one)  # type: ignore[operator]
        key = first.pk, second.pk
        if key not in found and key not in told_apart and (kind := first.shares(second)):
            found[key] = (first.label, kind)
    return [(*key, kind) for key, (_label, kind) in sorted(found.items(), key=lambda item: (item[1], item[0]))]


def _candidates(sketches: list[_Sketch]) -> Iterator[tuple[_Sketch, _Sketch]]:
    """Yield those of all pairs that can have anything in common."""
    by_key: defaultdict[Key, list[_Sketch]] = defaultdict(list)
    for sketch in sketches:
        for kind, value in sketch.keys:
            by_key["acronym" if kind == "initials" else kind, value].append(sketch)
    for sharing in by_key.values():
        yield from combinations(sharing[:_SHARING], 2)
    in_order = sorted((name, place) for place, one in enumerate(sketches) for name in one.names)
    for place, (_name, one) in enumerate(in_order):
        for _near, other in in_order[place + 1 : place + 1 + _NEIGHBOURS]:
            if one != other:
                yield sketches[one], sketches[other]


def _rows(model: Any) -> tuple[Row, ...]:
    return tuple(model._base_manager.filter(merged_into=None).order_by("pk").values_list("pk", *_FIELDS[model]))


def _sketches(model: type[Reference], rows: Iterable[Row]) -> list[_Sketch]:
    return [_sketch(model, row) for row in rows]


@lru_cache(maxsize=20_000)
def _sketch(model: type[Reference], row: Row) -> _Sketch:
    return _of_organisation(*row) if model is Organisation else _of_source(*row)


def _of_organisation(pk: int | None, country: int | None, *texts: str | None) -> _Sketch:
    names, acronyms = ({text for text in some if text} for some in (texts[: len(LANGUAGES)], texts[len(LANGUAGES) :]))
    short = {name for name in names if " " not in name and name.isupper()}  # as some are called: 'UNICEF'
    keys = [
        *(("name", _ordered(name)) for name in names),
        *(("acronym", comparable(acronym)) for acronym in acronyms | short),
        *(("initials", found) for name in names if not acronyms and (found := _initials(name))),
    ]
    return _Sketch(pk, texts[0] or "", _written(keys), _long(names), country)


def _of_source(pk: int | None, year: int | None, title: str, doi: str, isbn: str, symbol: str, url: str) -> _Sketch:
    keys = [
        ("doi", doi.lower()),
        # Those of ten digits and of thirteen have nine in common.
        ("isbn", isbn.replace("-", "")[-10:-1]),
        ("symbol", symbol and comparable(symbol)),
        ("address", re.sub(r"^https?://(www\.)?|/$", "", url).lower()),
        ("name", title and _ordered(title)),
    ]
    return _Sketch(pk, title, _written(keys), _long([title]), year)


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


def _long(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that are long enough to be told apart from others of which they differ in a letter or two."""
    return tuple(sorted({joined for name in names if len(joined := "".join(_words(name))) >= _LONG_ENOUGH}))


def _are_close(one: str, another: str) -> bool:
    """Whether two names differ in a letter or two, and not in a number."""
    is_close = fuzz.ratio(one, another, score_cutoff=_CLOSE) > 0
    return is_close and re.sub(r"\D", "", one) == re.sub(r"\D", "", another)
