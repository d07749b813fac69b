"""Practices as they are described to harvesters: once for each language that title or summary are written in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import override

from practices.citing.entry import Entry, entry
from practices.models import Practice
from practices.taxonomy.facets import SEARCHED, Values, values_of
from practices.taxonomy.vocabularies import LANGUAGES, Vocabularies


@dataclass(frozen=True)
class Described:
    """A published practice."""

    practice: Practice
    values: Values
    entries: dict[str, Entry]  # by language, English first

    @property
    def main(self) -> Entry:
        """The description in the language in which it was written."""
        return next(iter(self.entries.values()))


def describe(ids: Iterable[int], vocabularies: Vocabularies) -> dict[int, Described]:
    """Describe practices. One that is not public, or not any more, is left out.

    Everything is read from the database: the index may be a moment behind it, and what is told now with the time of a
    change is not told again.
    """
    practices = Practice.objects.published().with_page_relations().in_order(ids)
    values = values_of([practice.pk for practice in practices], vocabularies, SEARCHED)
    return {
        practice.pk: Described(practice, values[practice.pk], _entries(practice, values[practice.pk], vocabularies))
        for practice in practices
    }


def _entries(practice: Practice, values: Values, vocabularies: Vocabularies) -> dict[str, Entry]:
    found = {}
    for code in LANGUAGES:
        with override(code):
            described = entry(practice, values, vocabularies)
        if code in described.languages:
            found[code] = described
    return found
