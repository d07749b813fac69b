"""One corridor: what binds both ends, what either side has that would apply, and what holds for both anyway.

Knows no request and no template.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from pyroaring import BitMap

from practices.models import Country, Involvement, Participation, Practice, Region
from practices.search import Snapshot
from practices.taxonomy.facets import BY_NAME
from practices.text.collation import sort_key

from . import breadcrumbs
from .beside import name_of
from .breadcrumbs import Crumb
from .browse import Browse, Message
from .cards import Card, cards
from .criteria import Criteria
from .ends import DESTINATION, ORIGIN, End
from .tallies import EVERYTHING, SPLIT, Tally
from .terms import terms

SHOWN = {"both": 10, "origin": 5, "destination": 5, "wide": 5, "back": 3}  # practices of each group
_MOST_NAMES = 4  # of countries or organisations in one reason
_MOST_PAIRS = 12  # other corridors
_MARGIN = 20  # practices of the way back that may stand in a group before
_LEVEL = BY_NAME["level"]
_REGIONAL, _GLOBAL = Practice.Level.REGIONAL.value, Practice.Level.GLOBAL.value


@dataclass(frozen=True)
class Member:
    """A practice of a group, and its reason: who acts in it, and who is merely named."""

    card: Card
    reason: str


@dataclass(frozen=True)
class Group:
    """Practices that concern a corridor in the same way."""

    name: str
    title: str
    reason: str
    total: int
    members: list[Member]
    question: Criteria  # which finds these and, where the catalogue can't ask for them alone, others
    is_exact: bool  # whether it finds these alone


@dataclass(frozen=True)
class Pair:
    """Another corridor, and how many practices bind it."""

    origin: str
    destination: str
    origin_name: str
    destination_name: str
    count: int


@dataclass(frozen=True)
class _Found:
    """What a group finds, before its practices are fetched."""

    ids: list[int]
    total: int
    question: Criteria
    is_exact: bool = True


class Corridor:
    """One corridor as its reader sees it: each practice stands in the first group that fits.

    `most` limits the practices of each group; without it, the page's own limits hold.
    """

    def __init__(self, origin: End, destination: End, snapshot: Snapshot, most: int = 0) -> None:
        self.origin, self.destination = origin, destination
        self.snapshot, self.vocabularies = snapshot, snapshot.vocabularies
        self._most = dict.fromkeys(SHOWN, most) if most else SHOWN
        self.question = self._asked(EVERYTHING)
        self._bound = self._browse("both", self.question)

    @property
    def total(self) -> int:
        """The number of practices that bind both ends."""
        return self._bound.total

    @property
    def tally(self) -> Tally:
        """The same, named practices and approaches apart."""
        return Tally.of(self._bound.results.counts[SPLIT], self.question)

    @property
    def announcement(self) -> str:
        """The same as words."""
        return self._bound.announcement

    @property
    def messages(self) -> Iterator[Message]:
        """What the reader should know about how this was found."""
        return self._bound.messages

    @property
    def breadcrumbs(self) -> list[Crumb]:
        """The way to it from the first page."""
        return [breadcrumbs.home(), breadcrumbs.all_corridors()]

    @property
    def title(self) -> str:
        """Both ends, as a sentence says them."""
        if self.origin.is_any:
            return _("Any country to %(destination)s") % {"destination": self.destination.name}
        if self.destination.is_any:
            return _("%(origin)s to any country") % {"origin": self.origin.name}
        return _("%(origin)s to %(destination)s") % {"origin": self.origin.name, "destination": self.destination.name}

    @cached_property
    def groups(self) -> list[Group]:
        """All groups, the firmest first, also those without a practice."""
        found = list(self._found())
        wanted = [pk for _name, one in found for pk in one.ids]
        fetched = {card.practice.pk: card for card in cards(wanted, self.snapshot)}
        return [self._group(name, one, [fetched[pk] for pk in one.ids if pk in fetched]) for name, one in found]

    @cached_property
    def within(self) -> list[Pair]:
        """The corridors between two countries that it holds, where an end is not one country."""
        if self.origin.is_country and self.destination.is_country:
            return []
        return self._pairs(self._crossed)

    @cached_property
    def near(self) -> list[Pair]:
        """The corridors that share an end with that of two countries, those first whose other end is a neighbour."""
        if not (self.origin.is_country and self.destination.is_country):
            return []
        here = (self.origin.value, self.destination.value)
        crossed = Counter(
            {(here[0], code): count for code, count in self._across(ORIGIN, [here[0]], DESTINATION)[here[0]].items()}
        )
        crossed |= {
            (code, here[1]): count for code, count in self._across(DESTINATION, [here[1]], ORIGIN)[here[1]].items()
        }
        crossed.pop(here, None)
        return self._pairs(crossed)

    @cached_property
    def _crossed(self) -> Counter[tuple[str, str]]:
        """Count the practices of each pair of countries that lies within this corridor."""
        origins, destinations = self.origin.codes, self.destination.codes
        if origins:
            rows = self._across(ORIGIN, origins, DESTINATION).items()
            found = {(one, other): count for one, counts in rows for other, count in counts.items()}
        else:
            rows = self._across(DESTINATION, destinations, ORIGIN).items()
            found = {(other, one): count for one, counts in rows for other, count in counts.items()}
        return Counter({pair: count for pair, count in found.items() if not destinations or pair[1] in destinations})

    def _across(self, rows: str, codes: Iterable[str], columns: str) -> dict[str, dict[str, int]]:
        """Count the practices of some countries in a role by the countries in the other. Empty while it takes long."""
        found = self.snapshot.crossed(rows, codes, columns)
        return {code: {} for code in codes} if found is None else found

    def _pairs(self, crossed: Counter[tuple[str, str]]) -> list[Pair]:
        """Return the corridors of two countries to show: those first whose other end is a neighbour of this one's."""
        countries = self.vocabularies[Country]
        near = {self.origin.region, self.destination.region}
        found = []
        for (origin, destination), count in crossed.items():
            others = {origin, destination} - {self.origin.value, self.destination.value}
            entries = [countries.get(code) for code in others]
            is_near = all(entry is not None and entry.parent in near for entry in entries)
            names = [name_of(code, self.vocabularies) for code in (origin, destination)]
            pair = Pair(origin, destination, names[0], names[1], count)
            found.append(((not is_near, -count, sort_key(names[0]), sort_key(names[1])), pair))
        kept = sorted((row for row in found if row[1].origin != row[1].destination), key=lambda row: row[0])
        return [pair for _place, pair in kept[:_MOST_PAIRS]]

    def _asked(self, question: Criteria, origin: bool = True, destination: bool = True) -> Criteria:
        """Narrow a question to practices that have each end in its role, or have it not."""
        question = self.origin.narrowing(question, ORIGIN, self.snapshot, origin)
        return self.destination.narrowing(question, DESTINATION, self.snapshot, destination)

    def _browse(self, name: str, question: Criteria) -> Browse:
        return Browse(question, self.snapshot, page_size=self._most[name])

    def _found(self) -> Iterator[tuple[str, _Found]]:
        """Yield what each group finds: questions leave out what stands in a group before, but the last one can't."""
        yield "both", _Found(self._bound.results.ids, self._bound.total, self.question)
        earlier = self._bound.results.found
        if not self.origin.is_any and not self.destination.is_any:
            for name, is_origin in ((ORIGIN, True), (DESTINATION, False)):
                browse = self._browse(name, self._asked(EVERYTHING, is_origin, not is_origin))
                earlier = earlier | browse.results.found
                yield name, _Found(browse.results.ids, browse.total, browse.criteria)
        others = self._asked(EVERYTHING, origin=False, destination=False)
        everywhere = self._browse("wide", others.with_values(_LEVEL, [_GLOBAL]))
        regional = Browse(others.with_values(_LEVEL, [_REGIONAL]), self.snapshot, page_size=1).results.found
        covering = [pk for pk in self._covering() if pk in regional]
        yield (
            "wide",
            _Found(
                [*covering, *everywhere.results.ids][: self._most["wide"]],
                len(covering) + everywhere.total,
                others.with_values(_LEVEL, [_REGIONAL, _GLOBAL] if covering else [_GLOBAL]),
                is_exact=len(covering) in {0, len(regional)},
            ),
        )
        earlier = earlier | everywhere.results.found | BitMap(covering)
        back = Browse(self._swapped, self.snapshot, page_size=self._most["back"] + _MARGIN)
        left = [pk for pk in back.results.ids if pk not in earlier][: self._most["back"]]
        yield "back", _Found(left, len(back.results.found - earlier), self._swapped)

    @property
    def _swapped(self) -> Criteria:
        """The question for the other direction."""
        question = self.destination.narrowing(EVERYTHING, ORIGIN, self.snapshot)
        return self.origin.narrowing(question, DESTINATION, self.snapshot)

    def _covering(self) -> list[int]:
        """Return the regional practices that are made for regions in which both ends lie, named ones first.

        From the database: the index knows regions of countries and those of practices as one.
        """
        found = Practice.objects.published().filter(level=_REGIONAL)
        made_for: Any = Practice.regions.through.objects  # type: ignore[attr-defined]
        for end in (self.origin, self.destination):
            if not end.is_any:
                merged = [old for value in end.regions for old in self.vocabularies[Region].merged_into(value)]
                found = found.filter(pk__in=made_for.filter(region__slug__in=merged).values("practice_id"))
        return list(found.order_by("-evidence_basis", "-published_at", "-pk").values_list("pk", flat=True))

    def _words(self, name: str) -> tuple[str, str]:
        """Return the title of a group, and the sentence that says why its practices are in it."""
        names = {"origin": _of(self.origin), "destination": _of(self.destination)}
        if name == ORIGIN:
            title = _("Side of origin: %(origin)s") % {"origin": self.origin.name}
            return title, _("Each names %(origin)s as origin, and another destination or none.") % names
        if name == DESTINATION:
            title = _("Side of destination: %(destination)s") % {"destination": self.destination.name}
            return title, _("Each names %(destination)s as destination, and another origin or none.") % names
        if name == "wide":
            return _("Regional and global"), self._why_wide
        if name == "back":
            return _("The other direction"), _why_bound(self.destination, self.origin)
        title = _("Practices") if self.origin.is_any or self.destination.is_any else _("Bind both ends")
        return title, _why_bound(self.origin, self.destination)

    @property
    def _why_wide(self) -> str:
        if self.origin.is_any or self.destination.is_any:
            made_for = _("Global, or made for a region in which this end lies.")
        else:
            made_for = _("Global, or made for a region in which both ends lie.")
        unknown = _("Which countries take part in each, the catalogue does not know.")
        return f"{made_for} {unknown}"

    def _group(self, name: str, found: _Found, shown: list[Card]) -> Group:
        shown = sorted(shown, key=lambda card: card.practice.evidence_basis == Practice.EvidenceBasis.APPROACH)
        members = [Member(card, self._reason(card, name)) for card in shown]
        return Group(name, *self._words(name), found.total, members, found.question, found.is_exact)

    def _reason(self, card: Card, name: str) -> str:
        """Say who acts in a practice and who is merely named, the corridor's own countries first."""
        acts: dict[str, bool] = {}
        for row in card.practice.participations.all():
            code = row.country.meaning.code
            acts[code] = acts.get(code, False) or row.part == Participation.Part.LEAD
        own = {*self.origin.codes, *self.destination.codes}
        names = {code: name_of(code, self.vocabularies) for code in sorted(acts, key=lambda code: code not in own)}
        acting = [names[code] for code in names if acts[code]]
        if not acting:
            rows = card.practice.taking_part
            acting = [str(row.doer) for row in rows if row.part == Involvement.Part.LEAD]
        told = _("Who acts: %(who)s.") % {"who": _few(acting)} if acting else _("The source does not say who acts.")
        said = [self._scope(card), told] if name == "wide" else [told]
        if named := [names[code] for code in names if not acts[code]]:
            said.append(_("Merely named: %(who)s.") % {"who": _few(named)})
        return " ".join(said)

    def _scope(self, card: Card) -> str:
        """Say what a practice is made for: its level and its regions, without those that these lie in."""
        level, regions = card.practice.get_level_display(), card.values["region"]
        lineages = self.vocabularies[Region].lineages
        above = {value for region in regions for value in lineages.get(region, ())[:-1]}
        named = [term.label for term in terms(BY_NAME["region"], set(regions) - above, self.vocabularies)]
        return _("%(level)s: %(regions)s.") % {"level": level, "regions": _few(named)} if named else f"{level}."


def _of(end: End) -> str:
    """Name an end as a reason does."""
    return end.name if end.is_country else _("%(region)s (one of its countries)") % {"region": end.name}


def _why_bound(origin: End, destination: End) -> str:
    names = {"origin": _of(origin), "destination": _of(destination)}
    if origin.is_any:
        return _("Each names %(destination)s as destination, whatever the origin.") % names
    if destination.is_any:
        return _("Each names %(origin)s as origin, whatever the destination.") % names
    return _("Each names %(origin)s as origin and %(destination)s as destination.") % names


def _few(names: list[str]) -> str:
    """Return some names, and how many there are besides."""
    shown = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return _("%(names)s and %(more)s more") % {"names": shown, "more": more} if more > 0 else shown
