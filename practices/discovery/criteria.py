"""What a reader asks for, as one value: text, selections, order and page. Every link to results is made from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.datastructures import MultiValueDict

from practices.models.practice import LARGEST_ID
from practices.search import BEST, NAMED, NEWEST, TITLE
from practices.taxonomy.facets import BY_NAME, FACETS, NOT, Facet
from practices.text.plain import printable
from practices.web import basket

LONGEST_TEXT = 200  # characters
MOST_VALUES = 60  # of one facet: as many countries as the largest region has
MOST_IN_ALL = 100  # values of all facets: each has links on the page, and each link names all others
LONGEST_VALUE = 100  # characters
MOST_IDS = basket.MOST  # practices that are asked for one by one
LAST_PAGE = 100_000
SORTS = (BEST, NAMED, NEWEST, TITLE)
GIVEN = "given"  # the order of practices that were asked for one by one, unless another is chosen
ID = "id"
PARAMETERS = ("q", *(facet.name for facet in FACETS), ID, "sort", "page")  # of whatever takes a question
_PLACES = {facet.name: place for place, facet in enumerate(FACETS)}

Selections = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Criteria:
    """One question of a reader. Immutable: each change gives another value."""

    q: str = ""
    # In the order of FACETS; values in the order in which they were chosen, those that are left out with a minus.
    selections: Selections = ()
    # The only practices that count, by their numbers, in the order in which they were given; and what was given as one
    # and is no number, which nothing is found for. Without both, all practices count.
    ids: tuple[int, ...] = ()
    not_ids: tuple[str, ...] = ()
    sort: str = ""  # empty: as ids were given; else best match for a text, named practices first without one
    page: int = 1
    # How many values of a facet, of all (''), or how many ids were given where they are too many. None of them is
    # selected, and nothing is answered.
    too_many: tuple[tuple[str, int], ...] = ()

    @classmethod
    def from_parameters(cls, parameters: MultiValueDict) -> Criteria:
        """Read the parameters of a request. An order or a page that makes no sense is left out.

        Text that is too long stays, so that the reader sees what they typed (see `is_refused`).
        """
        selections, chosen_alone = {}, cls.of_ids(parameters.getlist(ID))
        too_many = list(chosen_alone.too_many)
        for facet in FACETS:
            values = [printable(value)[:LONGEST_VALUE] for value in parameters.getlist(facet.name)]
            chosen = dict.fromkeys(value for value in values if value)
            if len(chosen) > MOST_VALUES:
                too_many.append((facet.name, len(chosen)))
            else:
                selections[facet.name] = chosen
        if (count := sum(map(len, selections.values()))) > MOST_IN_ALL:
            selections, too_many = {}, [*too_many, ("", count)]
        page = parameters.get("page", "")
        sort = parameters.get("sort", "")
        return replace(
            chosen_alone,
            q=printable(" ".join(parameters.getlist("q"))),
            selections=_as_selections(selections),
            sort=sort if sort in SORTS else "",
            page=max(1, min(int(page[:9]), LAST_PAGE)) if page.isascii() and page.isdigit() else 1,
            too_many=tuple(too_many),
        )

    @classmethod
    def of_ids(cls, given: Iterable[str]) -> Criteria:
        """Ask for some practices alone, by their numbers, given one by one or separated by commas."""
        texts = dict.fromkeys(text.strip() for one in given for text in one.split(",") if text.strip())
        ids = dict.fromkeys(int(text) for text in texts if _is_id(text))
        not_ids = dict.fromkeys(printable(text)[:LONGEST_VALUE] for text in texts if not _is_id(text))
        if (count := len(ids) + len(not_ids)) > MOST_IDS:
            return cls(too_many=((ID, count),))
        return cls(ids=tuple(ids), not_ids=tuple(not_ids))

    @property
    def names_practices(self) -> bool:
        """Whether it asks for some practices alone."""
        return bool(self.ids or self.not_ids)

    @property
    def text_is_too_long(self) -> bool:
        return len(self.q) > LONGEST_TEXT

    @property
    def is_refused(self) -> bool:
        """Whether it asks for more than is answered. Then nothing is, rather than a part of it."""
        return self.text_is_too_long or bool(self.too_many)

    @property
    def effective_sort(self) -> str:
        """The order in force: the chosen one, else that of ids, best match for a text, named practices first."""
        return self.sort or (GIVEN if self.names_practices else self.sort_of_rest)

    @property
    def sort_of_rest(self) -> str:
        """The order without ids, where none is chosen."""
        return BEST if self.q else NAMED

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Return the values selected in one facet, those that are left out with a minus."""
        return dict(self.selections).get(facet.name, ())

    @property
    def is_empty(self) -> bool:
        """Whether it asks for everything."""
        return not self.q and not self.selections and not self.names_practices and not self.too_many

    def toggled(self, facet: Facet, value: str) -> Criteria:
        """Add a value if it isn't selected, else take it away. With a minus before it: leave it out, or no longer."""
        values = self.values(facet)
        others = [other for other in values if other.removeprefix(NOT) != value.removeprefix(NOT)]
        return self.with_values(facet, others if value in values else [*others, value])

    def excluding(self, facet: Facet, value: str) -> Criteria:
        """Leave out the practices with a value, or no longer."""
        return self.toggled(facet, f"{NOT}{value}")

    def with_values(self, facet: Facet, values: Iterable[str]) -> Criteria:
        """Select exactly these values in one facet."""
        selections = dict(self.selections) | {facet.name: tuple(values)}
        return replace(self, selections=_as_selections(selections), page=1)

    def with_text(self, text: str) -> Criteria:
        """Search for another text. Without one there is no best match to order by."""
        return replace(self, q=text, page=1, sort="" if self.sort == BEST and not text else self.sort)

    def without_text(self) -> Criteria:
        return self.with_text("")

    def with_ids(self, ids: Iterable[int]) -> Criteria:
        """Ask for exactly these practices, in this order; without any, for all."""
        return replace(self, ids=tuple(ids), not_ids=(), page=1)

    def without_ids(self) -> Criteria:
        return self.with_ids(())

    def with_sort(self, sort: str) -> Criteria:
        return replace(self, sort="" if sort == GIVEN else sort, page=1)

    def with_page(self, page: int) -> Criteria:
        return replace(self, page=page)

    @property
    def previous_page(self) -> int:
        return self.page - 1

    @property
    def next_page(self) -> int:
        return self.page + 1

    def parameters(self) -> list[tuple[str, str]]:
        """Return it as parameters, in an order that is always the same. Defaults are left out."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(name, value) for name, values in self.selections for value in values]
        pairs += [(ID, str(one)) for one in (*self.ids, *self.not_ids)]
        if self.sort:
            pairs.append(("sort", self.sort))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def url(self, base: str) -> str:
        """Return the address of this question at a page of the site."""
        query = urlencode(self.parameters())
        return f"{base}?{query}" if query else base


def selecting(facet_name: str, value: str) -> Criteria:
    """Return the question for one value of one facet, which is where a term's link leads."""
    return Criteria().with_values(BY_NAME[facet_name], [value])


def _is_id(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,10}", text, re.ASCII) is not None and 1 <= int(text) <= LARGEST_ID


def _as_selections(selections: Mapping[str, Iterable[str]]) -> Selections:
    chosen = {name: tuple(values) for name, values in selections.items()}
    return tuple(sorted((pair for pair in chosen.items() if pair[1]), key=lambda pair: _PLACES[pair[0]]))
