"""What SQLite and PostgreSQL share: one table of practices, one of values for each facet, and GROUP BY.

The practices found are put together once for each statement, and every facet is counted from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.engines import Counts
from benchmarks.entries import Entry
from benchmarks.questions import PAGE_SIZE, Question

Parameters = tuple[str | int, ...]
Statement = tuple[str, Parameters]

ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class Dialect:
    """Where the two differ."""

    mark: str  # for a parameter
    matching: str  # a SELECT of the ids that have the text, which it takes as a parameter
    best: str  # a SELECT of `id` and `score` of the same; the lowest score is the best


def row_of(entry: Entry) -> tuple[str | int, ...]:
    """Return an entry as a row of `practices`."""
    return (entry.id, entry.title, entry.summary, entry.body, entry.names, entry.newest, entry.by_title)


def values_of(entries: Iterable[Entry], facet: str) -> Iterator[tuple[str, int]]:
    """Yield the rows of a facet's table."""
    return ((value, entry.id) for entry in entries for value in entry.facets[facet])


def table_of(facet: str) -> str:
    return f"practices_{facet}"


def crossing(rows: str, columns: str) -> str:
    """The number of practices for each pair of values of two facets."""
    both = f"{table_of(rows)} AS a JOIN {table_of(columns)} AS b ON a.id = b.id"
    return f"SELECT a.value, b.value, count(*) FROM {both} GROUP BY a.value, b.value"


class Asking:
    """Makes the statements that answer one question."""

    def __init__(self, dialect: Dialect, facets: list[str], question: Question, text: str) -> None:
        self._dialect = dialect
        self._facets = facets
        self._question = question
        self._text: Parameters = (text,) if text else ()

    def page(self) -> Statement:
        """The ids of the page, in order."""
        if self._text and not self._question.by_title:
            return self._best_page()
        found, parameters = self._found()
        where = f"WHERE id IN ({found})" if found else ""
        order = "by_title" if self._question.by_title else "newest DESC"
        return f"SELECT id FROM practices {where} ORDER BY {order} {self._limit}", parameters

    def _best_page(self) -> Statement:
        """The page by best match. The text is looked up first: SQLite would do so for each selected practice anew."""
        selected, parameters = self._found(with_text=False)
        where = f"WHERE id IN ({selected})" if selected else ""
        first = "MATERIALIZED" if selected else ""
        page = f"WITH best AS {first} ({self._dialect.best}) SELECT id FROM best {where} ORDER BY score {self._limit}"
        return page, (*self._text, *parameters)

    @property
    def _limit(self) -> str:
        return f"LIMIT {PAGE_SIZE} OFFSET {self._question.offset}"

    def total(self) -> Statement:
        found, parameters = self._found()
        return f"SELECT count(*) FROM ({found}) AS found" if found else "SELECT count(*) FROM practices", parameters

    def counts(self) -> Statement:
        """Rows of facet, value and count. Facets without a selection share what was found."""
        parts: list[str] = []
        parameters: Parameters = ()
        common: dict[str, str] = {}
        for facet in self._facets:
            own = facet if facet in self._question.selections else ""
            if own not in common:
                found, more = self._found(without=own)
                common[own] = f"found_{own}" if found else ""
                if found:
                    parts.append(f"{common[own]} AS MATERIALIZED ({found})")
                    parameters += more
        counted = [self._counted(facet, common[facet if facet in common else ""]) for facet in self._facets]
        found_first = f"WITH {', '.join(parts)} " if parts else ""
        return found_first + " UNION ALL ".join(counted), parameters

    def _counted(self, facet: str, found: str) -> str:
        where = f"WHERE id IN (SELECT id FROM {found})" if found else ""
        return f"SELECT '{facet}', value, count(*) FROM {table_of(facet)} {where} GROUP BY value"

    def _found(self, without: str = "", with_text: bool = True) -> Statement:
        """A SELECT of the ids of what is found. Empty if nothing is asked for."""
        parts: list[str] = []
        parameters: Parameters = ()
        if self._text and with_text:
            parts.append(self._dialect.matching)
            parameters += self._text
        for facet, values in self._question.selections.items():
            if facet != without:
                marks = ", ".join([self._dialect.mark] * len(values))
                parts.append(f"SELECT id FROM {table_of(facet)} WHERE value IN ({marks})")
                parameters += values
        if len(parts) == 1 and parts[0] != self._dialect.matching:
            parts[0] = parts[0].replace("SELECT id", "SELECT DISTINCT id", 1)
        return " INTERSECT ".join(parts), parameters


def counts_of(rows: Iterable[tuple[str, str, int]], facets: list[str]) -> Counts:
    """Return counted rows as everybody answers them."""
    counts: Counts = {facet: {} for facet in facets}
    for facet, value, count in rows:
        counts[facet][value] = count
    return counts
