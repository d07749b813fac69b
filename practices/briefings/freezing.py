"""What a briefing keeps of the catalogue: plain values in its language, as they were on the day that it was made.

{"practices": [...], "comparison": {...}, "gaps": {...}, "sources": [...], "age": "...", "parts": [...]}; what was not
chosen is not in it. A text is {"text", "language"}, since what is not translated stays English.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from practices.citing import references, ris
from practices.citing.entry import Document, entry
from practices.discovery.compared import PROSE, Cell, Row, Value
from practices.discovery.comparison import Comparison
from practices.discovery.detail import Detail
from practices.discovery.gaps import Asked, GapMap
from practices.discovery.needs import Needs
from practices.discovery.tallies import EVERYTHING
from practices.discovery.terms import Term, terms
from practices.models import Practice, Source
from practices.models.translations import language_of
from practices.search import Snapshot
from practices.taxonomy.facets import BY_NAME, Values
from practices.text.plain import listed
from practices.web.addresses import absolute

from . import since, wording

Frozen = dict[str, Any]
_MOST_AREAS, _ALL_PHASES = 12, None  # of the gap map
_MOST_PLACES = 6
_ELSEWHERE = {"reported_on", "verified_on", "source"}  # of a comparison: what stands below each practice


class Part(models.TextChoices):
    """What a briefing may hold besides the titles of its practices."""

    SUMMARIES = "summaries", gettext_lazy("Summaries")
    TEXT = "text", gettext_lazy("The full text")
    COMPARISON = "comparison", gettext_lazy("Side by side")
    NEEDS = "needs", gettext_lazy("What it takes, as a list to tick")
    GAPS = "gaps", gettext_lazy("The gap map of their policy areas")
    SOURCES = "sources", gettext_lazy("Sources")


def chosen(ids: Iterable[int]) -> list[Practice]:
    """Return published practices in this order, with all that `freeze` reads. Others are left out."""
    return Practice.objects.published().with_page_relations().in_order(ids)  # type: ignore[no-any-return]


def freeze(practices: Sequence[Practice], parts: Iterable[str], snapshot: Snapshot, today: datetime.date) -> Frozen:
    """Return what is kept of these practices, in the reader's language."""
    values = snapshot.values_of([one.pk for one in practices])
    parts, details = set(parts), [_Read(one, snapshot, values[one.pk]) for one in practices]
    numbers: dict[int, int] = {}  # of the sources, in the order in which they are named
    written = since.contents([one.pk for one in practices], get_language() or "en")
    frozen: Frozen = {
        "practices": [
            {**_practice(one, parts, numbers, today), "content": written[one.practice.pk]} for one in details
        ],
        "sources": _sources(details, numbers, today),
        "age": wording.ages(practices),
        "parts": sorted(parts),
    }
    if Part.GAPS in parts:
        frozen["gaps"] = _gaps(details, snapshot)
    if Part.COMPARISON in parts:
        frozen["comparison"] = _comparison(practices, snapshot, parts)
    return frozen


class _Read:
    """One practice, as `Detail` shows it on its page, but for what it has in common with others: that takes long."""

    def __init__(self, practice: Practice, snapshot: Snapshot, values: Values) -> None:
        self.practice, self._values, self._vocabularies = practice, values, snapshot.vocabularies
        self.entry = entry(practice, values, snapshot.vocabularies)
        self.sections, self.needs = Detail(practice, snapshot).sections, Needs.of(practice.requirements.all())

    def terms(self, facet: str) -> list[Term]:
        """Return its terms of one facet."""
        return terms(BY_NAME[facet], self._values[facet], self._vocabularies)


def _practice(detail: _Read, parts: set[str], numbers: dict[int, int], today: datetime.date) -> Frozen:
    one, described = detail.practice, detail.entry
    kept = {
        "number": one.pk,
        "address": absolute(one.readers_path),
        "title": _text(one, "title"),
        "instrument": one.instrument,
        "group": next((term.group for term in detail.terms("policy_area") if term.group), ""),
        "kind": one.evidence_basis,
        "facts": list(_facts(detail)),
        "age": wording.age(one),
        "translation": _translation(one),
        "cited": [_cited(document, numbers) for document in described.documents],
        "cite": references.of_entry(described, today),
        "ris": ris.write(described, today),
    }
    if Part.SUMMARIES in parts:
        kept["summary"] = _text(one, "summary")
    if Part.TEXT in parts:
        kept["sections"] = [
            {"heading": heading, **_text(one, name), "text": text} for name, heading, text in detail.sections
        ]
    if Part.NEEDS in parts:
        kept["needs"] = [
            {"kind": need.label, "texts": [_text(row, "text") for row in need.rows]} for need in detail.needs.all
        ]
    return kept


def _text(thing: Any, name: str) -> dict[str, str]:
    return {"text": str(getattr(thing, name)), "language": language_of(thing, name)}


def _facts(detail: _Read) -> Iterator[str]:
    """Yield where it was done, by what means, and in which phases."""
    rows = detail.practice.participations.all()
    places = [f"{row.country.meaning}, {row.get_role_display().lower()}" for row in rows[:_MOST_PLACES]]
    if more := len(rows) - len(places):
        places.append(ngettext("%(count)s more country", "%(count)s more countries", more) % {"count": more})
    yield from places or detail.practice.where.names[:3]
    if detail.practice.instrument:
        yield detail.practice.get_instrument_display()
    if phases := [term.label for term in detail.terms("migration_phase")]:
        yield listed(phases)


def _translation(one: Practice) -> str:
    """Return what its reader has to know of the language that it is in."""
    if one.is_partly_translated:
        return _("Only partly translated: the rest is in English.")
    if not one.is_translated:
        return _("Not yet translated: shown in English.")
    known = one.translation
    if known is None or (known.confirmed_by and not known.is_outdated):
        return ""
    outdated = _("The English text has changed since it was translated.") if known.is_outdated else ""
    said = _("Unofficial translation.") if not known.confirmed_by else ""
    return " ".join(filter(None, (said, outdated, _("The English text counts."))))


def _cited(document: Document, numbers: dict[int, int]) -> Frozen:
    """Return where a practice was reported: the number of the source among all of the briefing, and where in it."""
    number = numbers.setdefault(document.source.pk, len(numbers) + 1)
    notes = [_text(one, "note") for one in document.citations if one.note]
    return {
        "number": number,
        "short": str(document.source),
        "places": references.of_places(document.citations),
        "notes": notes,
    }


def _sources(details: list[_Read], numbers: dict[int, int], today: datetime.date) -> list[Frozen]:
    """Return all documents that the practices rest on, each once, with the passages of all of them."""
    whole: dict[int, Document] = {}
    for detail in details:
        for document in detail.entry.documents:
            seen = whole.setdefault(document.source.pk, replace(document, citations=[]))
            seen.citations.extend(document.citations)
    return [
        {
            "number": numbers[pk],
            "reference": references.of_source(document.source),
            "address": address_of(document.source),
            "ris": ris.write_source(document),
        }
        for pk, document in sorted(whole.items(), key=lambda pair: numbers[pair[0]])
    ]


def address_of(source: Source) -> str:
    """Return where a document is to be found, or ''."""
    return source.doi_url or source.url or source.archived_url


def _gaps(details: list[_Read], snapshot: Snapshot) -> Frozen:
    """Return how many practices the whole catalogue has by the policy areas of these and by phase."""
    areas = list(dict.fromkeys(term.value for detail in details for term in detail.terms("policy_area")))
    criteria = EVERYTHING.with_values(BY_NAME["policy_area"], areas)
    found = GapMap(Asked(criteria), snapshot, (_MOST_AREAS, _ALL_PHASES))
    if not (areas and found.is_counted):
        return {}
    return {
        "columns": [_label(column) for column in found.columns],
        "rows": [
            {**_label(row.choice), "counts": [cell.tally.total for cell in row.cells], "total": row.total.total}
            for row in found.rows
        ],
    }


def _comparison(practices: Sequence[Practice], snapshot: Snapshot, parts: set[str]) -> Frozen:
    """Return the practices side by side, in what is short: their text stands above."""
    found = Comparison.of(practices, snapshot)
    left_out = _ELSEWHERE | ({"requirements"} if Part.NEEDS in parts else set())
    rows = [_results(row) if row.name == "results" else row for row in found.differing]
    rows = [row for row in rows if row.shape != PROSE and not row.is_same and row.name not in left_out]
    return {
        "sentence": found.sentences,
        "same": [{"label": row.label, "text": row.cells[0].text} for row in found.same if row.name not in left_out],
        "rows": [
            {"label": row.label, "verdict": row.verdict, "cells": [_cell(cell) for cell in row.cells]} for row in rows
        ],
        "silent": [row.label for row in found.silent],
    }


def _results(row: Row) -> Row:
    """Return who reports results at all: the sentence says how many do."""
    told = Value("told", pgettext("results", "reported"))
    return Row.of(row.name, row.label, [replace(cell, values=(told,) if cell.values else ()) for cell in row.cells])


def _cell(cell: Cell) -> Frozen:
    languages = {value.language for value in cell.values}
    language = languages.pop() if len(languages) == 1 else ""
    return {"text": cell.text, "language": language or get_language() or "en", "apart": cell.stands_apart}


def _label(choice: Any) -> dict[str, str]:
    return {"text": capfirst(str(choice.label)), "language": choice.language or get_language() or "en"}
