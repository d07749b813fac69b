"""Policy areas and phases: the list of areas, a page for each, and where their links lead."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from practices import search
from practices.discovery import themes
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria, selecting
from practices.discovery.themes import Theme
from practices.models import PolicyArea
from practices.taxonomy import vocabularies
from tests import factories
from tests.metadata.heads import SITE, structured, tree


def theme(facet: str, value: str) -> Theme:
    """Return a policy area or phase."""
    return Theme(facet, value, search.snapshot())


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("facet", "value"), [("policy_area", "remittances"), ("migration_phase", "training")])
def test_its_numbers_are_those_of_the_results(facet: str, value: str) -> None:
    found, results = theme(facet, value), Browse(selecting(facet, value), page_size=1000)
    cards = results.cards
    assert found.tally.total == results.total == len(found.named) + len(found.approaches)
    assert found.with_results == sum(bool(card.practice.results) for card in cards)
    assert len(found.countries) == len({code for card in cards for code in card.values["country"]})
    assert {card.practice.evidence_basis for card in found.named} == {"named-practice"}
    assert {card.practice.evidence_basis for card in found.approaches} == {"approach"}
    for one in found.related:
        assert one.count == sum(one.choice.value in card.values[facet] for card in cards)
    for source, count, question in found.sources:
        assert count == Browse(question).total == sum(source.slug in card.values["source"] for card in cards)


@pytest.mark.usefixtures("catalogue")
def test_a_policy_area_tells_what_it_is_holds_and_lacks(client: Client) -> None:
    page = client.get("/policy-areas/remittances/").content.decode()
    assert "Making it cheaper, easier and safer for migrants to send money home" in page
    assert re.search(r"6 named practices\s*<span>· a document says who did this", page)
    assert re.search(r"7 approaches\s*<span>· recommended or described without naming who does it", page)
    assert 'href="/practices/?migration_phase=employment&amp;policy_area=remittances"' in page
    assert page.count('href="/gaps/?cell=remittances:training#gap"') == 2  # the stop, and the list of gaps
    assert 'href="/policy-areas/diaspora-engagement/"' in page
    assert "/practices/feed.atom?policy_area=remittances" in page
    assert "/practices/export.csv?policy_area=remittances" in page
    assert "Remittances in labour migration: 6 named practices, 7 approaches." in page


@pytest.mark.usefixtures("catalogue")
def test_a_phase_shows_the_policy_areas_by_group(client: Client) -> None:
    page = client.get("/phases/training/").content.decode()
    assert "Protection and rules" in page
    assert 'href="/gaps/?cell=remittances:training#gap"' in page
    assert '<a href="/phases/planning/">' in page


@pytest.mark.usefixtures("catalogue")
def test_beyond_ten_there_is_a_link_to_the_rest(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(themes, "MOST_CARDS", 2)
    page = client.get("/policy-areas/remittances/").content.decode()
    assert page.count('class="card"') == 4
    assert 'href="/practices/?policy_area=remittances&amp;evidence_basis=named-practice"' in page
    assert 'href="/practices/?policy_area=remittances&amp;evidence_basis=approach"' in page


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_the_areas_stand_in_five_groups_on_home_and_on_their_own_page(client: Client, prefix: str) -> None:
    for path in ("/", "/policy-areas/"):
        page = tree(client.get(f"{prefix}{path}"))
        groups = page.xpath("//*[@class='groups']/section")
        assert [group.get("class") for group in groups] == PolicyArea.Group.values
        links = [link.get("href") for group in groups for link in group.xpath(".//a")]
        areas = PolicyArea.objects.values_list("slug", flat=True)
        assert sorted(links) == sorted(f"{prefix}/policy-areas/{slug}/" for slug in areas)


@pytest.mark.usefixtures("vocabulary")
def test_an_area_of_no_group_is_not_lost(client: Client) -> None:
    page = client.get("/policy-areas/").content.decode()
    assert "Others" in page
    assert "Remittances" in page


def test_the_way_there_is_the_same_for_machines(client: Client, vocabulary: factories.Vocabulary) -> None:
    things = structured(client.get("/policy-areas/remittances/"))
    assert [step["item"] for step in things["BreadcrumbList"]["itemListElement"]] == [
        f"{SITE}/",
        f"{SITE}/policy-areas/",
        f"{SITE}/policy-areas/remittances/",
    ]
    assert things["CollectionPage"]["about"]["termCode"] == "remittances"


def test_former_and_merged_names_redirect_and_unknown_ones_are_not_found(
    client: Client, vocabulary: factories.Vocabulary
) -> None:
    old = PolicyArea(slug="sending-money", name_en="Sending money", merged_into=vocabulary.areas[0], retired=True)
    old.save()
    PolicyArea.objects.filter(pk=vocabulary.areas[1].pk).update(slug="fair-recruitment")
    for path, target in [
        ("/fr/policy-areas/sending-money/", "/fr/policy-areas/remittances/"),
        ("/policy-areas/recruitment-regulation/", "/policy-areas/fair-recruitment/"),
        ("/policy-areas/REMITTANCES/?x=1", "/policy-areas/remittances/?x=1"),
        ("/policy-areas/remittances", "/policy-areas/remittances/"),
    ]:
        answer = client.get(path)
        assert (answer.status_code, answer.get("Location")) == (301, target)
    for path in ("/policy-areas/planning/", "/phases/remittances/", "/phases/x/"):
        assert client.get(path).status_code == 404


def test_a_term_out_of_use_answers_and_says_so(client: Client, vocabulary: factories.Vocabulary) -> None:
    area = vocabulary.areas[0]
    factories.practice(policy_areas=[area], migration_phases=vocabulary.phases[:1])
    area.retired = True
    area.save()
    page = client.get("/policy-areas/remittances/")
    assert page.status_code == 200
    assert "No longer used for new entries." in page.content.decode()
    assert theme("policy_area", "remittances").tally.total == 1


def test_a_theme_without_practices_says_so(client: Client, vocabulary: factories.Vocabulary) -> None:
    page = client.get("/phases/planning/").content.decode()
    assert "No practice yet." in page
    assert "3 policy areas have no entry:" in page


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("address", ["/policy-areas/remittances/", "/phases/employment/"])
def test_it_makes_few_queries(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries
) -> None:
    Browse(Criteria())  # builds the index
    monkeypatch.setattr(vocabularies, "_cached", None)
    with django_assert_max_num_queries(8):
        assert client.get(address).status_code == 200
