"""What stands below practices, for tables: as plain values, a few queries for many practices.

Objects with all their relations take five times as long to make, and most of it is about the same few countries,
organisations and sources again and again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from practices.citing import references
from practices.models import (
    Citation,
    Country,
    Figure,
    Involvement,
    Organisation,
    Participation,
    Requirement,
    Source,
    locators,
)
from practices.taxonomy.vocabularies import Vocabularies


class Passage(NamedTuple):
    """Where a source reports a practice."""

    reference: str  # of the source
    section: str
    locator: str
    note: str


@dataclass(frozen=True)
class Below:
    """What stands below one practice, each in its order."""

    countries: list[tuple[str, str]] = field(default_factory=list)  # role, name
    organisations: list[tuple[str, str]] = field(default_factory=list)  # part, name
    passages: list[Passage] = field(default_factory=list)
    requirements: list[tuple[str, str]] = field(default_factory=list)  # kind, text
    figures: list[Figure] = field(default_factory=list)


class Reading:
    """Reads what stands below practices, and remembers references: of a few sources, many times."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._vocabularies = vocabularies
        self._references: dict[int, str] = {}

    def of(self, ids: list[int]) -> dict[int, Below]:
        """Return what stands below each of some practices, in the reader's language."""
        found: dict[int, Below] = defaultdict(Below)
        for pk, role, code in _rows(Participation, ids, "role", "country__code"):
            found[pk].countries.append((role, self._name(Country, code)))
        for pk, part, slug in _rows(Involvement, ids, "part", "organisation__slug"):
            found[pk].organisations.append((part, self._name(Organisation, slug)))
        for pk, kind, text in _rows(Requirement, ids, "kind", "text"):
            found[pk].requirements.append((kind, text or ""))
        citations = _rows(Citation, ids, "source", "section", "pages", "paragraphs", "note")
        self._learn({source for _pk, source, *_others in citations})
        for pk, source, section, pages, paragraphs, note in citations:
            place = Passage(self._references[source], section, locators.told(pages, paragraphs), note or "")
            found[pk].passages.append(place)
        for figure in Figure.objects.filter(practice__in=ids).select_related("citation__source"):
            found[figure.practice_id].figures.append(figure)
        return found

    def _name(self, vocabulary: Any, value: str) -> str:
        """Return the name of a term, or of what has replaced it."""
        entries = self._vocabularies[vocabulary]
        entry = entries.get(value)
        seen = {value}
        while entry and entry.replacement and entry.replacement not in seen:
            seen.add(entry.replacement)
            entry = entries.get(entry.replacement)
        return entry.name if entry else value

    def _learn(self, sources: set[int]) -> None:
        if new := sources - self._references.keys():
            self._references |= {
                source.pk: references.of_source(source) for source in Source.objects.filter(pk__in=new)
            }


def _rows(model: Any, ids: Iterable[int], *names: str) -> list[Any]:
    return list(model.objects.filter(practice__in=ids).values_list("practice", *names))
