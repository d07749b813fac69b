"""One result, ready to be written into a file: its practices in order, a batch at a time, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator
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
from practices.models.querysets import PracticeQuerySet
from practices.taxonomy.facets import Values
from practices.web.addresses import absolute

from .below import Below, Reading

BATCH = 200  # practices that are in memory at once
_LONGEST_NAME = 80  # characters


class Row(NamedTuple):
    """One practice, its values of each facet, and what tables say of what stands below it."""

    practice: Practice
    values: Values
    below: Below = Below()


@dataclass(frozen=True)
class Result:
    """All practices that a question finds."""

    request: HttpRequest
    found: Browse
    at: datetime
    ids: list[int]  # of all practices found, in order; some may be gone before their turn comes

    def rows(self) -> Iterator[Row]:
        """Yield the practices with all their relations. What is not public any more by then is left out."""
        yield from self._batches(Practice.objects.published().with_page_relations(), None)

    def table_rows(self) -> Iterator[Row]:
        """Yield the practices as tables need them, in a fifth of the time."""
        yield from self._batches(Practice.objects.published(), Reading(self.found.vocabularies))

    def _batches(self, published: PracticeQuerySet, reading: Reading | None) -> Iterator[Row]:
        """Yield the practices, fetching some at a time.

        Each batch is a few short queries, and no transaction holds all of them together: it would last as long as the
        slowest reader takes, and on SQLite nobody could publish meanwhile.
        """
        for start in range(0, len(self.ids), BATCH):
            batch = self.ids[start : start + BATCH]
            practices = published.in_order(batch)
            values = self.found.snapshot.values_of([practice.pk for practice in practices])
            below = reading.of(batch) if reading else {}
            for practice in practices:
                yield Row(practice, values[practice.pk], below.get(practice.pk, Below()))

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
        if criteria.is_empty:
            yield _("Search"), _("All practices")
        yield _("Order"), orders()[criteria.effective_sort]

    @property
    def name(self) -> str:
        """What a file with it is called, without an ending: 'practices-kenya-recruitment-2026-11-22'."""
        asked = " ".join([self.found.criteria.q, *(chip.label for chip in self.found.chips)])
        words = slugify(f"{_('Practices')} {asked}", allow_unicode=True)
        if len(words) > _LONGEST_NAME:
            words = words[:_LONGEST_NAME].rpartition("-")[0]
        return f"{words}-{self.at:%Y-%m-%d}"
