"""Search in the lists and autocompletes of the admin: names are found however they are typed (`text.plain.comparable`).

Vocabularies are looked through in memory, since no database folds apostrophes and hyphens. Of practices, which are
many, a column holds the words in that form.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from practices.models import Involvement, Organisation
from practices.taxonomy.vocabularies import LANGUAGES
from practices.text.collation import sort_key
from practices.text.plain import comparable, comparable_words

_NOT_FOUND = 4
_NAMES_OF_ORGANISATIONS = [f"{name}_{code}" for name in ("name", "acronym") for code in LANGUAGES]


def found(things: Iterable[Any], names: list[str], typed: str) -> list[Any]:
    """Return those of which these fields hold all words that were typed, the best first."""
    words, whole = _words(typed), comparable(typed)
    ranked = [(_rank(list(_lines(thing, names)), words, whole), sort_key(str(thing)), thing) for thing in things]
    return [thing for rank, _name, thing in sorted(ranked, key=itemgetter(0, 1)) if rank < _NOT_FOUND]


def _words(typed: str) -> tuple[str, ...]:
    """Return the words that were typed. Letters with dots between them are one: 'I.O.M.' and 'IOM'."""
    words = comparable_words(typed)
    return words if any(len(word) > 1 for word in words) else (comparable(typed),)


def _lines(thing: models.Model, names: list[str]) -> Iterable[str]:
    """What a thing can be found by; of other names, each line by itself."""
    for name in names:
        yield from str(getattr(thing, name, None) or "").splitlines()


def _rank(lines: list[str], words: tuple[str, ...], whole: str) -> int:
    """How well lines match what was typed: 0 if one is just that, 1 if one begins so, up to `_NOT_FOUND`."""
    if not whole:
        return 3  # nothing was typed
    names = list(map(comparable, lines))
    if whole in names:
        return 0
    if any(name.startswith(whole) for name in names):
        return 1
    texts = [" ".join(comparable_words(line)) for line in lines]
    if words and any(f" {' '.join(words)}" in text for text in texts):
        return 2
    is_found = words and all(any(word in text for text in texts) for word in words)
    return 3 if is_found or any(whole in name for name in names) else _NOT_FOUND


class FoundByName(BaseModelAdmin):
    """Mixin for the list of a vocabulary."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if not search_term.strip():
            return queryset, False
        names = [name.lstrip("^=@") for name in self.get_search_fields(request)]  # type: ignore[attr-defined]
        return queryset.filter(pk__in=[thing.pk for thing in found(queryset, names, search_term)]), False


class FoundByWords(BaseModelAdmin):
    """Mixin for the list of practices, which are found by the names of their organisations, too."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        words = " ".join(_words(search_term))
        by_words, may_repeat = super().get_search_results(request, queryset, words or search_term)  # type: ignore[misc]
        if not words:
            return by_words, may_repeat
        called = found(Organisation.objects.all(), _NAMES_OF_ORGANISATIONS, search_term)
        theirs = Involvement.objects.filter(Q(organisation__in=called) | Q(organisation__merged_into__in=called))
        return queryset.filter(Q(pk__in=by_words.order_by().values("pk")) | Q(pk__in=theirs.values("practice"))), False
