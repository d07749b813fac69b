"""The whole catalogue as one paper, by policy area: each practice in full in the first of its areas, named in others.

It is of the day of the catalogue's last change, so that the same catalogue is the same book. Practices are read a batch
at a time, while the book is written.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from practices import search
from practices.changelog import records
from practices.citing import references
from practices.citing.entry import catalogue_name, licence, publisher_name, purpose
from practices.discovery.gaps import WHOLE, Asked, GapMap
from practices.discovery.tallies import Tally
from practices.models import PolicyArea, Practice, Source
from practices.search import Snapshot
from practices.taxonomy.facets import BY_NAME, Choice
from practices.text.collation import sort_key, title_key
from practices.web.addresses import absolute

from . import docx, epub
from .blocks import (
    Block,
    Bullets,
    Contents,
    Entry,
    Facts,
    Heading,
    Index,
    Line,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    Table,
)
from .practice import anchor, practice

BATCH = 100  # practices that are in memory at once
_AREA = "policy_area"
WRITERS = {"docx": docx.write_into, "epub": epub.write_into}  # by the ending of their files
_INDEXED = ("country", "organisation", "source")


def book(language: str) -> Paper:
    """Return all published practices as a paper in a language. It asks the database while it is written."""
    with override(language):
        told = records.current().aggregate(last=Max("changed_at"))["last"]
        day = timezone.localdate(told) if told else timezone.localdate()
        known, date = licence(), date_format(day)
        snapshot = search.snapshot()
        return Paper(
            title=catalogue_name(),
            subtitle=_("The catalogue as a book, as on %(date)s") % {"date": date},
            language=language,
            blocks=_Book(snapshot, day).blocks(),
            day=day,
            author=publisher_name(),
            description=purpose(),
            keywords=[choice.label for choice in BY_NAME[_AREA].choices(snapshot.vocabularies)],
            address=absolute("/"),
            licence=Run(known["name"], address=known["url"]),
            footer=f"{catalogue_name()} · {date} · {known['name']}",
        )


class _Listed(NamedTuple):
    """A practice in the lists of the book."""

    pk: int
    title: str

    @property
    def link(self) -> Run:
        return Run(f"{self.title} [{self.pk}]", address=f"#{anchor(self.pk)}")


class _Book:
    """The book, from its first page to its last."""

    def __init__(self, snapshot: Snapshot, day: datetime.date) -> None:
        self._snapshot, self._day = snapshot, day
        self._areas: list[Choice] = []
        self._first: dict[str, list[_Listed]] = defaultdict(list)  # by area, those that stand there in full
        self._others: dict[str, list[_Listed]] = defaultdict(list)  # and those that stand elsewhere
        self._index: dict[str, dict[str, list[int]]] = {name: defaultdict(list) for name in _INDEXED}

    def blocks(self) -> Iterator[Block]:
        """Yield all that it says."""
        self._list()
        yield from self._front()
        yield from self._gap_map()
        for area in self._areas:
            if self._first[area.value] or self._others[area.value]:
                yield from self._chapter(area)
        yield from self._indexes()

    def _list(self) -> None:
        """Find out where each practice stands, in the order of titles, and what the indexes name."""
        code = get_language() or "en"
        named = Practice.objects.published().order_by("pk").values_list("pk", f"title_{code}", "title_en")
        listed = [_Listed(pk, title or original) for pk, title, original in named.iterator()]
        listed.sort(key=lambda one: title_key(one.title, code))
        self._areas = [*BY_NAME[_AREA].choices(self._snapshot.vocabularies), Choice("", _("Without a policy area"))]
        for batch in _batches(listed):
            values = self._snapshot.values_of([one.pk for one in batch])
            for one in batch:
                held = values[one.pk]
                first, *others = [area.value for area in self._areas if area.value in held[_AREA]] or [""]
                self._first[first].append(one)
                for other in others:
                    self._others[other].append(one)
                for name in _INDEXED:
                    for value in held[name]:
                        self._index[name][value].append(one.pk)

    def _front(self) -> Iterator[Block]:
        known, date = licence(), date_format(self._day)
        told = {"publisher": publisher_name(), "year": self._day.year, "catalogue": catalogue_name(), "date": date}
        cited = _("%(publisher)s (%(year)s). %(catalogue)s, as on %(date)s. %(address)s") % {
            **told,
            "address": absolute("/"),
        }
        yield Paragraph(purpose(), "lead")
        yield Paragraph(
            _(
                "Each entry is written in the catalogue's own words from what its sources say, and no more. Facts, "
                "figures and names carry over. Where a source is silent, nothing is added: a missing section means "
                "that the source does not tell."
            )
        )
        yield Paragraph(
            _(
                "Each practice stands in the first of its policy areas, and is named in its others. The number behind "
                "its title is that of its entry; the indexes at the end name practices by it."
            )
        )
        pairs: list[tuple[str, Line]] = [
            (_("Date"), date),
            (_("Practices"), str(sum(map(len, self._first.values())))),
            (_("Publisher"), publisher_name()),
            (_("Address"), Run(absolute("/"), address=absolute("/"))),
            (_("Licence"), Run(known["name"], address=known["url"])),
            (_("Cite as"), cited),
        ]
        yield Facts(pairs)
        yield PageBreak()
        yield Contents(_("Contents"), pages=True)

    def _gap_map(self) -> Iterator[Block]:
        found = GapMap(Asked(), self._snapshot, WHOLE)
        if not found.is_counted or not found.cells:
            return
        yield PageBreak()
        yield Heading(_("Gap map"), anchor="gap-map")
        yield Paragraph(_("A gap in the catalogue is not a gap in the world."), "lead")
        yield Paragraph(f"{found.words} {_('A practice may stand in several cells; totals count it once.')}")
        what = _("Number of practices. Rows: %(rows)s. Columns: %(columns)s.")
        what %= {"rows": found.rows_facet.label, "columns": found.columns_facet.label}
        head = [str(found.rows_facet.label), *(column.label for column in found.columns), _("Total")]
        rows = [_of_map(row.choice.label, [cell.tally for cell in row.cells], row.total) for row in found.rows]
        yield Table(what, head, [*rows, _of_map(_("Total"), found.foot, found.total)])

    def _chapter(self, area: Choice) -> Iterator[Block]:
        yield PageBreak()
        yield Heading(area.label, 1, f"area-{area.value or 'none'}", area.language)
        term = self._snapshot.vocabularies[PolicyArea].get(area.value)
        if term and term.description:
            yield Paragraph(term.description, "lead", term.language_of_description)
        if others := self._others[area.value]:
            yield Paragraph(Run(_("In other chapters"), strong=True))
            yield Bullets([one.link for one in others])
        published = Practice.objects.published().with_page_relations()
        for batch in _batches(self._first[area.value]):
            values = self._snapshot.values_of([one.pk for one in batch])
            for one in published.in_order([one.pk for one in batch]):
                yield from practice(one, values[one.pk], self._snapshot, self._day)

    def _indexes(self) -> Iterator[Block]:
        yield PageBreak()
        yield Heading(_("Index"), anchor="index")
        for name, title in zip(_INDEXED, (_("Countries"), _("Organisations"), _("Sources")), strict=True):
            if self._index[name]:
                yield Heading(title, 2, f"index-{name}")
                yield Index(sorted(self._entries(name), key=lambda entry: sort_key(entry.name)), pages=True)

    def _entries(self, name: str) -> Iterator[Entry]:
        held = self._index[name]
        if name == "source":
            cited = Source.objects.filter(slug__in=held) if len(held) < BATCH else Source.objects.all()
            named = {source.slug: references.of_source(source) for source in cited if source.slug in held}
        else:
            choices = BY_NAME[name].choices(self._snapshot.vocabularies)
            named = {choice.value: choice.label for choice in choices if choice.value in held}
        for value, label in named.items():
            yield Entry(label, [Run(str(pk), address=f"#{anchor(pk)}") for pk in sorted(held[value])])


def _of_map(label: str, tallies: list[Tally], total: Tally) -> list[str]:
    return [label, *(str(tally.total) for tally in [*tallies, total])]


def _batches(listed: list[_Listed]) -> Iterator[list[_Listed]]:
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]
