"""The atlas of countries and the profile of each: what they show is what the database holds, at a known cost."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from practices import search
from practices.discovery.browse import Browse
from practices.discovery.countries import Atlas
from practices.discovery.country import Profile
from practices.discovery.criteria import Criteria, selecting
from practices.models import Country, FormerName, Involvement, Organisation, Participation, Practice
from practices.search import follow
from practices.taxonomy import vocabularies
from tests import factories


def profile(code: str) -> Profile:
    """Return the profile of a country as its page makes it."""
    snapshot = search.snapshot()
    entry = snapshot.vocabularies[Country].get(code)
    assert entry
    return Profile(entry, snapshot)


def published(**conditions: Any) -> int:
    """Count published practices in the database."""
    return Practice.objects.published().filter(**conditions).distinct().count()


# Addresses --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/fr", "/es"])
def test_every_way_to_write_a_country_leads_to_its_profile(
    client: Client, vocabulary: factories.Vocabulary, language: str
) -> None:
    FormerName.objects.create(kind="country", object_id=vocabulary.countries[0].pk, name="barbary")
    for written in ("ma/", "MAR/", "mar", "MA", "morocco/", "barbary/"):
        answer = client.get(f"{language}/countries/{written}?x=1")
        assert (answer.status_code, answer["Location"]) == (301, f"{language}/countries/MA/?x=1"), written
    assert client.get(f"{language}/countries/MA/").status_code == 200


@pytest.mark.parametrize("unknown", ["XX", "XXX", "atlantis", "M-A", "504", "%C3%89GY"])
@pytest.mark.usefixtures("vocabulary")
def test_there_is_no_page_for_what_is_no_country(client: Client, unknown: str) -> None:
    assert client.get(f"/countries/{unknown}/").status_code == 404


def test_a_merged_country_leads_on_and_its_practices_count_there(
    client: Client, vocabulary: factories.Vocabulary
) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    both = factories.practice(countries=[(morocco, "origin"), (egypt, "origin")])
    factories.practice(countries=[(egypt, "destination")])
    egypt.retired, egypt.merged_into = True, morocco
    egypt.save()
    assert client.get("/countries/EG/")["Location"] == "/countries/MA/"
    shown = profile("MA")
    assert [role.count for role in shown.roles] == [1, 1, 0]
    assert shown.total == 2
    assert shown.roles[0].listed[0].card.practice == both
    atlas = Atlas(Browse(Criteria()), "origin")
    assert dict(atlas.counts) == {"MA": 1}
    assert {tile.code for block in atlas.blocks for tile in block.tiles} == {"MA", "PH"}


# The profile ------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_index_and_database_agree_on_every_country() -> None:
    for code in Country.objects.filter(participations__isnull=False).distinct().values_list("code", flat=True):
        shown = profile(code)
        assert shown.total == published(participations__country__code=code), code
        for role in shown.roles:
            rows = Participation.objects.filter(
                country__code=code, role=role.value, practice__in=Practice.objects.published()
            )
            assert (role.count, role.acting) == (rows.count(), rows.filter(part="lead").count()), code
        for one in shown.beside.areas:
            has_area = {"policy_areas__slug": one.term.value}
            assert one.everywhere == published(**has_area)
            assert one.own == published(**has_area, pk__in=_of(code)), (code, one.term)
        for option in shown.phases.options:
            assert option.count == published(migration_phases__slug=option.choice.value, pk__in=_of(code)), code


def _of(code: str) -> Any:
    return Participation.objects.filter(country__code=code).values("practice_id")


def test_it_says_who_acts_and_who_is_merely_named(client: Client, vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, philippines = vocabulary.countries
    led = factories.practice(countries=[(morocco, "origin"), (egypt, "destination")])
    Participation.objects.filter(practice=led, country=egypt).update(part="partner")
    factories.practice(countries=[(philippines, "transit"), (egypt, "destination")])
    shown = profile("EG")
    assert (shown.total, shown.acting, shown.named) == (2, 1, 1)
    by_title = {one.card.practice.title: one for one in shown.roles[1].listed}
    assert (by_title[led.title].acts, by_title[led.title].actors) == (False, ["Morocco"])
    page = client.get("/countries/EG/").content.decode()
    assert re.search(r"<b>Merely named\.</b>\s*Who acts: Morocco", page)
    assert [other.name for other in shown.origins] == ["Morocco"]
    assert [other.name for other in profile("MA").destinations] == ["Egypt"]
    assert shown.destinations == []


def test_where_no_country_acts_an_organisation_may(vocabulary: factories.Vocabulary) -> None:
    named = factories.practice(countries=[(vocabulary.countries[0], "origin")])
    Participation.objects.filter(practice=named).update(part="partner")
    union = Organisation.objects.create(slug="union", name_en="A union")
    Involvement.objects.create(practice=named, organisation=union, part="lead")
    Involvement.objects.create(practice=factories.practice(), organisation=union, part="funder")
    shown = profile("MA")
    assert shown.roles[0].listed[0].actors == ["A union"]
    assert [(one.term.label, one.parts) for one in shown.organisations] == [
        ("A union", {"lead": 1, "partner": 0, "funder": 0})
    ]


def test_it_tells_what_neighbours_have_and_it_has_not(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, philippines = vocabulary.countries
    remittances, rules, support = vocabulary.areas
    planning, recruitment, _employment = vocabulary.phases
    factories.practice(countries=[(morocco, "origin")], policy_areas=[remittances], migration_phases=[planning])
    factories.practice(countries=[(egypt, "origin")], policy_areas=[rules], migration_phases=[recruitment])
    factories.practice(countries=[(philippines, "origin")], policy_areas=[support], migration_phases=[recruitment])
    shown = profile("MA")
    assert [(other.name, other.count) for other in shown.beside.neighbours] == [("Egypt", 1)]
    lacking = {(one.facet.name, one.term.value): [other.name for other in one.others] for one in shown.beside.missing}
    assert lacking == {
        ("policy_area", "recruitment-regulation"): ["Egypt"],
        ("migration_phase", "recruitment"): ["Egypt"],
    }
    assert not shown.beside.is_widened


def test_it_names_the_countries_most_alike_with_the_reason(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, philippines = vocabulary.countries
    same: dict[str, Any] = {"policy_areas": vocabulary.areas[:1], "migration_phases": vocabulary.phases[:1]}
    factories.practice(countries=[(morocco, "origin"), (egypt, "destination")], **same)
    factories.practice(countries=[(philippines, "origin")], **same)
    (alike,) = profile("MA").beside.alike  # Egypt shares the practice itself
    assert alike.other.name == "Philippines"
    assert [[term.label for term in fact.terms] for fact in alike.shared] == [["Remittances"], ["Planning"]]


def test_years_are_those_of_its_own_practices(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    factories.practice(countries=[(morocco, "origin")], reported_on=datetime.date(2005, 1, 1))
    factories.practice(countries=[(morocco, "origin")], reported_on=datetime.date(2011, 1, 1))
    factories.practice(countries=[(egypt, "origin")], reported_on=None)
    assert profile("MA").years == (2005, 2011)
    assert profile("EG").years is None
    assert profile("PH").years is None


def test_a_country_without_practices_shows_those_around_it(client: Client, vocabulary: factories.Vocabulary) -> None:
    morocco, _egypt, _philippines = vocabulary.countries
    kenya = factories.country("KE", "KEN", "404", "Kenya", vocabulary.regions[0])
    near = factories.practice("Near", countries=[(morocco, "origin")])
    far = factories.practice("Far", countries=[(kenya, "origin")])
    factories.draft(countries=[(vocabulary.countries[1], "origin")])
    around = profile("EG").around
    assert [(one.region.value, one.total, [card.practice for card in one.cards]) for one in around] == [
        ("northern-africa", 1, [near]),
        ("africa", 2, [far]),
    ]
    page = client.get("/countries/EG/").content.decode()
    assert "Egypt: no source in this catalogue tells of a practice there yet." in page
    assert "A gap in the catalogue is not a gap in the world." in page
    assert "Near" in page and "Far" in page and 'href="/propose/"' in page


@pytest.mark.usefixtures("catalogue")
def test_every_country_has_a_profile_that_says_what_it_shows(client: Client) -> None:
    page = client.get("/countries/MA/").content.decode()
    assert "<title>Morocco: practices of labour migration" in page
    assert re.search(r'name="description" content="Morocco: 2 practices of labour migration', page)
    assert 'property="og:title" content="Morocco: practices of labour migration"' in page
    assert 'rel="canonical" href="http://testserver/countries/MA/"' in page.replace(
        "http://127.0.0.1:8000", "http://testserver"
    )
    for address in ("/practices/export.csv?country=MA", "/practices/feed.atom?country=MA", "/api/v1/countries/MA"):
        assert address in page, address
    assert "noindex" not in page
    for code in Country.objects.values_list("code", flat=True).order_by("code")[::40]:
        assert client.get(f"/countries/{code}/").status_code == 200, code


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "address", ["/countries/ES/", "/countries/TD/", "/countries/", "/countries/?role=origin&q=work"]
)
@pytest.mark.usefixtures("catalogue")
def test_it_makes_at_most_10_queries(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str, django_assert_max_num_queries: Any
) -> None:
    client.get("/healthz")
    search.snapshot()  # builds the index
    monkeypatch.setattr(vocabularies, "_cached", None)
    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200


# The atlas --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("catalogue")
def test_the_atlas_has_every_country_once_with_its_number() -> None:
    atlas = Atlas(Browse(Criteria()))
    tiles = [tile for block in atlas.blocks for tile in block.tiles]
    assert len(tiles) == atlas.total == len({tile.code for tile in tiles}) == 249
    for tile in tiles:
        assert tile.count == published(participations__country__code=tile.code), tile
        assert (tile.step > 0) == (tile.count > 0)
    assert [(step.first, step.last) for step in atlas.steps] == [(1, 1), (2, 2), (3, 4)]


@pytest.mark.parametrize("role", ["", "origin", "destination", "transit"])
@pytest.mark.usefixtures("catalogue")
def test_it_answers_any_question_in_any_role(role: str) -> None:
    for question in (selecting("policy_area", "remittances"), selecting("country", "MA"), Criteria(q="agreement")):
        found = Browse(question)
        ids = found.whole().ids
        for block in Atlas(found, role).blocks:
            for tile in block.tiles:
                assert tile.count == _taking_part(tile.code, role, ids), (question, tile)


def _taking_part(code: str, role: str, ids: list[int]) -> int:
    rows = Participation.objects.filter(country__code=code, practice_id__in=ids)
    return (rows.filter(role=role) if role else rows).values("practice_id").distinct().count()


@pytest.mark.usefixtures("catalogue")
def test_the_page_of_the_atlas_links_every_country(client: Client) -> None:
    page = client.get("/countries/").content.decode()
    drawn = page[page.index('<svg class="atlas"') :]
    drawn = drawn[: drawn.index("</svg>")]
    assert drawn.count("<rect") == drawn.count("<a href=") == 249
    assert 'aria-label="Chad: none yet"' in drawn and 'aria-label="Morocco: 2 practices"' in drawn
    listed = page[page.index("<h2 id=") :]
    for code in ("MA", "TD", "AQ"):
        assert f'<a href="/countries/{code}/">' in listed, code


@pytest.mark.usefixtures("catalogue")
def test_a_question_of_the_atlas_stays_in_its_links(client: Client) -> None:
    page = client.get("/countries/?role=origin&q=work&policy_area=remittances&page=7").content.decode()
    assert '<option value="origin" selected>' in page
    assert '<input type="hidden" name="q" value="work">' in page
    assert 'href="/countries/?q=work&amp;role=origin"' in page
    assert 'name="robots" content="noindex, follow"' in page and 'rel="canonical"' not in page
    assert client.get("/countries/?role=king").status_code == 200
    answer = client.get("/countries/?country=ma&role=origin")
    assert (answer.status_code, answer["Location"]) == (301, "/countries/?country=MA&role=origin")


@pytest.mark.usefixtures("catalogue")
def test_home_and_practices_lead_to_profiles(client: Client) -> None:
    home = client.get("/").content.decode()
    assert '<svg class="atlas"' in home and 'href="/countries/MA/"' in home
    practice = Practice.objects.published().filter(participations__country__code="MA").order_by("pk")[0]
    assert 'href="/countries/MA/"' in client.get(practice.get_absolute_url()).content.decode()
    assert 'href="/countries/" aria-current="page"' in client.get("/countries/MA/").content.decode()


def test_the_sitemap_has_the_countries_with_practices(client: Client, vocabulary: factories.Vocabulary) -> None:
    factories.practice(countries=[(vocabulary.countries[0], "origin")])
    factories.draft(countries=[(vocabulary.countries[1], "origin")])
    listed = client.get("/sitemap-pages.xml").content.decode()
    for path in ("/countries/", "/fr/countries/", "/countries/MA/", "/fr/countries/MA/", "/es/countries/MA/"):
        assert re.search(rf"<loc>[^<]*:\d+{path}</loc>|<loc>https?://[^/<]+{path}</loc>", listed), path
    assert "/countries/EG/" not in listed and "/countries/PH/" not in listed


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_without_the_index_the_database_says_the_same(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = ("/countries/", "/countries/ES/", "/countries/TD/", "/countries/?role=origin&policy_area=remittances")
    with_index = [_numbers(client.get(path)) for path in paths]

    def unavailable() -> None:
        raise search.IndexUnavailable("away")

    monkeypatch.setattr(follow, "reader", unavailable)
    for path, numbers in zip(paths, with_index, strict=True):
        answer = client.get(path)
        assert _numbers(answer) == numbers, path
        assert "no-store" in answer["Cache-Control"], path


def _numbers(answer: Any) -> list[str]:
    page = answer.content.decode()
    found = re.findall(r'(?:class="num[^>]*>|<b>|aria-label="|title>)([^<"]*)', page[page.index("<main") :])
    assert len(found) > 10
    return found


@pytest.mark.usefixtures("catalogue")
def test_terms_on_a_profile_lead_to_their_pages(client: Client) -> None:
    page = client.get("/countries/MA/").content.decode()
    assert '<a class="area cooperate" href="/policy-areas/inter-state-cooperation/">' in page
    missing = page[page.index("What others have") :]
    assert 'href="/policy-areas/' in missing and 'href="/phases/' in missing
