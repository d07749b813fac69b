"""How often values of two facets come together, split by those of a third. Index and database answer alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from pyroaring import BitMap

from practices.taxonomy.facets import BY_NAME, Values, values_of
from practices.taxonomy.vocabularies import Vocabularies

from .finding import Catalogue

ALL = ""  # in the place of a value: whatever it is
_AT_ONCE = 500  # practices whose values one query reads

# Row and column, each a value or ALL -> how many practices have each value of the third facet, zeros left out.
Crossing = dict[tuple[str, str], dict[str, int]]


@dataclass(frozen=True)
class Cross:
    """Which facets to cross. Where only some of their values are wanted, totals count what has one of these."""

    rows: str
    columns: str
    split: str
    only_rows: tuple[str, ...] = ()
    only_columns: tuple[str, ...] = ()


def from_sets(catalogue: Catalogue, among: BitMap, cross: Cross) -> Crossing:
    """Count by intersecting sets, going along the facet with fewer values, which is quicker."""
    if len(catalogue.counts(cross.rows, among)) > len(catalogue.counts(cross.columns, among)):
        turned = Cross(cross.columns, cross.rows, cross.split, cross.only_columns, cross.only_rows)
        return {(row, column): counts for (column, row), counts in _row_by_row(catalogue, among, turned).items()}
    return _row_by_row(catalogue, among, cross)


def _row_by_row(catalogue: Catalogue, among: BitMap, cross: Cross) -> Crossing:
    in_rows = catalogue.holding(cross.rows, cross.only_rows) if cross.only_rows else among
    in_columns = catalogue.holding(cross.columns, cross.only_columns) if cross.only_columns else among
    found: Crossing = {}
    for split in catalogue.counts(cross.split, among):
        part = among & catalogue.holding(cross.split, [split])
        for row in [ALL, *_wanted(catalogue.counts(cross.rows, part), cross.only_rows)]:
            in_row = part & (in_rows if row == ALL else catalogue.holding(cross.rows, [row]))
            cells = _wanted(catalogue.counts(cross.columns, in_row), cross.only_columns)
            for column, count in {ALL: len(in_row & in_columns), **cells}.items():
                _put(found, (row, column), split, count)
    return found


def from_values(vocabularies: Vocabularies, among: Iterable[int], cross: Cross) -> Crossing:
    """Count practice by practice."""
    counts: Counter[tuple[str, str, str]] = Counter()
    facets = [BY_NAME[name] for name in dict.fromkeys([cross.rows, cross.columns, cross.split])]
    ids = list(among)
    for start in range(0, len(ids), _AT_ONCE):
        for values in values_of(ids[start : start + _AT_ONCE], vocabularies, facets).values():
            counts.update(_places(values, cross))
    found: Crossing = {}
    for (row, column, split), count in counts.items():
        _put(found, (row, column), split, count)
    return found


def _places(values: Values, cross: Cross) -> Iterator[tuple[str, str, str]]:
    """Yield row, column and part of everywhere that a practice counts."""
    rows = [value for value in values[cross.rows] if not cross.only_rows or value in cross.only_rows]
    columns = [value for value in values[cross.columns] if not cross.only_columns or value in cross.only_columns]
    wanted_rows = [*rows, ALL] if rows or not cross.only_rows else []
    wanted_columns = [*columns, ALL] if columns or not cross.only_columns else []
    return product(wanted_rows, wanted_columns, values[cross.split])


def _wanted(counts: dict[str, int], only: Collection[str]) -> dict[str, int]:
    return {value: count for value, count in counts.items() if value in only} if only else counts


def _put(found: Crossing, place: tuple[str, str], split: str, count: int) -> None:
    if count:
        found.setdefault(place, {})[split] = count
