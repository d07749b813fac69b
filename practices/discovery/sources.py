"""What one document reports, in the order of its passages; and the bibliography of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from pyroaring import BitMap

from practices.citing import references
from practices.citing.entry import Document
from practices.models import Citation, Source
from practices.models.source import READING_ORDER
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
_ORDER = (*READING_ORDER, "pk")
_AT_ONCE = 200  # passages that are read of a long document


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

    @cached_property
    def _counting(self) -> set[int]:
        """The numbers of all documents that count as it: itself, and those that it has replaced."""
        replaced = set(self.vocabularies[Source].merged_into(self.value)) - {self.value}
        others = Source.objects.filter(slug__in=replaced).values_list("pk", flat=True) if replaced else ()
        return {self.source.pk, *others}

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
        in_order = _InOrder(self._counting, self.found.results.found)
        return Paginator(in_order, REPORTED_SIZE).get_page(self._asked)  # type: ignore[arg-type]  # asks for slices

    @cached_property
    def reported(self) -> list[Reported]:
        """The practices of this page with their passages, in the order in which the document has them."""
        ids = list(self.page_of_practices.object_list)
        passages: dict[int, list[Citation]] = {pk: [] for pk in ids}
        # Those of other documents are passed over here: told to do it, the database may go through this document.
        for citation in Citation.objects.filter(practice__in=ids).order_by(*_ORDER):
            if citation.source_id in self._counting:
                passages[citation.practice_id].append(citation)
        return [Reported(card, passages[card.practice.pk]) for card in self.found.cards_of(ids)]


class _InOrder:
    """The practices that a document reports, in the order of their first passages, as far as somebody asks for them."""

    def __init__(self, sources: set[int], practices: BitMap) -> None:
        self._sources = sources
        self._practices = practices

    def __len__(self) -> int:
        return len(self._practices)

    def __iter__(self) -> Iterator[int]:
        seen = BitMap()
        for pk in _passages(self._sources).values_list("practice_id", flat=True).iterator(_AT_ONCE):
            if pk in self._practices and pk not in seen:
                seen.add(pk)
                yield pk

    def __getitem__(self, wanted: slice) -> list[int]:
        """Walk along the document up to the last that is wanted."""
        return list(islice(self, wanted.start, wanted.stop))


def _passages(sources: set[int]) -> QuerySet[Citation]:
    return Citation.objects.filter(source__in=sources).order_by(*_ORDER)


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
