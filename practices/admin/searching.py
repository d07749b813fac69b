"""Search in the lists and autocompletes of the admin: names are found however they are typed (`text.plain.comparable`).

Vocabularies are looked through in memory, since no database folds apostrophes and hyphens. Of practices, which are
many, a column holds the words in that form; what they name is few enough again.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import itemgetter, or_
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.db.models import Case, Q, When
from django.http import HttpRequest

from practices.models import Citation, Involvement
from practices.taxonomy.vocabularies import LANGUAGES
from practices.text.collation import sort_key
from practices.text.plain import comparable, comparable_words

from .guards import is_id

_NOT_FOUND = 4
_MOST_WORDS = 12  # that are looked for: each is a condition, and more hardly tell one practice from another
_SHORT = 3  # letters: in the middle of other words they are no acronym; ‘pilot’ has nothing of the ILO
_NAMED: list[tuple[type[models.Model], str, list[str]]] = [
    (Involvement, "organisation", [f"{name}_{code}" for name in ("name", "acronym") for code in LANGUAGES]),
    (Citation, "source", ["title", "short_citation", "document_symbol"]),
]


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
    """Mixin for the list of practices: each word is one of theirs, or of an organisation or a source that they name."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if not search_term.strip():
            return queryset, False
        named = [_Named(*one) for one in _NAMED]
        for word in dict.fromkeys(_words(search_term)[:_MOST_WORDS]):
            by_name = reduce(or_, (one.with_word(word) for one in named))
            queryset = queryset.filter(_with_word(word) | by_name)
        return _numbered_first(queryset, search_term.strip()), False


def _numbered_first(queryset: Any, typed: str) -> Any:
    """Return them with the one of which just the number was typed before all others."""
    if not is_id(typed):
        return queryset
    order = queryset.query.order_by or queryset.model._meta.ordering
    return queryset.order_by(Case(When(pk=int(typed), then=0), default=1), *order)


class _Named:
    """What practices name by rows of one kind: all there is of it, with the words of its names."""

    def __init__(self, rows: type[models.Model], relation: str, names: list[str]) -> None:
        model: Any = rows._meta.get_field(relation).related_model
        self._rows: Any = rows._base_manager
        self._relation = relation
        things = list(model._base_manager.values_list("pk", "merged_into", *names))
        called = {pk: _found_by(texts) for pk, _into, *texts in things}
        # What is replaced is found by the names of what replaced it, too.
        self._words = {pk: called[pk] + called.get(into, "") for pk, into, *_texts in things}

    def with_word(self, word: str) -> Q:
        """Return the condition that a practice names one with this word."""
        sought = f" {word}" if len(word) <= _SHORT else word
        keys = [pk for pk, words in self._words.items() if sought in words]
        return Q(pk__in=self._rows.filter(**{f"{self._relation}__in": keys}).values("practice")) if keys else Q(pk=None)


def _found_by(texts: list[str | None]) -> str:
    """Return the words of some names, a space before each, and each name as one word: ' i o m iom'."""
    return "".join(f" {word}" for text in texts if text for word in (*comparable_words(text), comparable(text)))


def _with_word(word: str) -> Q:
    """Return the condition that a practice has this word, or this number."""
    found = Q(words__startswith=word) | Q(words__contains=f" {word}" if len(word) <= _SHORT else word)
    return found | Q(pk=int(word)) if is_id(word) else found
