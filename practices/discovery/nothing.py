"""What is said where a question finds nothing: whether the catalogue knows what was asked, and what is nearest.

A gap in the catalogue is not a gap in the world, and the sentences say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.models import Country
from practices.search import Clause
from practices.search.highlights import quoted
from practices.search.query import written
from practices.taxonomy.facets import BY_NAME, SEARCHED, told_apart
from practices.taxonomy.vocabularies import Entry

from .browse import Browse, WayOut
from .cards import Card
from .country import Around, around, regions_of
from .criteria import Criteria
from .named import COUNTRY, Named, named

_OF_COUNTRIES = (COUNTRY, "origin", "destination")  # facets
_MOST_COUNTRIES = 3
_ENTERED = {facet.name for facet in SEARCHED if facet.comes_with_practices}


@dataclass(frozen=True)
class Without:
    """A country that no practice names."""

    entry: Entry
    region: str  # the nearest; empty where it lies in none


class Nothing:
    """The end of a question that finds nothing, and the ways on from it."""

    def __init__(self, found: Browse) -> None:
        self.found = found
        self._snapshot = found.snapshot
        self._vocabularies = found.vocabularies

    @property
    def title(self) -> str:
        """Why there is nothing, in one line."""
        return self._said[0][0]

    @property
    def sentences(self) -> list[str]:
        """The same in full. What the title says of one thing is said of the others here."""
        first, *others = self._said
        return [first[1], *(f"{title}." for title, _text in others)]

    @cached_property
    def countries(self) -> list[Without]:
        """The countries that are asked for and that no practice names."""
        counts = self.found.whole_catalogue.results.counts[COUNTRY]
        codes = dict.fromkeys(code for code in self._asked_countries if not counts.get(code))
        entries = [entry for code in codes if (entry := self._vocabularies[Country].get(code))]
        return [Without(entry, self._region(entry)) for entry in entries[:_MOST_COUNTRIES]]

    @cached_property
    def around(self) -> list[Around]:
        """What is nearest to the first of these countries: practices of its region, if any such as were asked for."""
        return around(self.countries[0].entry, self._snapshot, self._rest) if self.countries else []

    @property
    def country_question(self) -> Criteria:
        """The question for the first of these countries alone."""
        return Criteria().with_values(BY_NAME[COUNTRY], [self.countries[0].entry.value])

    @property
    def ways_out(self) -> list[WayOut]:
        """What to leave out, where leaving out something helps: also what does not."""
        ways = self.found.ways_out
        return ways if any(way.count for way in ways) else []

    @property
    def nearest(self) -> list[Card]:
        """The practices that meet most of the question."""
        return self.found.nearest

    @cached_property
    def named(self) -> list[Named]:
        """What the text names by itself."""
        return named(self.found.criteria.q, self.found.results.clauses, self._snapshot)

    @cached_property
    def _said(self) -> list[tuple[str, str]]:
        """All that can be said, what explains most first: as a title, and as a sentence or two."""
        if said := [*self._of_countries(), *self._of_words(), *self._of_values()]:
            return said
        if self.found.criteria.names_practices:
            title = _("None of the chosen practices meets this")
            return [(title, _("Only those that were chosen one by one were looked at."))]
        if self.found.ways_out and len(self._things) > 1:
            text = _("The catalogue has entries with each of these, but none with all of them together.")
        else:
            text = _("That is a gap in the catalogue; somebody may well be doing it.")
        return [(_("No practice meets all of this"), text)]

    def _of_countries(self) -> Iterator[tuple[str, str]]:
        if self.countries:
            names = ", ".join(one.entry.name for one in self.countries)
            said = ngettext(
                "The catalogue knows %(country)s, but its %(count)s entry does not name it. "
                "That is a gap in the catalogue, not in what %(country)s does.",
                "The catalogue knows %(country)s, but none of its %(count)s entries names it. "
                "That is a gap in the catalogue, not in what %(country)s does.",
                self._size,
            )
            yield (
                _("No practice names %(country)s yet") % {"country": names},
                said
                % {
                    "country": names,
                    "count": self._size,
                },
            )

    def _of_words(self) -> Iterator[tuple[str, str]]:
        """What it says of words that no practice has: those that are the name of something, and all others."""
        known = [one for one in self._missing if self._is_name(one)]
        unknown = [quoted(one.bare) for one in self._missing if one not in known]
        if unknown:
            title = ngettext(
                "The catalogue does not have the word %(words)s",
                "The catalogue does not have the words %(words)s",
                len(unknown),
            )
            text = _("No practice has it, and nothing here is called so. Is it written as you mean it?")
            if self.named:  # or it would have been found by its name
                text = _("No practice has it, but it is the code of %(country)s.")
                text %= {"country": self.named[0].term.label}
            yield title % {"words": ", ".join(unknown)}, text
        if known:
            yield self._unused([quoted(one.bare) for one in known])

    def _is_name(self, clause: Clause) -> bool:
        """Whether it stands in a name that readers may know of: not that of what curators enter along with drafts."""
        names = (name for part in clause.all_parts for name in self._snapshot.names.meant_by(part))
        return any(name.facet not in _ENTERED for name in names)

    def _of_values(self) -> Iterator[tuple[str, str]]:
        """What it says of chosen values that no practice has."""
        counts = self.found.whole_catalogue.results.counts
        for facet, values in self._wanted.items():
            if facet not in _OF_COUNTRIES and not any(counts[facet].get(value) for value in values):
                labels = [BY_NAME[facet].label_of(value, self._vocabularies) for value in values]
                yield self._unused([quoted(label) for label in labels])

    def _unused(self, terms: list[str]) -> tuple[str, str]:
        text = ngettext(
            "The catalogue knows the term, but its %(count)s entry does not have it. "
            "That is a gap in the catalogue; somebody may well be doing it.",
            "The catalogue knows the term, but none of its %(count)s entries has it. "
            "That is a gap in the catalogue; somebody may well be doing it.",
            self._size,
        )
        return _("No practice has %(terms)s yet") % {"terms": ", ".join(terms)}, text % {"count": self._size}

    @property
    def _size(self) -> int:
        return self.found.whole_catalogue.total

    @cached_property
    def _missing(self) -> list[Clause]:
        """What is wanted of the text and no practice has, but for names of countries."""
        if self.found.results.words_left_out:
            return []
        told = self._typed([one.entry.value for one in self.countries])
        wanted = [one for one in self.found.results.clauses if not one.is_excluded and one.typed not in told]
        return [clause for clause in wanted if clause.typed in self.found.results.missing]

    def _typed(self, codes: list[str]) -> set[str]:
        """Return the pieces of the text that name some countries."""
        return {typed for one in self.named if one.is_country and one.term.value in codes for typed in one.typed}

    @cached_property
    def _wanted(self) -> dict[str, list[str]]:
        """The values that are chosen and that practices have, by facet."""
        asked = self.found.criteria.selections
        told = {name: told_apart(values)[0] for name, values in asked if not BY_NAME[name].within}
        return {name: values for name, values in told.items() if values}

    @property
    def _things(self) -> list[object]:
        return [*self.found.criteria.selections, *self.found.results.clauses]

    @property
    def _asked_countries(self) -> Iterator[str]:
        """The countries that may be why: all that are chosen in a facet, and those that the text names."""
        counts = self.found.whole_catalogue.results.counts[COUNTRY]
        for facet in _OF_COUNTRIES:
            codes = self._wanted.get(facet, [])
            yield from [] if any(counts.get(code) for code in codes) else codes
        yield from (one.term.value for one in self.named if one.is_country)

    @property
    def _rest(self) -> Criteria:
        """The question without these countries."""
        told = self._typed([one.entry.value for one in self.countries])
        text = written(one for one in self.found.results.clauses if one.typed not in told)
        rest = self.found.criteria.with_text(text)
        for facet in _OF_COUNTRIES:
            rest = rest.with_values(BY_NAME[facet], ())
        return rest

    def _region(self, entry: Entry) -> str:
        return next((region.name for region in regions_of(entry, self._vocabularies)), "")
