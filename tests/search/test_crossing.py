"""Two facets crossed: every number is what a question for both finds, from the index and from the database."""

from __future__ import annotations

import itertools
import random

import pytest

from practices import search
from practices.search import ALL, Cross, Query, Snapshot
from practices.taxonomy.facets import BY_NAME, FACETS
from tests import factories

from .test_index_and_sql_agree import many_practices  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("many_practices")]
SPLIT = "evidence_basis"


def found(snapshot: Snapshot, text: str = "", **selections: tuple[str, ...]) -> search.Results:
    """Return what a question finds."""
    return snapshot.find(Query(search.parse(text), selections))


def test_every_number_is_what_its_question_finds() -> None:
    snapshot = search.snapshot()
    among = found(snapshot, "agreement OR bank").found
    crossed = snapshot.crossing(among, Cross("policy_area", "migration_phase", SPLIT))
    assert crossed
    values = {name: [ALL, *(c.value for c in BY_NAME[name].choices(snapshot.vocabularies))] for name in BY_NAME}
    for row, column in itertools.product(values["policy_area"], values["migration_phase"]):
        chosen = {"policy_area": (row,), "migration_phase": (column,)}
        selections = {name: value for name, value in chosen.items() if value != (ALL,)}
        counts = found(snapshot, "agreement OR bank", **selections).counts[SPLIT]
        assert crossed.get((row, column), {}) == {split: count for split, count in counts.items() if count}


def test_some_values_alone_are_counted_and_so_are_their_totals() -> None:
    snapshot = search.snapshot()
    areas = [choice.value for choice in BY_NAME["policy_area"].choices(snapshot.vocabularies)][:2]
    phase = BY_NAME["migration_phase"].choices(snapshot.vocabularies)[0].value
    rows, columns = tuple(areas), (phase,)
    crossed = snapshot.crossing(found(snapshot).found, Cross("policy_area", "migration_phase", SPLIT, rows, columns))
    assert crossed
    assert {row for row, _column in crossed} == {ALL, *rows}
    assert {column for _row, column in crossed} == {ALL, phase}
    whole = found(snapshot, policy_area=rows, migration_phase=columns)
    assert sum(crossed[ALL, ALL].values()) == whole.total
    assert sum(crossed[rows[0], ALL].values()) == found(snapshot, policy_area=rows[:1], migration_phase=columns).total


def test_index_and_database_count_alike() -> None:
    snapshot, database = search.snapshot(), Snapshot(None)
    chance = random.Random(5)
    for rows, columns in itertools.permutations(["policy_area", "country", "region", "instrument", SPLIT], 2):
        values = [choice.value for choice in BY_NAME[rows].choices(snapshot.vocabularies)]
        only = tuple(chance.sample(values, min(2, len(values)))) if chance.random() < 0.5 else ()
        among = found(snapshot, chance.choice(["", "bank", "training OR fees"])).found
        cross = Cross(rows, columns, SPLIT, only)
        assert snapshot.crossing(among, cross) == database.crossing(among, cross)


def test_what_would_take_too_long_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.sql, "MOST_TEXTS", 3)
    factories.practice()
    everything = found(search.snapshot()).found
    assert Snapshot(None).crossing(everything, Cross(FACETS[0].name, FACETS[1].name, SPLIT)) is None
