"""One result, ready to be written into a file: its practices in order, a batch at a time, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from practices.citing.entry import Entry, entry
from practices.discovery import wording
from practices.discovery.browse import Browse, orders
from practices.models import Practice
from practices.taxonomy.facets import Values
from practices.web.addresses import absolute

from . import told
from .below import Below, Reading
from .told import Told

BATCH = 200  # practices that are in memory at once
TABLE_BATCH = 500  # the same for tables, which need less of each
_LONGEST_NAME = 80  # characters


class Row(NamedTuple):
    """One practice, and its values of each facet."""

    practice: Practice
    values: Values


class TableRow(NamedTuple):
    """What tables need of one practice."""

    practice: Practice | Told
    values: Values
    below: Below


@dataclass(frozen=True)
class Result:
    """All practices that a question finds."""

    request: HttpRequest
    found: Browse
    at: datetime
    ids: list[int]  # of all practices found, in order; some may be gone before their turn comes

    def rows(self) -> Iterator[Row]:
        """Yield the practices with all their relations. What is not public any more by then is left out."""
        published = Practice.objects.published().with_page_relations()
        for batch in self._batches(BATCH):
            practices = published.in_order(batch)
            values = self._values_of(practices)
            for practice in practices:
                yield Row(practice, values[practice.pk])

    def table_rows(self) -> Iterator[TableRow]:
        """Yield the practices as tables need them, in a tenth of the time."""
        reading = Reading(self.found.vocabularies)
        for batch in self._batches(TABLE_BATCH):
            practices = told.in_order(Practice.objects.published(), batch)
            values, below = self._values_of(practices), reading.of(batch)
            for practice in practices:
                yield TableRow(practice, values[practice.pk], below[practice.pk])

    def _batches(self, size: int) -> Iterator[list[int]]:
        """Yield the ids of some practices at a time.

        Each batch is a few short queries, and no transaction holds all of them together: it would last as long as the
        slowest reader takes, and on SQLite nobody could publish meanwhile.
        """
        for start in range(0, len(self.ids), size):
            yield self.ids[start : start + size]

    def _values_of(self, practices: Iterable[Practice | Told]) -> Mapping[int, Values]:
        return self.found.snapshot.values_of([practice.pk for practice in practices])

    def entries(self) -> Iterator[Entry]:
        """Yield the practices as references describe them."""
        for row in self.rows():
            yield entry(row.practice, row.values, self.found.vocabularies)

    @property
    def address(self) -> str:
        """The page that shows this result."""
        return absolute(self.found.criteria.url(reverse("browse")))

    @property
    def question(self) -> Iterator[tuple[str, str]]:
        """What was asked for in words: pairs of a label and what was chosen."""
        criteria = self.found.criteria
        if criteria.q:
            yield _("Search"), criteria.q
        chosen = wording.pairs(criteria, self.found.vocabularies)
        yield from ((str(facet.label), values) for facet, values in chosen)
        if criteria.ids:
            yield _("Chosen practices"), ", ".join(map(str, criteria.ids))
        if criteria.is_empty:
            yield _("Search"), _("All practices")
        yield _("Order"), orders()[criteria.effective_sort]

    @property
    def name(self) -> str:
        """What a file with it is called, without an ending: 'practices-kenya-recruitment-2026-11-22'."""
        criteria = self.found.criteria
        asked = " ".join([criteria.q, wording.of_ids(criteria), *(chip.label for chip in self.found.chips)])
        words = slugify(f"{_('Practices')} {asked}", allow_unicode=True)
        if len(words) > _LONGEST_NAME:
            words = words[:_LONGEST_NAME].rpartition("-")[0]
        return f"{words}-{self.at:%Y-%m-%d}"
