"""What stands below practices, for tables: as plain values, a few queries for many practices.

Objects with all their relations take five times as long to make, and most of it is about the same few countries,
organisations and sources again and again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.db.models import CharField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

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
from practices.models.translations import ORIGINAL
from practices.taxonomy.facets import near
from practices.taxonomy.vocabularies import Vocabularies

_REMEMBERED = 1000  # names, and places in a document: 'p. 3' comes again and again


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
        self._references: dict[int, str] = {}
        self._name = lru_cache(_REMEMBERED)(partial(_name, vocabularies))
        self._place = lru_cache(_REMEMBERED)(locators.told)

    def of(self, ids: list[int]) -> dict[int, Below]:
        """Return what stands below each of some practices, and perhaps of others, in the reader's language."""
        found: dict[int, Below] = defaultdict(Below)
        for pk, role, code in _rows(Participation, ids, "role", "country__code"):
            found[pk].countries.append((role, self._name(Country, code)))
        for pk, part, slug in _rows(Involvement, ids, "part", "organisation__slug"):
            one = (part, self._name(Organisation, slug))
            if one not in found[pk].organisations:  # two of which one has replaced the other are one
                found[pk].organisations.append(one)
        for pk, kind, text in _rows(Requirement, ids, "kind", _shown("text")):
            found[pk].requirements.append((kind, text))
        citations = _rows(Citation, ids, "source", "section", "pages", "paragraphs", _shown("note"))
        self._learn({source for _pk, source, *_others in citations})
        for pk, source, section, pages, paragraphs, note in citations:
            place = Passage(self._references[source], section, self._place(pages, paragraphs), note)
            found[pk].passages.append(place)
        for figure in Figure.objects.filter(near(ids, "practice")).select_related("citation__source__merged_into"):
            found[figure.practice_id].figures.append(figure)
        return found

    def _learn(self, sources: set[int]) -> None:
        if new := sources - self._references.keys():
            found = Source.objects.filter(pk__in=new).select_related("merged_into")
            self._references |= {source.pk: references.of_source(source.meaning) for source in found}


def _name(vocabularies: Vocabularies, vocabulary: Any, value: str) -> str:
    """Return the name of a term, or of what has replaced it."""
    entries = vocabularies[vocabulary]
    entry = entries.get(value)
    seen = {value}
    while entry and entry.replacement and entry.replacement not in seen:
        seen.add(entry.replacement)
        entry = entries.get(entry.replacement)
    return entry.name if entry else value


def _rows(model: Any, ids: list[int], *columns: str | Combinable) -> list[Any]:
    # A plain QuerySet: modeltranslation's would make an object of each row to choose its language.
    return list(QuerySet(model).filter(near(ids, "practice")).values_list("practice", *columns))


def _shown(name: str) -> Combinable:
    """Return a translated text as it is shown: in the reader's language, or English where it is not translated."""
    own, original = (NullIf(f"{name}_{language}", Value("")) for language in (get_language() or ORIGINAL, ORIGINAL))
    return Coalesce(own, original, Value(""), output_field=CharField())
