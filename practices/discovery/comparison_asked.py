"""Which practices somebody asks to see side by side, what became of those that can't be, and which others to offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from practices.models import Practice
from practices.models.practice import LARGEST_ID
from practices.search import Snapshot
from practices.text.plain import printable

from .breadcrumbs import Crumb, breadcrumbs
from .browse import Browse
from .cards import Card, cards
from .comparison import FEWEST, MOST, PARAMETER, Comparison
from .criteria import Criteria
from .detail import Detail

_MOST_READ = 20  # practices that are named to choose from, where too many are asked for
_LONGEST = 20  # characters of what should be a number
_OFFERED = 10  # practices that a search offers
_PUBLIC = (Practice.State.PUBLISHED, Practice.State.WITHDRAWN)

OK, WRONG, NOT_FOUND, GONE = 200, 400, 404, 410  # as HTTP has them


@dataclass(frozen=True)
class Problem:
    """What keeps a practice, or all of them, from being compared; the practice if its page tells more."""

    text: str
    status: int
    practice: Practice | None = None


class Asked:
    """The practices that parameters name, in their order."""

    def __init__(self, parameters: MultiValueDict) -> None:
        texts = [part for value in parameters.getlist(PARAMETER) for part in value.split(",")]
        texts = [str(_number(text) or text) for text in map(printable, texts) if text]
        self._texts = list(dict.fromkeys(texts))
        self._twice = [text for text, count in Counter(texts).items() if count > 1]
        self.is_searching = "q" in parameters
        self.q = printable(parameters.get("q", ""))

    @cached_property
    def practices(self) -> list[Practice]:
        """The published ones, each once."""
        return list({one.pk: one for one in self._found.values() if one.is_published}.values())

    @property
    def ids(self) -> list[int]:
        """Their ids, also of those that what was asked for has been merged into."""
        return [one.pk for one in self.practices]

    @property
    def has_moved(self) -> bool:
        """Whether one of them was merged into another, so that the comparison has another address."""
        return any(pk != one.pk for pk, one in self._found.items())

    @property
    def now(self) -> list[str]:
        """What is asked for as its address is now: merged practices under the ids of those they were merged into."""
        return list(dict.fromkeys(str(one.pk) if (one := self._named(text)) else text for text in self._texts))

    @property
    def breadcrumbs(self) -> list[Crumb]:
        """The way to it from the first page."""
        return breadcrumbs([])

    @property
    def are_too_many(self) -> bool:
        return len(self._texts) > MOST

    @property
    def can_be_compared(self) -> bool:
        return len(self.ids) >= FEWEST and not self.are_too_many

    @property
    def has_room(self) -> bool:
        """Whether one more could stand beside them."""
        return len(self.ids) < MOST

    @property
    def problems(self) -> Iterator[Problem]:
        """What could not be done as it was asked, the gravest last."""
        for text in self._twice[:_MOST_READ]:
            yield Problem(_("Practice %(number)s was named twice. It stands here once.") % {"number": _shown(text)}, OK)
        for text in self._texts[:_MOST_READ]:
            one = self._named(text)
            if one is None:
                said = _("There is no practice ‘%(number)s’ in this catalogue, so it was left out.")
                yield Problem(said % {"number": _shown(text)}, NOT_FOUND)
            elif not one.is_published:
                said = _("Practice %(number)s was withdrawn, so it was left out.")
                yield Problem(said % {"number": _shown(text)}, GONE, one)
        if self.are_too_many:
            said = _("Four practices at the most can stand side by side. You named %(count)s: take some away.")
            yield Problem(said % {"count": len(self._texts)}, WRONG)

    @property
    def status(self) -> int:
        """The status of the page: that of the gravest problem, unless some can be compared all the same."""
        found = OK
        for problem in self.problems:
            found = problem.status
        return OK if self.can_be_compared else found

    def comparison(self, snapshot: Snapshot) -> Comparison:
        """Compare them."""
        return Comparison.of(self.practices, snapshot)

    def related(self, snapshot: Snapshot) -> list[Card]:
        """The practices that share most with the first of them, and are not among them."""
        if not self.practices or not self.has_room:
            return []
        found = [one.practice.pk for one in Detail(self.practices[0], snapshot).related]
        return cards([pk for pk in found if pk not in self.ids], snapshot)

    def offered(self, snapshot: Snapshot) -> tuple[Browse, list[Card]]:
        """The answer to the words that were searched for, and the first of those that it finds and are not chosen."""
        found = Browse(Criteria(q=self.q), snapshot, page_size=_OFFERED + MOST)
        chosen = [pk for pk in found.results.ids if pk not in self.ids]
        return found, cards(chosen[:_OFFERED], snapshot, found.clauses)

    @cached_property
    def _found(self) -> dict[int, Practice]:
        """What readers may know of, by the ids that were asked for: published, withdrawn, or merged into such a one."""
        ids = [pk for text in self._texts[:_MOST_READ] if (pk := _number(text))]
        asked: list[Practice] = Practice.objects.with_page_relations().in_order(ids)
        known = {one.pk: one for one in asked if one.state in _PUBLIC}
        merged = {one.pk: one.leads_to.pk for one in asked if one.state == Practice.State.MERGED}
        if merged:
            others = Practice.objects.with_page_relations().filter(pk__in=merged.values(), state__in=_PUBLIC)
            reached = {one.pk: one for one in others}
            known |= {pk: reached[other] for pk, other in merged.items() if other in reached}
        return {pk: known[pk] for pk in ids if pk in known}

    def _named(self, text: str) -> Practice | None:
        return self._found.get(_number(text) or 0)


def _number(text: str) -> int | None:
    """Return the id that a text is, if it can be one."""
    is_one = text.isascii() and text.isdigit() and len(text) <= _LONGEST and int(text) <= LARGEST_ID
    return int(text) if is_one else None


def _shown(text: str) -> str:
    return text[:_LONGEST]
