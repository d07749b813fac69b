"""What the index holds for counting alone is what the database says, and nobody can ask for it."""

from __future__ import annotations

import datetime
import random
from collections import Counter, defaultdict
from typing import Any

import pytest
from pyroaring import BitMap

from practices import search
from practices.models import Involvement, Organisation, Participation, Practice
from practices.search import NAMED, NEWEST, Query, Snapshot, follow, proof, schema
from practices.taxonomy.facets import COUNTED, SEARCHED, acting_as, taking_part_as
from tests import factories

pytestmark = pytest.mark.both_databases

Held = dict[str, dict[str, set[int]]]
ROLES, PARTS = Participation.Role.values, Involvement.Part.values


@pytest.fixture
def many_practices(vocabulary: factories.Vocabulary) -> None:
    """Practices with random parts of countries and organisations, and random years; and drafts, which count nowhere."""
    chance = random.Random(3)
    organisations = factories.rows(Organisation(slug=name, name_en=name) for name in ("bank", "union"))
    for number in range(60):
        made: Any = (factories.draft if number % 10 == 9 else factories.practice)(
            evidence_basis=chance.choice(Practice.EvidenceBasis.values),
            reported_on=chance.choice([None, datetime.date(2007, 12, 31), datetime.date(2008, 1, 1)]),
            start_year=chance.choice([None, 1985, 2001]),
            end_year=chance.choice([None, 2002, 2010]),
            published_at=datetime.datetime(
                2026, chance.choice([1, 2, 12]), chance.choice([1, 28]), tzinfo=datetime.UTC
            ),
            featured=chance.choice([None, None, 1, 2]),
            **chance.choice([{}, {"verified_on": datetime.date(2026, 1, 1), "verified_by": "Somebody"}]),
        )
        rows = chance.sample([(one, role) for one in vocabulary.countries for role in ROLES], chance.randint(0, 4))
        if rows:
            factories.rows(
                Participation(practice=made, country=country, role=role, part=chance.choice(Participation.Part.values))
                for country, role in rows
            )
        taken = chance.sample([(one, part) for one in organisations for part in PARTS], chance.randint(1, 3))
        factories.rows(Involvement(practice=made, organisation=one, part=part) for one, part in taken)


def by_hand() -> Held:
    """Return which practices have each value, row by row."""
    held: Held = defaultdict(lambda: defaultdict(set))
    for one in Practice.objects.published():
        held["year_reported"][str(one.reported_on.year) if one.reported_on else "none"].add(one.pk)
        held["month_added"][f"{one.published_at.year}-{one.published_at.month}"].add(one.pk)
        for name, value in (
            ("year_begun", one.start_year),
            ("year_ended", one.end_year),
            ("featured", one.featured),
            ("checked", one.verified_on and "yes"),
        ):
            if value is not None:
                held[name][str(value)].add(one.pk)
        for row in one.participations.select_related("country__merged_into"):
            if row.part == "lead":
                held[acting_as(row.role)][row.country.meaning.code].add(one.pk)
            if row.role == "transit":
                held["transit"][row.country.meaning.code].add(one.pk)
        for row in one.involvements.select_related("organisation"):
            held[taking_part_as(row.part)][row.organisation.slug].add(one.pk)
    return held


def check() -> None:
    """Hold the index and its SQL twin to what is counted by hand, among all practices and among some."""
    expected = by_hand()
    index, twin = search.snapshot(), Snapshot(None)
    published = BitMap(Practice.objects.published().values_list("pk", flat=True))
    some = BitMap(list(published)[::3])
    for facet in COUNTED:
        held = expected[facet.name]
        assert held, f"{facet.name} would never be tried"
        for among in (published, some):
            counts = {value: count for value, pks in held.items() if (count := len(pks & set(among)))}
            assert index.counts(facet.name, among) == counts == twin.counts(facet.name, among), facet.name
        for values in ([next(iter(held))], list(held)):
            pks = set[int]().union(*(held[value] for value in values))
            assert set(index.holding(facet.name, values)) == pks == set(twin.holding(facet.name, values)), facet.name
    assert proof.differences() == []


@pytest.mark.usefixtures("many_practices")
def test_index_and_database_count_alike() -> None:
    check()


@pytest.mark.usefixtures("many_practices")
def test_what_changes_later_is_counted(vocabulary: factories.Vocabulary) -> None:
    search.snapshot()
    morocco, egypt, _philippines = vocabulary.countries
    egypt.retired, egypt.merged_into = True, morocco
    egypt.save()
    for row in Participation.objects.filter(practice__state="published", role="origin")[:5]:
        row.part = "lead" if row.part == "partner" else "partner"
        row.save()
    Involvement.objects.filter(practice__state="published", part="funder").first().delete()
    for number, one in enumerate(Practice.objects.published()[:6]):
        one.reported_on, one.featured, one.start_year = datetime.date(1999, 1, 1), number, 1999
        one.save()
    check()


@pytest.mark.usefixtures("many_practices")
@pytest.mark.parametrize("few", [0, 1000], ids=["many", "few"])
def test_the_first_of_some_practices_are_those_of_all_in_order(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether they are named one by one, or looked for among others."""
    monkeypatch.setattr("practices.search.ranking._FEW", few)
    index, twin = search.snapshot(), Snapshot(None)
    for sort in (NAMED, NEWEST):
        everything = index.find(Query(sort=sort, limit=100)).ids
        for step in (1, 2, 7, 50):
            among = BitMap(sorted(everything)[::step])
            for limit in (1, 4, 100):
                wanted = [pk for pk in everything if pk in among][:limit]
                query = Query(sort=sort, limit=limit)
                assert index.first(among, query) == wanted == twin.first(among, query)
    assert index.first(BitMap(), Query(limit=3)) == []


def test_counts_are_in_the_index_under_names_of_their_own() -> None:
    names = Counter(facet.name for facet in (*SEARCHED, *COUNTED))
    assert set(names.values()) == {1}


@pytest.mark.usefixtures("catalogue")
def test_an_index_made_for_other_counts_is_rebuilt(monkeypatch: pytest.MonkeyPatch) -> None:
    search.snapshot()
    before = follow.reader().state
    schema.fingerprint.cache_clear()
    monkeypatch.setattr(schema, "INDEXED", schema.INDEXED[:-1])
    follow.forget()
    try:
        assert follow.reader().state.generation != before.generation
    finally:
        schema.fingerprint.cache_clear()
