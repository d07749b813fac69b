"""From Criteria to what a reader sees: results, facet panels, chips and messages.

Shared by the page, the API, and whatever else shows results. Knows no request and no template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from pyroaring import BitMap

from practices import search
from practices.search import BEST, NAMED, NEWEST, TITLE, Results, Snapshot
from practices.search.highlights import quoted
from practices.taxonomy.facets import BY_NAME, FACETS, NOT, Facet
from practices.taxonomy.vocabularies import Vocabularies

from . import wording
from .cards import Card, cards
from .chosen import Chosen, said_of_no_numbers
from .criteria import GIVEN, ID, LONGEST_TEXT, MOST_IDS, MOST_IN_ALL, MOST_VALUES, Criteria
from .panels import Chip, Panel

PAGE_SIZE = 20
_INSTEAD = 3  # practices shown where nothing is found
_LONGEST_TITLE, _LONGEST_DESCRIPTION = 120, 250  # characters of the question in them
_KIND = "evidence_basis"


def orders() -> dict[str, str]:
    """Return the name of each order in the reader's language."""
    return {
        GIVEN: _("as chosen"),
        BEST: _("best match"),
        NAMED: _("named practices first, then newest"),
        NEWEST: pgettext("sort order", "newest"),
        TITLE: pgettext("sort order", "title"),
    }


@dataclass(frozen=True)
class Message:
    """What the reader should know about how the question was understood, perhaps with another question to ask."""

    text: str
    link_text: str = ""
    link: Criteria | None = None


@dataclass(frozen=True)
class WayOut:
    """What to drop from a question that finds nothing, the rest of it, and how many practices that finds."""

    labels: list[str]
    without: Criteria
    rest: str  # in words; empty where everything is left
    count: int


@dataclass(frozen=True)
class Group:
    """Results of one kind of entry that follow each other."""

    kind: str  # empty where all kinds are mixed
    count: int  # of this kind, on all pages
    first: int  # the place of the first among all results
    cards: list[Card]


class Browse:
    """The answer to one question. Parts are worked out when they are asked for.

    With `clamp`, a page beyond the last means the last; without, it is empty. `within` are the only
    practices that count, besides those that the question itself asks for one by one.
    """

    def __init__(
        self,
        criteria: Criteria,
        snapshot: Snapshot | None = None,
        page_size: int = PAGE_SIZE,
        clamp: bool = True,
        within: BitMap | None = None,
    ) -> None:
        self.snapshot: Snapshot = snapshot or search.snapshot()
        self.vocabularies: Vocabularies = self.snapshot.vocabularies
        self.asked = criteria
        self.page_size = page_size
        self.within = within
        self.unknown: list[tuple[Facet, str]] = []
        self.chosen = Chosen()
        # The question as links write it: merged terms and odd spellings are resolved, unknown values stay.
        self.canonical = criteria
        # The question that is answered: without the unknown values.
        self.criteria = criteria
        self._resolve()
        self.clauses = search.parse(self.criteria.q) if not self.criteria.is_refused else ()
        self.results = self._page()
        if clamp and not self.results.ids and self.results.total:
            self.criteria = self.criteria.with_page(self.page_count)
            self.results = self._page()

    @property
    def total(self) -> int:
        return self.results.total

    @property
    def page_count(self) -> int:
        return max(1, -(-self.results.total // self.page_size))

    def whole(self) -> Results:
        """Return the results of all pages as one."""
        return self._find(0, self.total)

    @property
    def is_canonical(self) -> bool:
        """Whether every selected value was written as links write it. If not, `canonical` is the right address.

        What is refused stays as it was asked.
        """
        return self.asked.is_refused or self.canonical == self.asked

    @cached_property
    def cards(self) -> list[Card]:
        """The practices of this page, in order."""
        return self.cards_of(self.results.ids)

    @property
    def groups(self) -> list[Group]:
        """The same in lists: named practices and approaches apart where they stand apart, else one list."""
        if self.criteria.effective_sort != NAMED:
            return [Group("", 0, self.first_position, self.cards)] if self.cards else []
        counts = self.results.counts[_KIND]
        groups, first = [], self.first_position
        for kind, found in groupby(self.cards, lambda card: str(card.practice.evidence_basis)):
            groups.append(Group(kind, counts.get(kind, 0), first, list(found)))
            first += len(groups[-1].cards)
        return groups

    @cached_property
    def nearest(self) -> list[Card]:
        """Where nothing is found: the practices that meet most of the question."""
        return self.cards_of(self.results.nearest)

    @cached_property
    def whole_catalogue(self) -> Browse:
        """Everything, the newest first."""
        return Browse(Criteria(sort=NEWEST), self.snapshot, page_size=_INSTEAD)

    @property
    def instead(self) -> list[Card]:
        """What to show where nothing is found: what comes nearest, else the newest practices."""
        return self.nearest or self.whole_catalogue.cards

    @cached_property
    def ways_out(self) -> list[WayOut]:
        """Where nothing is found: what to drop, best first."""
        return list(self._ways_out())

    @cached_property
    def panels(self) -> list[Panel]:
        """Every facet with its values, counts and links."""
        return [self.panel(facet.name) for facet in FACETS]

    def panel(self, name: str) -> Panel:
        """One facet with its values, counts and links."""
        facet = BY_NAME[name]
        return Panel(facet, self.criteria, self.results.counts.get(facet.name, {}), self.vocabularies)

    @property
    def first_position(self) -> int:
        """The place of this page's first practice among all."""
        return (self.criteria.page - 1) * self.page_size + 1

    @cached_property
    def chips(self) -> list[Chip]:
        """One chip for each selected value."""
        return [self._chip(facet, value) for facet in FACETS for value in self.criteria.values(facet)]

    @property
    def messages(self) -> Iterator[Message]:
        """What the reader should know about how the question was understood."""
        if self.criteria.text_is_too_long:
            yield Message(
                _("Search for %(most)s characters at the most. You typed %(typed)s: shorten the text and search again.")
                % {"most": LONGEST_TEXT, "typed": len(self.criteria.q)}
            )
        for name, count in self.criteria.too_many:
            yield self._too_many(name, count)
        yield from map(Message, self.said_of_ids)
        for facet, value in self.unknown:
            yield Message(
                _("%(facet)s: ‘%(value)s’ is not in this catalogue, so it was left out.")
                % {"facet": facet.label, "value": value}
            )
        for correction in self.results.corrections:
            yield Message(
                _("Nothing for “%(typed)s”. Showing results for “%(used)s”.")
                % {"typed": correction.typed, "used": correction.used},
                _("Search for “%(typed)s” all the same") % {"typed": correction.typed},
                self.criteria.with_text(search.insisting(self.criteria.q, correction.typed)),
            )
        for silent in filter(None, self.results.silent.values()):
            yield Message(
                ngettext(
                    "%(count)s practice does not say what it needs, so it is not among these.",
                    "%(count)s practices do not say what they need, so they are not among these.",
                    silent,
                )
                % {"count": silent}
            )
        if self.total and (text := wording.what_became_of_words(self.results, self.criteria.effective_sort)):
            yield Message(text)
        yield from self._of_the_index()

    @property
    def said_of_ids(self) -> list[str]:
        """What the reader should know of the practices that were asked for one by one and are not shown."""
        return [*said_of_no_numbers(self.asked.not_ids), *self.chosen.said]

    def _of_the_index(self) -> Iterator[Message]:
        """What it means that the database answers in place of the index."""
        if self.results.words_left_out:
            yield Message(
                _(
                    "The search index is being prepared. Until then search words are left out; filters hold. "
                    "Try again in a minute."
                )
            )
        elif not self.results.from_index:
            yield Message(
                _("The search index is being prepared. Results are complete, but slower and not in order of relevance.")
            )

    @property
    def in_words(self) -> str:
        """What is asked, in as few words as tell it: 'remittances, Morocco'. Empty where everything is."""
        return Truncator(wording.in_words(self.criteria, self.vocabularies)).chars(_LONGEST_TITLE)

    @property
    def in_full(self) -> str:
        """The same with the name of each facet, cut where it is long."""
        return Truncator(wording.in_full(self.criteria, self.vocabularies)).chars(_LONGEST_DESCRIPTION)

    @property
    def title(self) -> str:
        """What is asked and how many practices that finds: 'remittances, Morocco: 4 practices'."""
        if self.criteria.is_empty or self.criteria.is_refused:
            return _("Browse practices")
        return _("%(question)s: %(practices)s") % {
            "question": self.in_words,
            "practices": self.announcement,
        }

    @property
    def description(self) -> str:
        """The same as a sentence."""
        if self.criteria.is_empty or self.criteria.is_refused:
            return _(
                "A searchable catalogue of what governments and partners have tried in labour migration, "
                "each traced to its source."
            )
        return _("%(practices)s of labour migration, each traced to its source, for: %(question)s.") % {
            "practices": self.announcement,
            "question": self.in_full,
        }

    @property
    def announcement(self) -> str:
        """The number of results as a sentence."""
        return ngettext("%(count)s practice", "%(count)s practices", self.total) % {"count": self.total}

    @property
    def status(self) -> str:
        """What a screen reader says when the results have changed."""
        found = [] if self.criteria.is_refused else [f"{self.announcement}."]
        return " ".join([*found, *(message.text for message in self.messages)])

    def _resolve(self) -> None:
        """Find out what each selected value and each number means."""
        if self.asked.ids:
            self.chosen = Chosen.among(self.asked.ids, self.snapshot)
            self.canonical = replace(self.canonical, ids=self.chosen.ids)
            # Without any practice that is left it goes on asking for these alone, and finds nothing.
            known = self.chosen.known
            self.criteria = replace(self.criteria, ids=known, not_ids=()) if known else self.canonical
        for facet in FACETS:
            meanings = [(value, self._meaning(facet, value)) for value in self.asked.values(facet)]
            if not meanings:
                continue
            self.unknown += [(facet, value) for value, meant in meanings if meant is None]
            as_linked = dict.fromkeys(meant or value for value, meant in meanings)
            known = dict.fromkeys(meant for _value, meant in meanings if meant)
            self.canonical = self.canonical.with_values(facet, as_linked).with_page(self.asked.page)
            self.criteria = self.criteria.with_values(facet, known).with_page(self.asked.page)

    def _meaning(self, facet: Facet, asked: str) -> str | None:
        """Return the value that is asked for, or to be left out, or None if there is none that readers may know of."""
        minus = NOT if asked.startswith(NOT) else ""
        value = facet.resolve(asked.removeprefix(minus), self.vocabularies)
        if value and (self.snapshot.count(facet.name, value) or facet.is_told(value, self.vocabularies)):
            return f"{minus}{value}"
        return None

    def _too_many(self, name: str, count: int) -> Message:
        """Say that a facet, or all of them, has more values than are looked for."""
        if name == ID:
            said = {"most": MOST_IDS, "count": count}
            text = _("Choose %(most)s practices at the most. You chose %(count)s, so nothing was looked for.")
            return Message(text % said, _("Search without them"), self.criteria)
        if not name:
            said = {"most": MOST_IN_ALL, "count": count}
            text = _("Choose %(most)s values at the most in all. You chose %(count)s, so nothing was looked for.")
            return Message(text % said, _("Search without them"), self.criteria)
        label = BY_NAME[name].label
        return Message(
            _("%(facet)s: choose %(most)s values at the most. You chose %(count)s, so nothing was looked for.")
            % {"facet": label, "most": MOST_VALUES, "count": count},
            _("Search without ‘%(facet)s’") % {"facet": label},
            self.criteria,
        )

    def _chip(self, facet: Facet, value: str) -> Chip:
        plain, is_excluded = value.removeprefix(NOT), value.startswith(NOT)
        other = plain if is_excluded else f"{NOT}{plain}"
        without, opposite = (self.criteria.toggled(facet, one) for one in (value, other))
        label = wording.label_of(facet, value, self.vocabularies)
        language = "" if is_excluded else facet.language_of(plain, self.vocabularies)
        return Chip(facet, label, is_excluded, without, opposite, language)

    def cards_of(self, ids: list[int]) -> list[Card]:
        """Return these practices as cards, in this order."""
        return cards(ids, self.snapshot, self.results.clauses)

    def _ways_out(self) -> Iterator[WayOut]:
        for way in self.results.ways_out:
            labels, without = [], self.criteria
            for facet in map(BY_NAME.__getitem__, way.facets):
                labels.append(wording.values_in_words(self.criteria, facet, self.vocabularies))
                without = without.with_values(facet, ())
            labels += [quoted(" ".join(f"{NOT * one.is_excluded}{one.bare}" for one in piece)) for piece in way.pieces]
            without = without.with_text(way.text) if way.pieces else without
            yield WayOut(labels, without, wording.in_words(without, self.vocabularies), way.count)

    def _page(self) -> Results:
        return self._find((self.criteria.page - 1) * self.page_size, self.page_size)

    def _find(self, offset: int, limit: int) -> Results:
        if self.criteria.is_refused:
            return Results([], 0, {facet.name: {} for facet in FACETS})
        results = self.snapshot.find(
            search.Query(
                clauses=self.clauses,
                selections=dict(self.criteria.selections),
                sort=self.criteria.sort or self.criteria.sort_of_rest,
                language=_language(),
                offset=offset,
                limit=limit,
                within=self._counting,
                text=self.criteria.q,
            )
        )
        if self.criteria.effective_sort != GIVEN:
            return results
        found = [pk for pk in self.criteria.ids if pk in results.found]
        return replace(results, ids=found[offset : offset + limit])

    @property
    def _counting(self) -> BitMap | None:
        """The only practices that count. None: all do."""
        if not self.criteria.names_practices:
            return self.within
        chosen = BitMap(self.criteria.ids)
        return chosen if self.within is None else chosen & self.within


def _language() -> str:
    """The reader's language, as the index names it."""
    language = (get_language() or "en").split("-")[0]
    return language if language in search.LANGUAGES else "en"
