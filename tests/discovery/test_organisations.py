"""Organisations: the list of all, what each did by its part, and where links to them lead."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from practices import search
from practices.discovery import organisations
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria, selecting
from practices.discovery.organisations import AllOrganisations, Doer
from practices.models import Involvement, Organisation, Practice
from practices.search import follow
from practices.taxonomy import vocabularies
from tests import factories
from tests.metadata.heads import SITE, structured, tree

pytestmark = pytest.mark.django_db


def made(slug: str = "bank", **names: str) -> Organisation:
    return Organisation.objects.create(slug=slug, **({"name_en": "A bank", "name_fr": "Une banque"} | names))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("slug", ["iom", "ilo", "global-migration-group"])
def test_its_numbers_are_those_of_the_practices(slug: str) -> None:
    doer = Doer(slug, search.snapshot())
    held: dict[str, set[int]] = {}
    for practice in Practice.objects.published():
        for row in practice.involvements.filter(organisation__slug=slug):
            held.setdefault(row.part, set()).add(practice.pk)
    assert {part.value: part.count for part in doer.parts} == {part: len(ids) for part, ids in held.items()}
    for part in doer.parts:
        assert {card.practice.pk for card in part.cards} == held[part.value]
    cards = Browse(selecting("organisation", slug), page_size=1000).cards
    assert doer.tally.total == len(cards)
    assert {option.choice.value: option.count for option in doer.places} == {
        code: sum(code in card.values["country"] for card in cards)
        for code in {code for card in cards for code in card.values["country"]}
    }
    assert {source.slug for source, _count, _question in doer.sources} == {
        slug for card in cards for slug in card.values["source"]
    }


@pytest.mark.usefixtures("catalogue")
def test_its_page_shows_what_it_did_and_where_that_can_be_taken(client: Client) -> None:
    page = tree(client.get("/organisations/iom/"))
    assert page.xpath("//h1")[0].text_content().strip() == "International Organization for Migration (IOM)"
    assert [" ".join(one.text_content().split()) for one in page.xpath("//h3[@class='grouphead']")] == [
        "Lead 5",
        "Partner 2",
    ]
    links = [link.get("href") for link in page.xpath("//main//a")]
    for address in (
        "/sources/idm-12/",
        "/countries/KE/",
        "/practices/export.csv?organisation=iom",
        "/practices/?organisation=iom",
    ):
        assert address in links, address
    assert any(link.endswith("/practices/feed.atom?organisation=iom") for link in links)
    assert len(page.xpath("//ol[@class='stops']/li")) == 8


@pytest.mark.usefixtures("catalogue")
def test_a_part_with_many_practices_shows_the_first_and_leads_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organisations, "MOST_CARDS", 1)
    page = client.get("/organisations/iom/").content.decode()
    assert page.count('class="card"') == 2
    assert page.count("All its practices, whatever its part") == 2


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_all_of_them_are_listed_with_their_parts() -> None:
    listed = AllOrganisations(search.snapshot(), None).listed
    assert len(listed) == Organisation.objects.count()
    assert [one.choice.label for one in listed] == sorted((one.choice.label for one in listed), key=str.casefold)
    for one in listed:
        rows = Involvement.objects.filter(organisation__slug=one.choice.value, practice__state="published")
        assert one.parts == [len({row.practice_id for row in rows if row.part == part}) for part in Involvement.Part]
        assert one.total == len({row.practice_id for row in rows})


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("asked", ["2", "99", "0", "x", "9" * 5000])
def test_the_list_goes_on_over_pages_and_no_page_is_an_error(
    client: Client, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setattr(organisations, "PAGE_SIZE", 30)
    page = tree(client.get(f"/organisations/?page={asked}"))
    assert len(page.xpath("//tbody/tr")) in (30, Organisation.objects.count() - 30)
    assert [link.text_content().split()[-1] for link in page.xpath("//nav[@class='pages']//a[@aria-current]")] != []


def test_in_french_it_has_its_french_name(client: Client) -> None:
    factories.rows([Involvement(practice=factories.practice(), organisation=made(), part="funder")])
    page = client.get("/fr/organisations/bank/").content.decode()
    assert '<h1 lang="fr">Une banque</h1>' in page
    assert 'href="/organisations/bank/" lang="en"' in page


def test_former_names_and_capitals_redirect_and_unknown_ones_are_not_found(client: Client) -> None:
    bank = made()
    Involvement.objects.create(practice=factories.practice(), organisation=bank)
    Organisation.objects.filter(pk=bank.pk).update(slug="national-bank")
    for path, target in [
        ("/fr/organisations/bank/", "/fr/organisations/national-bank/"),
        ("/organisations/National-Bank/?x=1", "/organisations/national-bank/?x=1"),
        ("/organisations/national-bank", "/organisations/national-bank/"),
    ]:
        answer = client.get(path)
        assert (answer.status_code, answer.get("Location")) == (301, target)
    assert client.get("/organisations/report/").status_code == 404


@pytest.mark.both_databases
def test_one_whose_practices_are_all_withdrawn_is_gone(client: Client) -> None:
    practice = factories.practice()
    Involvement.objects.create(practice=practice, organisation=made())
    assert client.get("/organisations/bank/").status_code == 200
    factories.withdraw(practice)
    assert client.get("/organisations/bank/").status_code == 404
    assert "A bank" not in client.get("/organisations/").content.decode()


def test_links_lead_to_its_page_from_cards_and_from_the_practice(client: Client) -> None:
    practice = factories.practice("What a bank did")
    Involvement.objects.create(practice=practice, organisation=made(acronym_en="AB"))
    link = "//a[@href='/organisations/bank/']"
    assert tree(client.get("/practices/")).xpath(f"//li[@class='card']{link}")[0].text == "AB"
    assert tree(client.get(practice.get_absolute_url())).xpath(f"//dl[@class='facts']{link}")[0].text == "A bank (AB)"
    # An embedded card is framed by others: it has one link.
    assert not tree(client.get(f"/embed/{practice.pk}/")).xpath(link)


def test_machines_read_who_it_is(client: Client, vocabulary: factories.Vocabulary) -> None:
    bank = made(acronym_en="AB")
    bank.country = vocabulary.countries[0]
    bank.save()
    Involvement.objects.create(practice=factories.practice(), organisation=bank)
    things = structured(client.get("/organisations/bank/"))
    assert things["Organization"]["alternateName"] == "AB"
    assert things["Organization"]["location"]["identifier"]["value"] == "MA"
    assert things["CollectionPage"]["about"]["@id"] == things["Organization"]["@id"]
    assert [step["item"] for step in things["BreadcrumbList"]["itemListElement"]] == [
        f"{SITE}/",
        f"{SITE}/organisations/",
        f"{SITE}/organisations/bank/",
    ]


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("address", "most"), [("/organisations/", 4), ("/organisations/iom/", 11)])
def test_it_makes_few_queries(
    client: Client, address: str, most: int, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    Browse(Criteria())  # builds the index
    monkeypatch.setattr(vocabularies, "_cached", None)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("path", ["/organisations/", "/organisations/iom/", "/sources/", "/sources/mc-inf-267/"])
def test_without_the_index_the_database_says_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def numbers(answer: Any) -> list[str]:
        return [text.strip() for text in tree(answer).xpath("//main//text()") if text.strip()]

    with_index = numbers(client.get(path))

    def unavailable() -> None:
        raise search.IndexUnavailable("away")

    monkeypatch.setattr(follow, "reader", unavailable)
    answer = client.get(path)
    assert numbers(answer) == with_index
    assert "no-store" in answer["Cache-Control"]
