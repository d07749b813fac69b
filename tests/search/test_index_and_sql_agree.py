"""The index and its SQL twin give the same ids and counts, whatever is asked."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from practices import search
from practices.discovery.criteria import Criteria
from practices.models import (
    Country,
    MigrationPhase,
    Organisation,
    PolicyArea,
    Practice,
    Requirement,
    StakeholderType,
    Synonym,
)
from practices.search import Query, Results, Snapshot
from practices.taxonomy.facets import BY_NAME, FACETS, HELD, told_apart, values_of
from tests import factories

WORDS = "remittance worker bank bilateral agreement training return fees agency text message rights data".split()
# Words that stand in texts in either spelling.
SPELLED = "co-worker coworker e-mail email text-message re-turn".split()
# What uses all of the language of questions, with errors, beginnings, names, synonyms and numbers.
TYPED = """
    migra|nothing|"text message"|"bank fees"|"the worker of rights"|-fees|-bank|-"text message"|-half-time|-nothing
    fees OR bank|OR|"bilateral agreement" OR Maroc|OR -data|remitance|trainning|agrement|-remitance|"remitance"|banque
    SMS|texto|-SMS|"SMS"|memorandum of understanding|MOU|Morocco|Egipto|-Morocco|Africa|2007|WHO|the|bil|tex|dat
    rem*|-tra*|NOT|AND|re-turn|textmessage|text-message|co-worker|coworker|"co-worker return"|"coworker"
    e-mail|email|-e-mail
""".replace("\n", "|").split("|")
TYPED = [text.strip() for text in TYPED if text.strip()]


@pytest.fixture
def many_practices(vocabulary: factories.Vocabulary) -> None:
    """Practices with random terms, so that every combination of facets occurs."""
    chance = random.Random(7)

    def some(values: list, most: int) -> list:
        return chance.sample(values, chance.randint(0, min(most, len(values))))

    bank, union = factories.rows(Organisation(slug=name, name_en=name) for name in ("Development bank", "union"))
    made = [
        factories.practice(
            " ".join(chance.choices(WORDS, k=4)),
            summary_en=" ".join(chance.choices([*WORDS, *SPELLED], k=8)),
            instrument=chance.choice(Practice.Instrument.values),
            level=chance.choice(Practice.Level.values),
            evidence_basis=chance.choice(Practice.EvidenceBasis.values),
            countries=[
                (country, chance.choice(["origin", "destination"])) for country in some(vocabulary.countries, 2)
            ],
            organisations=some([bank, union], 2),
            status=chance.choice(Practice.Status.values),
            start_year=chance.choice([None, 1985, 1995, 2001]),
            end_year=chance.choice([None, None, 2002, 2010]),
            results_en=chance.choice(["", "fees"]),
            policy_areas=some(vocabulary.areas, 2),
            migration_phases=some(vocabulary.phases, 3),
            stakeholder_types=some(vocabulary.stakeholders, 2),
            regions=some(vocabulary.regions, 1),
        )
        for _ in range(60)
    ]
    factories.rows(
        Requirement(practice=one, kind=kind, text_en="bank")
        for one in made
        for kind in some(Requirement.Kind.values, 2)
    )
    factories.draft("A draft about remittances")


def random_query(chance: random.Random, choices: dict[str, list[str]]) -> Query:
    """Return a query with up to three facets, some values of them left out, and up to five things in its text."""
    selections = {
        name: tuple(
            f"{chance.choice(['', '', '-'])}{value}"
            for value in chance.sample(values, min(len(values), chance.randint(1, 3)))
        )
        for name, values in chance.sample(sorted(choices.items()), chance.randint(0, 3))
        if values
    }
    text = " ".join(chance.choices([*WORDS, *TYPED], k=chance.choice([0, 1, 2, 3, 5])))
    return Query(search.parse(text), selections, chance.choice(["best", "named", "newest", "title"]), "en", 0, 1000)


def nonzero(results: Results) -> dict[str, dict[str, int]]:
    return {name: {value: n for value, n in counts.items() if n} for name, counts in results.counts.items()}


def values_that_count(snapshot: Snapshot) -> dict[str, list[str]]:
    """Return for each facet the values that practices have, and one that none has, where there is one."""
    choices = {}
    for facet in FACETS:
        values = [choice.value for choice in facet.choices(snapshot.vocabularies)]
        counted = [value for value in values if snapshot.count(facet.name, value)]
        choices[facet.name] = [*counted, *[value for value in values if value not in counted][:1]]
        assert counted, f"{facet.name} would never be tried"
    return choices


@pytest.mark.usefixtures("many_practices")
def test_random_queries_get_the_same_answer_from_both() -> None:
    Synonym.objects.create(words="SMS\ntext message\ntexto")
    Synonym.objects.create(words="MOU\nmemorandum of understanding\nbilateral agreement")
    chance = random.Random(11)
    snapshot = search.snapshot()
    database = Snapshot(None)
    held = snapshot.values_of(list(Practice.objects.values_list("pk", flat=True)))
    choices = values_that_count(snapshot)
    seen: Counter[str] = Counter()
    for _ in range(280):
        query = random_query(chance, choices)
        index, twin = snapshot.find(query), database.find(query)
        assert (index.from_index, twin.from_index) == (True, False)
        assert set(index.ids) == set(twin.ids), query
        assert nonzero(index) == nonzero(twin), query
        # Of many candidates the index shows those that come nearest, SQL the first by title.
        assert bool(index.nearest) == bool(twin.nearest), query
        for name in ("total", "silent", "relaxed", "exact", "clauses", "corrections", "missing", "ways_out"):
            assert getattr(index, name) == getattr(twin, name), (name, query)
            seen[name] += bool(getattr(index, name))
        seen["two left out"] += any(len(way.facets + way.pieces) == 2 for way in index.ways_out)
        left_out = {BY_NAME[name].stands_in: told_apart(values)[1] for name, values in query.selections.items()}
        within = told_apart(query.selections.get("have", ()))[0]
        seen["lying within"] += bool(index.ids and within)
        assert not within or all(held[pk]["needs"] and set(held[pk]["needs"]) <= set(within) for pk in index.ids)
        seen["leaving out"] += bool(index.ids and any(left_out.values()))
        assert not any(set(values) & set(held[pk][name]) for pk in index.ids for name, values in left_out.items())
        if query.effective_sort != search.BEST:
            assert index.ids == twin.ids, query
    assert seen.pop("two left out") > 1
    assert min(seen.values()) > 5, f"hardly any question had {min(seen, key=seen.__getitem__)}"


@pytest.mark.usefixtures("catalogue")
def test_counts_of_every_facet_equal_a_count_by_hand(subtests: pytest.Subtests) -> None:
    """OR within the facet, AND with another one; its counts ignore its own selection and obey the other."""
    snapshot = search.snapshot()
    everything = values_of(Practice.objects.published().values_list("pk", flat=True), snapshot.vocabularies)
    choices = {facet.name: [c.value for c in facet.choices(snapshot.vocabularies)] for facet in HELD}
    chance = random.Random(5)
    for facet in HELD:
        with subtests.test(facet=facet.name):
            for _ in range(20):
                other = chance.choice([name for name in choices if name != facet.name])
                own, others = (chance.sample(choices[name], min(2, len(choices[name]))) for name in (facet.name, other))
                results = snapshot.find(Query((), {facet.name: tuple(own), other: tuple(others)}, limit=1000))
                meet_other = {pk: values for pk, values in everything.items() if set(others) & set(values[other])}
                assert set(results.ids) == {pk for pk, v in meet_other.items() if set(own) & set(v[facet.name])}
                counted = Counter(value for values in meet_other.values() for value in values[facet.name])
                assert results.counts[facet.name] == dict(counted)


@pytest.mark.usefixtures("catalogue")
def test_counts_of_what_must_lie_within_equal_a_count_by_hand() -> None:
    """Each number says what choosing the value would give beside what is chosen; what has none at all is told of."""
    snapshot = search.snapshot()
    everything = values_of(Practice.objects.published().values_list("pk", flat=True), snapshot.vocabularies)
    kinds = Requirement.Kind.values
    chance = random.Random(5)
    for most in range(1, len(kinds) + 1):
        own, level = set(chance.sample(kinds, most)), chance.choice(Practice.Level.values)
        results = snapshot.find(Query((), {"have": tuple(own), "level": (level,)}, limit=1000))
        needs = {pk: set(values["needs"]) for pk, values in everything.items() if level in values["level"]}
        assert set(results.ids) == {pk for pk, needed in needs.items() if needed and needed <= own}
        counted = {kind: sum(bool(needed) and needed <= own | {kind} for needed in needs.values()) for kind in kinds}
        assert results.counts["have"] == {kind: count for kind, count in counted.items() if count}
        assert results.silent == {"have": sum(not needed for needed in needs.values())}


@pytest.mark.usefixtures("catalogue")
def test_both_agree_on_the_real_catalogue() -> None:
    snapshot, database = search.snapshot(), Snapshot(None)
    for text in [
        "remittances",
        "sending money home",
        "Maroc",
        '"code of conduct"',
        "nurses abroad",
        "SMS",
        "wholly absent",
    ]:
        for language in ("en", "fr", "es"):
            query = Query(search.parse(text), {}, language=language, limit=1000)
            index, twin = snapshot.find(query), database.find(query)
            assert set(index.ids) == set(twin.ids), (text, language)
            assert nonzero(index) == nonzero(twin)


@pytest.mark.usefixtures("many_practices")
def test_the_vocabularies_of_the_test_are_used() -> None:
    """Guards the tests above: with no practice in any term they would pass whatever the code does."""
    for model in (PolicyArea, MigrationPhase, StakeholderType, Country):
        assert model.objects.filter(practices__isnull=False).exists()
    assert Criteria().is_empty
