"""Corridors: which practices bind two ends, what would apply besides, and that each is told once."""

from __future__ import annotations

from typing import Any

import pytest

from practices import search
from practices.discovery import corridors, ends
from practices.discovery.browse import Browse
from practices.discovery.corridor import Corridor
from practices.discovery.corridors import Corridors
from practices.discovery.criteria import MOST_VALUES
from practices.discovery.ends import End
from practices.models import Country, Involvement, Organisation, Participation, Practice, Region
from tests import factories


def end(text: str) -> End:
    """Return one end as an address writes it."""
    found = ends.end_of(text, search.snapshot().vocabularies)
    assert found
    return found


def corridor(origin: str, destination: str, most: int = 0) -> Corridor:
    """Return the corridor between two ends."""
    return Corridor(end(origin), end(destination), search.snapshot(), most)


def shown(found: Corridor) -> dict[str, list[int]]:
    """Return the practices of each group that has some."""
    return {one.name: [member.card.practice.pk for member in one.members] for one in found.groups if one.total}


def published(role: str, codes: tuple[str, ...]) -> set[int]:
    """Return from the database the practices in which one of some countries has a role."""
    rows = Participation.objects.filter(role=role, country__code__in=codes, practice__in=Practice.objects.published())
    return set(rows.values_list("practice_id", flat=True))


# The matrix -------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_every_pair_of_the_matrix_is_what_practices_say() -> None:
    counted = Corridors(search.snapshot()).counts
    assert len(counted) == 13
    assert next(iter(counted.items())) == (("EC", "ES"), 2)
    codes = Country.objects.filter(participations__isnull=False).distinct().values_list("code", flat=True)
    for origin in codes:
        for destination in codes:
            both = published("origin", (origin,)) & published("destination", (destination,))
            assert counted.get((origin, destination), 0) == (len(both) if origin != destination else 0)


def test_a_country_leads_to_no_corridor_to_itself(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    factories.practice(countries=[(morocco, "origin"), (morocco, "destination"), (egypt, "destination")])
    found = Corridors(search.snapshot())
    assert list(found.counts) == [("MA", "EG")]
    assert (found.origins, found.destinations) == ([("MA", "Morocco")], [("EG", "Egypt")])


def test_named_practices_and_approaches_are_counted_apart(vocabulary: factories.Vocabulary) -> None:
    bound: Any = {"countries": [(vocabulary.countries[0], "origin"), (vocabulary.countries[1], "destination")]}
    factories.practice(**bound)
    factories.practice(evidence_basis="approach", **bound)
    found = Corridors(search.snapshot())
    assert found.counts == {("MA", "EG"): 2}
    ((_origin, _destination, tally),) = found.tallies
    assert (tally.named, tally.approaches) == (1, 1)


@pytest.mark.usefixtures("catalogue")
def test_what_nobody_could_read_at_once_is_cut_to_the_countries_with_most(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Corridors(search.snapshot()).is_cut
    monkeypatch.setattr(corridors, "MOST_ROWS", 2)
    monkeypatch.setattr(corridors, "MOST_COLUMNS", 1)
    found = Corridors(search.snapshot())
    assert found.is_cut
    assert (found.origins, found.destinations) == ([("EC", "Ecuador"), ("MA", "Morocco")], [("ES", "Spain")])
    assert not Corridors(search.snapshot(), is_whole=True).is_cut


# Its ends ---------------------------------------------------------------------------------------


def test_an_end_is_a_country_a_region_or_any(vocabulary: factories.Vocabulary) -> None:
    for text in ("MA", "ma", "MAR", "mar", "morocco"):
        assert (end(text).value, end(text).name, end(text).is_country) == ("MA", "Morocco", True)
    assert (end("Africa").value, end("africa").codes, end("africa").is_country) == ("africa", ("EG", "MA"), False)
    assert end("asia").codes == ("PH",) and not end("asia").is_country
    assert end("").is_any and end("any").is_any and end("ANY").is_any
    empty = Region.objects.create(slug="oceania", name_en="Oceania", m49="009", order=9)
    for text in ("XX", "atlantis", "504", "M/A", empty.slug):
        assert ends.end_of(text, search.snapshot().vocabularies) is None, text


@pytest.mark.usefixtures("catalogue")
def test_a_question_can_hold_the_countries_of_any_region() -> None:
    sizes = [len(end(region.slug).codes) for region in Region.objects.all()]
    assert len(sizes) > 20 and min(sizes) > 0 and max(sizes) <= MOST_VALUES


@pytest.mark.both_databases
def test_what_was_merged_counts_as_the_other(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, philippines = vocabulary.countries
    bound = factories.practice(countries=[(egypt, "origin"), (philippines, "destination")])
    egypt.retired, egypt.merged_into = True, morocco
    egypt.save()
    africa, northern, _asia = vocabulary.regions
    northern.retired, northern.merged_into = True, africa
    northern.save()
    assert end("EG") == end("MA") and end("northern-africa") == end("africa")
    assert end("africa").codes == ("MA",)
    assert shown(corridor("EG", "PH")) == {"both": [bound.pk]} == shown(corridor("africa", "asia"))
    assert list(Corridors(search.snapshot()).counts) == [("MA", "PH")]


# Groups -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("origin", "destination"),
    [
        ("EC", "ES"),
        ("ES", "EC"),
        ("MA", "any"),
        ("any", "ES"),
        ("africa", "europe"),
        ("africa", "africa"),
        ("TD", "KR"),
    ],
)
def test_each_practice_stands_in_the_first_group_that_fits(origin: str, destination: str) -> None:
    found = corridor(origin, destination, most=100)
    groups = shown(found)
    listed = [pk for ids in groups.values() for pk in ids]
    assert len(listed) == len(set(listed))
    assert [len(ids) for ids in groups.values()] == [one.total for one in found.groups if one.total]
    from_here = published("origin", found.origin.codes)
    to_there = published("destination", found.destination.codes)
    if found.origin.is_any or found.destination.is_any:
        assert set(groups["both"]) == from_here | to_there
    else:
        assert set(groups.get("both", [])) == from_here & to_there
        assert set(groups.get("origin", [])) == from_here - to_there
        assert set(groups.get("destination", [])) == to_there - from_here
    for group in found.groups:
        asked = Browse(group.question, page_size=100).results
        ids = set(groups.get(group.name, []))
        assert ids <= set(asked.ids), group.name
        assert group.name == "back" or not group.is_exact or ids == set(asked.ids), group.name


def test_regional_and_global_practices_are_those_that_cover_both_ends(vocabulary: factories.Vocabulary) -> None:
    morocco, _egypt, philippines = vocabulary.countries
    africa, northern, asia = vocabulary.regions
    eastern = Region.objects.create(slug="eastern-africa", name_en="Eastern Africa", m49="014", parent=africa, order=4)
    both = factories.practice("Both", level="regional", regions=[africa, asia])
    nearer = factories.practice("Nearer", level="regional", regions=[northern, asia])
    everywhere = factories.practice("Global", level="global")
    factories.practice("One end", level="regional", regions=[asia])
    factories.practice("Beside", level="regional", regions=[eastern, asia])
    factories.practice("No region", level="national", regions=[africa, asia])
    factories.draft("A draft", level="regional", regions=[africa, asia])
    named = factories.practice("Bound", level="global", countries=[(morocco, "origin"), (philippines, "destination")])
    found = corridor("MA", "PH")
    assert shown(found) == {"both": [named.pk], "wide": [nearer.pk, both.pk, everywhere.pk]}
    wide = next(group for group in found.groups if group.name == "wide")
    assert [member.reason.split(".")[0] for member in wide.members] == [
        "Regional: Northern Africa, Asia",
        "Regional: Africa, Asia",
        "Global",
    ]
    assert not wide.is_exact
    assert shown(corridor("any", "PH"))["wide"][:4] == [
        practice.pk for practice in Practice.objects.published().filter(level="regional").order_by("-pk")
    ]


def test_both_directions_are_told_apart(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    there = factories.practice(countries=[(morocco, "origin"), (egypt, "destination")])
    back = factories.practice(countries=[(egypt, "origin"), (morocco, "destination")])
    ways = ("origin", "destination")
    either = factories.practice(countries=[(country, role) for country in (morocco, egypt) for role in ways])
    assert shown(corridor("MA", "EG")) == {"both": [either.pk, there.pk], "back": [back.pk]}
    assert shown(corridor("EG", "MA")) == {"both": [either.pk, back.pk], "back": [there.pk]}


def test_named_practices_stand_before_approaches(vocabulary: factories.Vocabulary) -> None:
    _africa, _northern, asia = vocabulary.regions
    named = factories.practice(level="global")
    regional = factories.practice(level="regional", regions=[vocabulary.regions[0], asia], evidence_basis="approach")
    approach = factories.practice(level="global", evidence_basis="approach")
    assert shown(corridor("MA", "PH"))["wide"] == [named.pk, regional.pk, approach.pk]


@pytest.mark.both_databases
def test_drafts_and_what_was_withdrawn_are_in_no_group(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    for countries in ([(morocco, "origin"), (egypt, "destination")], [(morocco, "origin")], [(egypt, "origin")]):
        factories.draft(countries=countries)
        factories.withdraw(factories.practice(countries=countries))
    found = corridor("MA", "EG")
    assert (shown(found), found.total, found.near) == ({}, 0, [])
    assert Corridors(search.snapshot()).total == 0


def test_it_says_who_acts_and_who_is_merely_named(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, philippines = vocabulary.countries
    countries = [(philippines, "transit"), (morocco, "origin"), (egypt, "destination")]
    made = factories.practice(countries=countries)
    Participation.objects.filter(practice=made, country=egypt).update(part="partner")
    ((member,), *_others) = [group.members for group in corridor("MA", "EG").groups]
    assert member.reason == "Who acts: Morocco, Philippines. Merely named: Egypt."
    Participation.objects.filter(practice=made).update(part="partner")
    union = Organisation.objects.create(slug="union", name_en="A union")
    ((member,), *_others) = [group.members for group in corridor("MA", "EG").groups]
    assert member.reason == "The source does not say who acts. Merely named: Morocco, Egypt, Philippines."
    Involvement.objects.create(practice=made, organisation=union, part="lead")
    ((member,), *_others) = [group.members for group in corridor("MA", "EG").groups]
    assert member.reason == "Who acts: A union. Merely named: Morocco, Egypt, Philippines."


def test_each_group_shows_so_many_and_counts_all(vocabulary: factories.Vocabulary) -> None:
    for _ in range(3):
        factories.practice(countries=[(vocabulary.countries[0], "origin")])
    group = next(one for one in corridor("MA", "EG", most=2).groups if one.name == "origin")
    assert (group.total, len(group.members)) == (3, 2)


# Other corridors --------------------------------------------------------------------------------


def test_the_nearest_corridors_share_an_end_and_neighbours_come_first(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, philippines = vocabulary.countries
    india = factories.country("IN", "IND", "356", "India", vocabulary.regions[2])
    far = factories.country("FR", "FRA", "250", "France", vocabulary.regions[0])
    for origin, destination in [
        (egypt, philippines),
        (far, philippines),
        (far, philippines),
        (morocco, india),
        (far, india),
    ]:
        factories.practice(countries=[(origin, "origin"), (destination, "destination")])
    assert [(one.origin, one.destination, one.count) for one in corridor("MA", "PH").near] == [
        ("EG", "PH", 1),
        ("MA", "IN", 1),
        ("FR", "PH", 2),
    ]
    assert corridor("MA", "PH").within == []


@pytest.mark.usefixtures("catalogue")
def test_an_end_that_is_no_single_country_lists_its_corridors() -> None:
    all_of_them = Corridors(search.snapshot()).counts
    for origin, destination in [("any", "ES"), ("MA", "any"), ("africa", "europe"), ("any", "europe")]:
        found = corridor(origin, destination)
        inside = {
            pair: count
            for pair, count in all_of_them.items()
            if pair[0] in (found.origin.codes or [pair[0]]) and pair[1] in (found.destination.codes or [pair[1]])
        }
        assert {(one.origin, one.destination): one.count for one in found.within} == inside
        assert found.near == []
