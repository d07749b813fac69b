"""How a question is answered: set algebra over what the index, or its SQL twin, knows of each word and value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Protocol

from pyroaring import BitMap

from practices.taxonomy.facets import BY_NAME, FACETS, Facet, told_apart

from . import query
from .query import Clause, Query
from .sets import in_at_least
from .understanding import Correction, Known, members, understand

_FEW, _HARDLY = 3, 5  # practices: that have all the words, or half of them
_LONG, _MANY = 3, 5  # words and phrases
_NEARLY_ALL = 0.8  # of all practices
_NEAREST = 5  # practices shown where nothing is found
_MOST_THINGS = 6  # of which two together are left out


Piece = tuple[Clause, ...]  # of a text: one clause, or all words of a name


class Catalogue(Known, Protocol):
    """All published practices, as questions are asked of them."""

    @property
    def everything(self) -> BitMap:
        """All practices."""

    def counts(self, facet: str, among: BitMap) -> dict[str, int]:
        """Count how many of some practices have each value of a facet."""

    def page(self, text: TextFound, among: BitMap, query: Query) -> list[int]:
        """Return one page of some practices, in the order asked for."""

    def nearest(self, text: TextFound, among: BitMap, limit: int) -> list[int]:
        """Return those of some practices that come nearest to a text."""


@dataclass(frozen=True)
class WayOut:
    """What to drop from a question that finds nothing, and how many practices that gives."""

    count: int
    facets: tuple[str, ...] = ()  # the facets to drop, and
    pieces: tuple[Piece, ...] = ()  # what to drop of the text
    text: str = ""  # the text without these pieces


@dataclass(frozen=True)
class Results:
    """What was found: one page of ids, and counts that ignore a facet's own selection and obey all others."""

    ids: list[int]
    total: int
    counts: dict[str, dict[str, int]]
    # Whether the index answered, or the database, which may have had to leave the words out.
    from_index: bool = True
    words_left_out: bool = False
    # Everything that was found, on whatever page.
    found: BitMap = field(default_factory=BitMap)
    # True when hardly any practice has all the words, and those with some of them were taken as well.
    relaxed: bool = False
    # How many practices have all the words, whatever is selected, and whether they come first by best match.
    exact: int = 0
    exact_comes_first: bool = False
    # The words that were searched for, with their synonyms and corrections, and how many of them had to be there.
    clauses: tuple[Clause, ...] = ()
    least: int = 0
    corrections: tuple[Correction, ...] = ()
    # For each selected facet that asks for values within some: how many practices are left out for having none.
    silent: dict[str, int] = field(default_factory=dict)
    # What no practice has, and what some have but not nearly all, as it was typed.
    missing: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    # Whether the words alone, whatever is selected, are met by nearly every practice.
    is_nearly_all: bool = False
    # Where nothing was found: what to drop, best first, and the practices that meet most of the question.
    ways_out: tuple[WayOut, ...] = ()
    nearest: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class TextFound:
    """What the words of a question find, whatever is selected."""

    clauses: tuple[Clause, ...]
    sets: list[BitMap]  # for each clause that is wanted, what meets it
    members: BitMap
    exact: BitMap
    least: int  # how many of the words must be there
    first: BitMap = field(default_factory=BitMap)  # what stands before the rest by best match

    @property
    def wanted(self) -> list[Clause]:
        return [clause for clause in self.clauses if not clause.is_excluded]

    @property
    def excluded(self) -> list[Clause]:
        return [clause for clause in self.clauses if clause.is_excluded]

    @property
    def is_relaxed(self) -> bool:
        return self.least < len(self.wanted)


def find(catalogue: Catalogue, asked: Query) -> Results:
    """Answer a query."""
    clauses, corrections = understand(catalogue, asked.clauses)
    text = _text(catalogue, clauses)
    if asked.within is not None:
        text = replace(text, members=text.members & asked.within)
    selected = {name: _meeting(catalogue, BY_NAME[name], values) for name, values in asked.selections.items() if values}
    found = _intersection(text.members, selected.values())
    met = list(zip(text.wanted, text.sets, strict=True))
    results = Results(
        ids=catalogue.page(text, found, asked) if asked.offset < len(found) else [],
        total=len(found),
        counts=_counts(catalogue, text.members, found, selected, asked),
        found=found,
        relaxed=text.is_relaxed,
        exact=len(text.exact),
        exact_comes_first=bool(text.exact & text.first),
        clauses=clauses,
        least=text.least,
        corrections=corrections,
        silent=_silent(catalogue, text.members, selected),
        missing=tuple(clause.typed for clause, pks in met if not pks),
        telling=tuple(clause.typed for clause, pks in met if pks and not _is_nearly_all(catalogue, pks)),
        is_nearly_all=bool(text.wanted) and _is_nearly_all(catalogue, text.members),
    )
    return results if found else _with_help(catalogue, results, text, selected, asked)


def crossed(catalogue: Catalogue, rows: str, values: Iterable[str], columns: str) -> dict[str, dict[str, int]]:
    """Count the practices of each value of one facet by those of another. What none has is left out."""
    return {value: catalogue.counts(columns, catalogue.holding(rows, [value])) for value in values}


def _meeting(catalogue: Catalogue, facet: Facet, values: Iterable[str]) -> BitMap:
    """Return the practices that have any of the values of a facet that are wanted, and none of those left out."""
    wanted, left_out = facet.told_apart(values)
    having = catalogue.holding(facet.stands_in, wanted) if wanted else catalogue.everything
    return having - catalogue.holding(facet.stands_in, left_out)


def _text(catalogue: Catalogue, clauses: tuple[Clause, ...]) -> TextFound:
    """Find what has all the words or, where that is hardly anything, half of them; where hardly anything has, any.

    In a long question one practice may have all the words by chance and hide better ones.
    """
    wanted, levels = _sets(catalogue, clauses)
    exact = levels[len(wanted)]
    if len(exact) >= _FEW or (exact and len(wanted) < _LONG) or not wanted:
        return TextFound(clauses, wanted, exact, exact, len(wanted))
    known = sum(1 for pks in wanted if pks)
    half = (known + 1) // 2
    least = half if half and len(levels[half]) >= _HARDLY else 1
    first = _first(catalogue, wanted, exact, levels[least])
    return TextFound(clauses, wanted, levels[least], exact, least, first)


def _first(catalogue: Catalogue, wanted: list[BitMap], exact: BitMap, found: BitMap) -> BitMap:
    """Return what stands before the rest where less than all words had to be met: what has all of a few words; among
    nearly everything, what has any word that tells something.
    """
    if exact:
        return exact if len(wanted) < _MANY else BitMap()
    if not _is_nearly_all(catalogue, found):
        return BitMap()
    return BitMap.union(BitMap(), *(pks for pks in wanted if not _is_nearly_all(catalogue, pks))) & found


def _is_nearly_all(catalogue: Catalogue, pks: BitMap) -> bool:
    return len(pks) >= _NEARLY_ALL * len(catalogue.everything)


def _sets(catalogue: Catalogue, clauses: tuple[Clause, ...]) -> tuple[list[BitMap], list[BitMap]]:
    """Return what meets each wanted clause, and for each number what meets so many of them and is not excluded."""
    wanted = [members(catalogue, clause) for clause in clauses if not clause.is_excluded]
    excluded = BitMap.union(BitMap(), *(members(catalogue, clause) for clause in clauses if clause.is_excluded))
    allowed = catalogue.everything - excluded
    return wanted, in_at_least([pks & allowed for pks in wanted], allowed)


def _intersection(start: BitMap, others: Iterable[BitMap]) -> BitMap:
    for other in others:
        start = start & other
    return start


def _counts(
    catalogue: Catalogue, text: BitMap, found: BitMap, selected: Mapping[str, BitMap], asked: Query
) -> dict[str, dict[str, int]]:
    """Count every facet's values: what is found, but for the facet's own selection."""
    counts = {}
    for facet in FACETS:
        among = _but_for(facet.name, text, selected) if facet.name in selected else found
        if facet.within:
            wanted, _left_out = told_apart(asked.selections.get(facet.name, ()))
            counts[facet.name] = _counts_within(catalogue, facet, among, wanted)
        else:
            counts[facet.name] = catalogue.counts(facet.name, among)
    return counts


def _counts_within(catalogue: Catalogue, facet: Facet, among: BitMap, wanted: list[str]) -> dict[str, int]:
    """Count for each value what is found with it and all that are chosen already."""
    counted = (
        (value, among.intersection_cardinality(_meeting(catalogue, facet, [*wanted, value])))
        for value in facet.fixed_values
    )
    return {value: count for value, count in counted if count}


def _silent(catalogue: Catalogue, text: BitMap, selected: Mapping[str, BitMap]) -> dict[str, int]:
    """Count what meets everything else but has no value that could lie within those chosen."""
    found = {}
    for facet in FACETS:
        if facet.within and facet.name in selected:
            telling = catalogue.holding(facet.stands_in, facet.fixed_values)
            found[facet.name] = len(_but_for(facet.name, text, selected) - telling)
    return found


def _but_for(facet: str, text: BitMap, selected: Mapping[str, BitMap]) -> BitMap:
    """Return what is found if a facet's own selection is ignored."""
    return _intersection(text, (pks for name, pks in selected.items() if name != facet))


def _with_help(
    catalogue: Catalogue, results: Results, text: TextFound, selected: Mapping[str, BitMap], asked: Query
) -> Results:
    """Add to results without a practice what to drop, and what comes nearest: nothing that was to be left out."""
    told = [(BY_NAME[name], *told_apart(values)) for name, values in asked.selections.items()]
    wanted = [_meeting(catalogue, facet, values) for facet, values, _left_out in told if values]
    excluded = [members(catalogue, clause) for clause in text.excluded]
    excluded += [catalogue.holding(facet.stands_in, values) for facet, _wanted, values in told]
    among = catalogue.everything if asked.within is None else asked.within & catalogue.everything
    levels = in_at_least([*text.sets, *wanted], among - BitMap.union(BitMap(), *excluded))
    near = next((pks for pks in reversed(levels[1:-1]) if pks), BitMap())
    ways = sorted(_WaysOut(catalogue, text, selected, asked.within).all(), key=lambda way: -way.count)
    nearest = catalogue.nearest(text, near, _NEAREST) if near else []
    return replace(results, ways_out=tuple(ways), nearest=nearest)


class _WaysOut:
    """What to drop from a question that finds nothing: pieces of its text and facets, one by one or two together."""

    def __init__(
        self, catalogue: Catalogue, text: TextFound, selected: Mapping[str, BitMap], within: BitMap | None
    ) -> None:
        self._catalogue = catalogue
        self._within = within
        self._text = text
        self._selected = selected
        self._left: dict[str, BitMap] = {}

    def all(self) -> Iterator[WayOut]:
        """Yield each thing with what is left without it, be it nothing; two together where no single one is enough.

        Of many things only those whose removal finds something.
        """
        things: list[str | Piece] = [*self._selected, *self._catalogue.names.pieces(self._text.clauses)]
        alone = [way for thing in things if (way := self._without((thing,)))]
        is_long = len(things) > _MOST_THINGS
        yield from (way for way in alone if way.count or not is_long)
        if not is_long and not any(way.count for way in alone):
            together = map(self._without, combinations(things, 2))
            yield from (way for way in together if way and way.count)

    def _without(self, dropped: tuple[str | Piece, ...]) -> WayOut | None:
        """Return what is left without a facet or a piece of the text, or two. None: nothing is left to ask."""
        pieces = tuple(thing for thing in dropped if isinstance(thing, tuple))
        shorter = query.written(one for one in self._text.clauses if not any(one in piece for piece in pieces))
        others = [pks for name, pks in self._selected.items() if name not in dropped]
        others += [] if self._within is None else [self._within]
        if not shorter and not others and (pieces or len(dropped) > 1):
            return None  # everything is no way out of this question
        left = self._members(shorter) if pieces else self._text.members
        facets = tuple(thing for thing in dropped if isinstance(thing, str))
        return WayOut(len(_intersection(left, others)), facets, pieces, shorter if pieces else "")

    def _members(self, text: str) -> BitMap:
        """Return what a text finds, read anew as it will be when the reader follows the link: what is last in it
        may be a beginning.
        """
        if text not in self._left:
            self._left[text] = _text(self._catalogue, understand(self._catalogue, query.parse(text))[0]).members
        return self._left[text]
