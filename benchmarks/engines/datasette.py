"""Datasette: one table with full-text search, JSON arrays for facets with several values, asked for its JSON page.

Its own in-process client asks, so that no network is measured. The time limits that keep its pages fast by leaving
counts out are raised, suggestions of more facets are off, and the file is opened as one that never changes.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import json
import sqlite3
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import sqlite_utils
from datasette.app import Datasette

from benchmarks import entries, machine
from benchmarks.engines import Answer, Counts, Pairs, sql, store
from benchmarks.questions import PAGE_SIZE, Question

_DATABASE, _TABLE = "catalogue", "practices"
_SINGLE = ("instrument", "level", "evidence_basis")  # facets with one value for each practice
_NO_LIMIT = 3_600_000  # milliseconds
_MOST_ROWS = 10_000
_SETTINGS = {
    "sql_time_limit_ms": _NO_LIMIT,
    "facet_time_limit_ms": _NO_LIMIT,
    "facet_suggest_time_limit_ms": 1,
    "suggest_facets": False,
    "max_returned_rows": _MOST_ROWS,
}


class Engine:
    VERSION = f"Datasette {importlib.metadata.version('datasette')}, SQLite {sqlite3.sqlite_version}"
    NOTES = (
        "Its search has no best match: what is found comes by id. A facet's counts obey its own selection, so each "
        "selected facet takes one more request; from the second page on they count only what is left. Alternatives in "
        "an array are written as SQL (`_where`)."
    )

    def __init__(self, folder: Path) -> None:
        self._facets = entries.facet_names(folder)
        path = store(folder, "datasette") / f"{_DATABASE}.db"
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self._datasette = Datasette(immutables=[str(path)], settings=_SETTINGS)
        self._ends: dict[str, str] = {}
        self._loop = asyncio.Runner()
        self._loop.run(self._datasette.invoke_startup())

    @staticmethod
    def prepare(folder: Path) -> int:
        path = store(folder, "datasette") / f"{_DATABASE}.db"
        path.unlink(missing_ok=True)
        database = sqlite_utils.Database(path)
        table = database.table(_TABLE)
        source = entries.read(folder)
        while batch := list(islice(source, sql.ROWS_AT_ONCE)):
            table.insert_all(map(_row, batch), pk="id")
        table.enable_fts(entries.TEXTS, tokenize="porter")
        for column in (*_SINGLE, "newest", "by_title"):
            table.create_index([column])
        table.optimize()
        database.analyze()
        database.close()
        return machine.size_of(path)

    def can(self, question: Question) -> bool:
        return not question.is_ours

    def answer(self, question: Question) -> Answer:
        page = [("_size", str(PAGE_SIZE))]
        if question.by_title:
            page.append(("_sort", "by_title"))
        elif not question.text:
            page.append(("_sort_desc", "newest"))
        if question.page > 1:
            page.append(("_next", self._end_of_page_before(question)))
        found = self._get(question, [name for name in self._facets if name not in question.selections], page)
        counts = _counts(found)
        for name in question.selections:
            counts |= _counts(self._get(question, [name], [("_size", "0")], without=name))
        ids = [row["id"] for row in found["rows"]]
        return Answer(ids, found["filtered_table_rows_count"], counts if question.page == 1 else None)

    def crossed(self, rows: str, columns: str) -> Pairs:
        each = f"{_TABLE}, json_each({_TABLE}.{rows}) AS a, json_each({_TABLE}.{columns}) AS b"
        statement = f"SELECT a.value AS one, b.value AS other, count(*) AS n FROM {each} GROUP BY a.value, b.value"
        address = f"/{_DATABASE}.json?{urlencode({'sql': statement, '_shape': 'array'})}"
        response = self._loop.run(self._datasette.client.get(address))
        response.raise_for_status()
        return {f"{row['one']} {row['other']}": row["n"] for row in response.json()}

    def close(self) -> None:
        self._loop.close()
        self._connection.close()

    def _get(
        self, question: Question, facets: list[str], page: list[tuple[str, str]], without: str = ""
    ) -> dict[str, Any]:
        parameters = [("_shape", "objects"), ("_facet_size", "max"), ("_col", "id"), ("_nosuggest", "1"), *page]
        parameters += [("_facet" if name in _SINGLE else "_facet_array", name) for name in facets]
        if question.text:
            parameters += [("_search", question.text)]
        for name, values in question.selections.items():
            if name != without:
                parameters += [_filter(name, values)]
        address = f"/{_DATABASE}/{_TABLE}.json?{urlencode(parameters)}"
        response = self._loop.run(self._datasette.client.get(address))
        response.raise_for_status()
        found: dict[str, Any] = response.json()
        return found

    def _end_of_page_before(self, question: Question) -> str:
        """Return what that page would have linked to, from which Datasette goes on. Looked up once, not measured."""
        if question.name not in self._ends:
            matching = f"{_TABLE}.id IN (SELECT rowid FROM {_TABLE}_fts WHERE {_TABLE}_fts MATCH ?)"
            where, order = (matching, "id") if question.text else ("? = ''", "newest DESC")
            statement = f"SELECT newest, id FROM {_TABLE} WHERE {where} ORDER BY {order} LIMIT 1 OFFSET ?"
            newest, pk = self._connection.execute(statement, (question.text, question.offset - 1)).fetchone()
            self._ends[question.name] = str(pk) if question.text else f"{newest},{pk}"
        return self._ends[question.name]


def _row(entry: entries.Entry) -> dict[str, object]:
    facets = {
        name: next(iter(values), None) if name in _SINGLE else json.dumps(values)
        for name, values in entry.facets.items()
    }
    texts = {name: getattr(entry, name) for name in entries.TEXTS}
    return {"id": entry.id, **texts, **facets, "newest": entry.newest, "by_title": entry.by_title}


def _filter(name: str, values: tuple[str, ...]) -> tuple[str, str]:
    if name in _SINGLE:
        return f"{name}__in", json.dumps(values)
    if len(values) == 1:
        return f"{name}__arraycontains", values[0]
    listed = ", ".join(f"'{value}'" for value in values)
    return "_where", f"exists (select 1 from json_each({name}) where value in ({listed}))"


def _counts(found: dict[str, Any]) -> Counts:
    return {
        name: {row["value"]: row["count"] for row in result["results"]}
        for name, result in found["facet_results"].items()
    }
