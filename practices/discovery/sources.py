"""What one document reports, in the order of its passages; and the bibliography of the catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.core.paginator import Page, Paginator

from practices.citing import references
from practices.citing.entry import Document
from practices.models import Citation, Practice, Source
from practices.search import Snapshot

from . import breadcrumbs
from .breadcrumbs import Crumb
from .browse import Browse
from .cards import Card
from .criteria import Criteria
from .subject import Subject

SOURCE = "source"
REPORTED_SIZE = 50  # practices on a page of a document
PAGE_SIZE = 50  # documents in the bibliography
_PAGE, _PARAGRAPH, _SECTION = range(3)


class Place(NamedTuple):
    """Where in its document a passage stands, so that passages sort as one reads them."""

    kind: int
    number: int
    section: str
    citation: int


@dataclass(frozen=True)
class Reported:
    """A practice, and the passages of a document that report it."""

    card: Card
    passages: list[Citation]


@dataclass(frozen=True)
class Listed:
    """A document of the bibliography, and how many practices it reports."""

    source: Source
    count: int


class Documented(Subject):
    """One document as its reader sees it."""

    def __init__(self, value: str, snapshot: Snapshot, asked: str | None = None) -> None:
        super().__init__(SOURCE, value, snapshot)
        self._asked = asked

    @property
    def breadcrumbs(self) -> list[Crumb]:
        """The way to it from the first page."""
        return [breadcrumbs.home(), breadcrumbs.all_sources()]

    @cached_property
    def source(self) -> Source:
        """The document itself."""
        found: Source = Source.objects.get(slug=self.value)
        return found

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """The numbers that libraries know it by, as far as it has any, but for its DOI, which is a link."""
        return [(name, value) for name, value in references.numbers_of(self.source) if value and name != "DOI"]

    @property
    def document(self) -> Document:
        """The document as records of references take it, without any place in it."""
        return Document(self.source, [])

    @cached_property
    def page_of_practices(self) -> Page:
        """The practices of this page, by number, in the order of their first passages."""
        return Paginator(list(self._places), REPORTED_SIZE).get_page(self._asked)

    @cached_property
    def reported(self) -> list[Reported]:
        """The practices of this page with their passages, in the order in which the document has them."""
        ids = list(self.page_of_practices.object_list)
        numbers = [place.citation for pk in ids for place in self._places[pk]]
        citations = Citation.objects.in_bulk(numbers)
        return [
            Reported(
                card,
                [citations[place.citation] for place in self._places[card.practice.pk] if place.citation in citations],
            )
            for card in self.found.cards_of(ids)
        ]

    @cached_property
    def _places(self) -> dict[int, list[Place]]:
        """The places of the passages of each practice; practices in the order of their first."""
        rows = Citation.objects.filter(source__slug=self.value, practice__in=Practice.objects.published()).order_by()
        found: dict[int, list[Place]] = {}
        places = sorted(
            (_place(pk, section, pages, paragraphs), practice)
            for pk, practice, section, pages, paragraphs in rows.values_list(
                "pk", "practice_id", "section", "pages", "paragraphs"
            )
        )
        for place, practice in places:
            found.setdefault(practice, []).append(place)
        return found


class Bibliography:
    """The documents that report published practices, in the order of their short forms."""

    def __init__(self, snapshot: Snapshot, asked: str | None) -> None:
        self.found = Browse(Criteria(), snapshot, page_size=1)
        options = [option for option in self.found.panel(SOURCE).options if option.count]
        self.total = len(options)
        self.page: Page = Paginator(options, PAGE_SIZE).get_page(asked)

    @cached_property
    def listed(self) -> list[Listed]:
        """Those of this page."""
        options = list(self.page.object_list)
        sources = {one.slug: one for one in Source.objects.filter(slug__in=[option.choice.value for option in options])}
        return [
            Listed(sources[option.choice.value], option.count) for option in options if option.choice.value in sources
        ]


def _place(pk: int, section: str, pages: str, paragraphs: str) -> Place:
    for kind, numbers in ((_PAGE, pages), (_PARAGRAPH, paragraphs)):
        if first := re.match(r"[0-9]+", numbers):
            return Place(kind, int(first[0]), section, pk)
    return Place(_SECTION, 0, section, pk)
