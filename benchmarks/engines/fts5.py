"""SQLite: an FTS5 table with external content and Porter's stemmer, and GROUP BY over a table for each facet."""

from __future__ import annotations

import sqlite3
from itertools import chain, islice
from pathlib import Path

from benchmarks import entries, machine
from benchmarks.engines import Answer, Pairs, sql, store
from benchmarks.questions import Question

_FILE = "practices.sqlite3"
_DIALECT = sql.Dialect(
    mark="?",
    matching="SELECT rowid AS id FROM words WHERE words MATCH ?",
    best="SELECT rowid AS id, rank AS score FROM words WHERE words MATCH ?",
)
_TEXTS = ", ".join(entries.TEXTS)
_SCHEMA = f"""
    CREATE TABLE practices (id INTEGER PRIMARY KEY, {_TEXTS}, newest INTEGER, by_title INTEGER);
    CREATE VIRTUAL TABLE words USING fts5 (
        {_TEXTS}, content='practices', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
    );
"""
_AFTERWARDS = f"""
    INSERT INTO words (words) VALUES ('rebuild');
    INSERT INTO words (words) VALUES ('optimize');
    INSERT INTO words (words, rank) VALUES ('rank', 'bm25({", ".join(map(str, entries.WEIGHTS.values()))})');
    CREATE INDEX practices_newest ON practices (newest);
    CREATE INDEX practices_by_title ON practices (by_title);
    ANALYZE;
"""


class Engine:
    VERSION = f"SQLite {sqlite3.sqlite_version}"
    NOTES = "One stemmer, for English; no beginnings, no highlights. All words must be found."

    def __init__(self, folder: Path) -> None:
        self._facets = entries.facet_names(folder)
        path = store(folder, "fts5") / _FILE
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    @staticmethod
    def prepare(folder: Path) -> int:
        path = store(folder, "fts5") / _FILE
        path.unlink(missing_ok=True)
        facets = entries.facet_names(folder)
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_SCHEMA)
        for facet in facets:
            connection.execute(
                f"CREATE TABLE {sql.table_of(facet)} (value TEXT, id INTEGER, PRIMARY KEY (value, id)) WITHOUT ROWID"
            )
        source = entries.read(folder)
        while batch := list(islice(source, sql.ROWS_AT_ONCE)):
            connection.executemany("INSERT INTO practices VALUES (?, ?, ?, ?, ?, ?, ?)", map(sql.row_of, batch))
            for facet in facets:
                connection.executemany(f"INSERT INTO {sql.table_of(facet)} VALUES (?, ?)", sql.values_of(batch, facet))
        for facet in facets:
            connection.execute(f"CREATE INDEX {sql.table_of(facet)}_id ON {sql.table_of(facet)} (id, value)")
        connection.executescript(_AFTERWARDS)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return machine.size_of(path)

    def can(self, question: Question) -> bool:
        return not question.is_ours

    def answer(self, question: Question) -> Answer:
        text = " ".join(f'"{part}"' for part in chain(question.words, question.phrases))
        asking = sql.Asking(_DIALECT, self._facets, question, text)
        run = self._connection.execute
        ids = [pk for (pk,) in run(*asking.page())]
        (total,) = run(*asking.total()).fetchone()
        return Answer(ids, total, sql.counts_of(run(*asking.counts()), self._facets))

    def crossed(self, rows: str, columns: str) -> Pairs:
        return {
            f"{row} {column}": count for row, column, count in self._connection.execute(sql.crossing(rows, columns))
        }

    def close(self) -> None:
        self._connection.close()
