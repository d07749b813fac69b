"""How clean the lists are that practices draw on: possible twins, terms that say too little, lost sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practices import search
from practices.models import Country, Region, Source, Term
from practices.taxonomy.vocabularies import LANGUAGES, VOCABULARIES, Entry

from . import twins
from .references import MODELS
from .twins import Pair

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from practices.models.visibility import Anybody

_ALL: tuple[Any, ...] = VOCABULARIES
TERMS: list[type[Term]] = [model for model in _ALL if issubclass(model, Term)]
_SHOWN = 4  # pairs of each list
_STANDARD = (Country, Region)  # what belongs under these, standards say


def _empty(name: str) -> Q:
    return Q(**{name: ""}) | Q(**{f"{name}__isnull": True})


@dataclass(frozen=True)
class Lack:
    """Something that a term should say."""

    name: str  # in addresses
    label: StrOrPromise
    condition: Q  # on terms that don't say it
    is_lacking: Callable[[Entry], bool]  # the same, of a term in memory
    but_for: tuple[type[Term], ...] = ()  # what need not say it


_NO_NAME: dict[str, StrOrPromise] = {"fr": _("No French name"), "es": _("No Spanish name")}


def _nameless(code: str) -> Lack:
    return Lack(code, _NO_NAME[code], _empty(f"name_{code}"), lambda entry: code not in entry.names)


LACKS = (
    Lack("description", _("No description"), _empty("description_en"), lambda it: not it.descriptions["en"], _STANDARD),
    *(_nameless(code) for code in LANGUAGES if code in _NO_NAME),
)
# Nothing tells where to find them.
LOST = Q(url="", archived_url="", doi="", isbn="", document_symbol="", merged_into=None) & _empty("where_to_find_en")


def lacks_of_names(term: Term) -> list[Lack]:
    """Return which names a term lacks that is in use."""
    names = () if term.retired else LACKS
    return [lack for lack in names if lack.name in _NO_NAME and not getattr(term, f"name_{lack.name}")]


@dataclass(frozen=True)
class Resembling:
    """How many pairs of one list may be the same, and the first of them."""

    model: Any
    count: int
    pairs: list[Pair]


@dataclass(frozen=True)
class Wanting:
    """How many terms in use of each vocabulary lack something, as far as any do."""

    lack: Lack
    counts: list[tuple[type[Term], int]]

    @property
    def total(self) -> int:
        return sum(count for _model, count in self.counts)


@dataclass(frozen=True)
class Health:
    """What of the lists needs care. Empty where all is well, or the user may not mend it."""

    resembling: list[Resembling]
    wanting: list[Wanting]
    lost: int  # sources that nothing tells where to find

    def __bool__(self) -> bool:
        return bool(self.resembling or self.wanting or self.lost)


def of_lists(user: Anybody) -> Health:
    """Return how clean the lists are that the user may mend. Asks at most seven times, however much is in them."""
    may = {model: user.has_perm(f"practices.change_{model._meta.model_name}") for model in (*MODELS, *TERMS)}
    found = [Resembling(model, *twins.pairs(model, _SHOWN)) for model in MODELS if may[model]]
    return Health(
        [one for one in found if one.pairs],
        wanting([model for model in TERMS if may[model]]),
        Source.objects.filter(LOST).count() if may[Source] else 0,
    )


def wanting(models: list[type[Term]]) -> list[Wanting]:
    """Return what terms of some vocabularies lack."""
    if not models:
        return []
    known = search.snapshot().vocabularies
    used = {model: [one for one in known[model] if not one.retired] for model in models}
    found = [
        Wanting(lack, [(model, count) for model, entries in used.items() if (count := _count(lack, model, entries))])
        for lack in LACKS
    ]
    return [one for one in found if one.counts]


def _count(lack: Lack, model: type[Term], entries: list[Entry]) -> int:
    return 0 if model in lack.but_for else sum(map(lack.is_lacking, entries))
