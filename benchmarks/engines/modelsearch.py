"""modelsearch: Django's search by way of the ORM, on PostgreSQL, with its own `facet` for the counts.

It needs a Django site of its own (`SETTINGS`), whose settings start the server.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from modelsearch.query import MATCH_ALL, And, Phrase, PlainText, SearchQuery

from benchmarks import entries
from benchmarks.engines import Answer, sql
from benchmarks.engines.modelsearch_site.models import FACETS, Practice, Value
from benchmarks.questions import PAGE_SIZE, Question


class Engine:
    VERSION = f"modelsearch {importlib.metadata.version('modelsearch')}, PostgreSQL"
    NOTES = (
        "One stemmer, for English; all words must be found (`operator='and'`). Its `facet` counts one facet for each "
        "query and obeys that facet's own selection, so selected facets are counted by a search without it."
    )

    def __init__(self, folder: Path) -> None:
        self._values = {(row.facet, row.value): row.pk for row in Value.objects.all()}
        self._names = {pk: value for (_facet, value), pk in self._values.items()}

    @staticmethod
    def prepare(folder: Path) -> int:
        call_command("migrate", run_syncdb=True, verbosity=0)
        values: dict[tuple[str, str], int] = {}
        source = entries.read(folder)
        while batch := list(islice(source, sql.ROWS_AT_ONCE)):
            _insert(batch, values)
        call_command("rebuild_modelsearch_index", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    def can(self, question: Question) -> bool:
        return not question.is_ours

    def answer(self, question: Question) -> Answer:
        by_score = bool(question.text) and not question.by_title
        found = self._filtered(question).order_by("by_title" if question.by_title else "-newest")
        results = found.search(_text(question), order_by_relevance=by_score)
        page = results[question.offset : question.offset + PAGE_SIZE]
        counts = {}
        for name in FACETS:
            counted = results
            if name in question.selections:
                counted = self._filtered(question, without=name).search(_text(question), order_by_relevance=False)
            counts[name] = {self._names[pk]: count for pk, count in counted.facet(name).items() if pk is not None}
        return Answer([practice.pk for practice in page], results.count(), counts)

    def close(self) -> None:
        connection.close()

    def _filtered(self, question: Question, without: str = "") -> Any:
        found = Practice.objects.all()
        for name, values in question.selections.items():
            if name != without:
                chosen = [self._values[name, value] for value in values if (name, value) in self._values]
                through = getattr(Practice, name).through
                found = found.filter(id__in=through.objects.filter(value__in=chosen).values("practice"))
        return found


def _text(question: Question) -> SearchQuery:
    """Return the text as modelsearch's own query objects."""
    parts: list[SearchQuery] = [Phrase(phrase) for phrase in question.phrases]
    if question.words:
        parts.append(PlainText(" ".join(question.words), operator="and"))
    if not parts:
        return MATCH_ALL
    return parts[0] if len(parts) == 1 else And(parts)


def _insert(batch: list[entries.Entry], values: dict[tuple[str, str], int]) -> None:
    fields = ("id", *entries.TEXTS, "newest", "by_title")
    Practice.objects.bulk_create(Practice(**{field: getattr(entry, field) for field in fields}) for entry in batch)
    for name in FACETS:
        through: type[Model] = getattr(Practice, name).through
        pairs = list(sql.values_of(batch, name))
        for value in {value for value, _pk in pairs if (name, value) not in values}:
            values[name, value] = Value.objects.create(facet=name, value=value).pk
        rows: Iterable[Model] = (through(practice_id=pk, value_id=values[name, value]) for value, pk in pairs)
        through._base_manager.bulk_create(rows)
