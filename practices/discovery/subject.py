"""What the page of one value of a facet shows, whatever the facet: what it is, and what its practices are about."""

from __future__ import annotations

from functools import cached_property

from practices.models import Source
from practices.search import Snapshot
from practices.taxonomy.facets import BY_NAME
from practices.taxonomy.vocabularies import Entry

from .browse import Browse
from .criteria import Criteria, selecting
from .panels import Option, Panel
from .tallies import SPLIT, Tally
from .terms import PAGES
from .years import years_of

_MOST_SOURCES = 20


class Subject:
    """One value of a facet with all its practices. Parts are worked out when they are asked for."""

    def __init__(self, facet: str, value: str, snapshot: Snapshot) -> None:
        self.facet, self.value = BY_NAME[facet], value
        self.found = Browse(selecting(facet, value), snapshot, page_size=1)
        self.snapshot, self.vocabularies = self.found.snapshot, self.found.vocabularies
        self.criteria = self.found.criteria
        self.page = PAGES[facet]

    @cached_property
    def entry(self) -> Entry:
        """Its name and description."""
        entry: Entry | None = self.vocabularies[self.facet.vocabulary].get(self.value)  # type: ignore[index]
        if entry is None:
            raise KeyError(self.value)
        return entry

    @property
    def is_told(self) -> bool:
        """Whether it has published practices. What only drafts have, and what there is not, are the same to readers."""
        return not self.found.unknown and self.found.total > 0

    @property
    def tally(self) -> Tally:
        """Its named practices and approaches."""
        return Tally.of(self.found.results.counts[SPLIT], self.criteria)

    @cached_property
    def countries(self) -> list[str]:
        """The names of the countries in its practices, in order."""
        return [option.choice.label for option in self._taken("country")]

    @property
    def places(self) -> list[Option]:
        """The countries in its practices, those in most of them first."""
        return sorted(self._taken("country"), key=lambda option: -option.count)

    @cached_property
    def phases(self) -> Panel:
        """All phases, and how many of its practices act in each."""
        return self.found.panel("migration_phase")

    @property
    def acted_on(self) -> list[Option]:
        """The policy areas of its practices, those of most of them first."""
        return sorted(self._taken("policy_area"), key=lambda option: -option.count)

    @property
    def with_results(self) -> int:
        """How many of its practices say what came of them."""
        return self.found.results.counts["results"].get("yes", 0)

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year in which its practices were reported, if any has a date."""
        return years_of(self.found)

    @cached_property
    def sources(self) -> list[tuple[Source, int, Criteria]]:
        """The documents that report most of its practices, with how many each reports and the question for these."""
        counts = self.found.results.counts["source"]
        most = sorted(counts, key=lambda slug: (-counts[slug], slug))[:_MOST_SOURCES]
        sources = {source.slug: source for source in Source.objects.filter(slug__in=most)}
        facet = BY_NAME["source"]
        return [(sources[one], counts[one], self.criteria.with_values(facet, [one])) for one in most if one in sources]

    def _taken(self, facet: str) -> list[Option]:
        return [option for option in self.found.panel(facet).options if option.count]
