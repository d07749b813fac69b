"""The browse page: facets, counts, chips, order, pages, messages, and what it costs."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from practices import search
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria, selecting
from practices.models import PolicyArea, Region
from practices.taxonomy import vocabularies
from practices.taxonomy.facets import BY_NAME
from tests import factories


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the vocabularies, so that queries are counted as for a process's first page."""
    monkeypatch.setattr(vocabularies, "_cached", None)


@pytest.mark.both_databases
@pytest.mark.parametrize("address", ["/practices/", "/practices/?q=agreement&country=MA&country=ES&level=national"])
@pytest.mark.usefixtures("catalogue")
def test_it_makes_at_most_8_queries(client: Client, cold: None, address: str, django_assert_max_num_queries) -> None:
    client.get("/healthz")
    Browse(Criteria())  # builds the index
    vocabularies._cached = None
    with django_assert_max_num_queries(8):
        assert client.get(address).status_code == 200


def test_queries_do_not_grow_with_results(
    client: Client,
    vocabulary: factories.Vocabulary,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        factories.practice(countries=[(vocabulary.countries[0], "origin")])
    search.snapshot().memory.clear()
    with django_assert_max_num_queries(4):
        client.get("/practices/")
    for _ in range(17):
        factories.practice(countries=[(vocabulary.countries[1], "origin")], policy_areas=vocabulary.areas)
    search.snapshot().memory.clear()
    with django_assert_max_num_queries(4):
        client.get("/practices/")
    with django_assert_max_num_queries(1):  # how far the log is: cards are kept until something changes
        client.get("/practices/?sort=title")


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_every_facet_works_from_panel_to_chip(client: Client, subtests: pytest.Subtests) -> None:
    for panel in Browse(Criteria()).panels:
        with subtests.test(facet=panel.facet.name):
            option = max(panel.options, key=lambda option: option.count)
            choice, name = option.choice, panel.facet.name
            chosen = Browse(option.toggled)
            assert chosen.total == option.count > 0
            assert [(chip.facet, chip.label) for chip in chosen.chips] == [(panel.facet, choice.label)]
            assert chosen.chips[0].without == Criteria()
            page = client.get(option.toggled.url("/practices/")).content.decode()
            assert f'name="{name}" value="{choice.value}" checked' in page
            api = client.get(option.toggled.url("/api/v1/practices")).json()
            row = {
                "value": choice.value,
                "label": choice.label,
                "count": option.count,
                "selected": True,
                "excluded": False,
            }
            assert api["count"] == option.count
            assert row in api["facets"][name]


@pytest.mark.usefixtures("catalogue")
def test_every_value_can_be_left_out_from_panel_to_chip(client: Client, subtests: pytest.Subtests) -> None:
    whole = Browse(Criteria())
    for panel in whole.panels:
        with subtests.test(facet=panel.facet.name):
            option = max(panel.options, key=lambda option: option.count)
            choice, name = option.choice, panel.facet.name
            found = Browse(option.excluding)
            # What is asked within another facet's values counts what choosing it gives, not all that have it.
            having = whole.results.counts[panel.facet.stands_in][choice.value]
            assert found.total == whole.total - having
            (chip,) = found.chips
            assert (chip.facet, chip.label, chip.is_excluded) == (panel.facet, f"not {choice.label}", True)
            assert chip.without == Criteria()
            # Its facet counts as without it.
            assert found.results.counts[name] == whole.results.counts[name]
            (shown,) = [o for p in found.panels if p.facet is panel.facet for o in p.shown if o.is_excluded]
            assert shown.excluding == Criteria() and shown.toggled == option.toggled
            page = client.get(option.excluding.url("/practices/")).content.decode()
            assert f'name="{name}" value="-{choice.value}" checked' in page
            api = client.get(option.excluding.url("/api/v1/practices")).json()
            row = {"value": choice.value, "label": choice.label, "count": option.count}
            assert api["count"] == found.total
            assert {**row, "selected": False, "excluded": True} in api["facets"][name]


def test_values_are_wanted_and_left_out_at_once(client: Client, vocabulary: factories.Vocabulary) -> None:
    remittances, regulation, _other = vocabulary.areas
    one = factories.practice(policy_areas=[remittances])
    factories.practice(policy_areas=[remittances, regulation])
    factories.practice(policy_areas=[regulation])
    found = Browse(selecting("policy_area", "remittances").excluding(BY_NAME["policy_area"], "recruitment-regulation"))
    assert [card.practice for card in found.cards] == [one]
    page = client.get(found.criteria.url("/practices/")).content.decode()
    assert "not Recruitment regulation" in page
    assert "any of these" not in page
    both = selecting("policy_area", "remittances").toggled(BY_NAME["policy_area"], "recruitment-regulation")
    assert "2 chosen, any of these" in client.get(both.url("/practices/")).content.decode()


def test_what_is_left_out_is_not_near_either(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt, _philippines = vocabulary.countries
    factories.practice("Fees", countries=[(morocco, "origin")])
    near = factories.practice("Fees", countries=[(egypt, "origin")])
    found = Browse(Criteria(q='fees "quagga"').excluding(BY_NAME["country"], "MA").toggled(BY_NAME["level"], "global"))
    assert (found.total, [card.practice for card in found.nearest]) == (0, [near])
    assert all("MA" not in card.values["country"] for card in found.nearest)


@pytest.mark.usefixtures("vocabulary")
def test_selected_values_stay_visible_at_zero() -> None:
    factories.practice()
    found = Browse(selecting("country", "EG").toggled(BY_NAME["level"], "national"))
    country = next(panel for panel in found.panels if panel.facet.name == "country")
    assert [(o.choice.value, o.count, o.is_selected) for o in country.shown] == [("EG", 0, True)]


def test_merged_terms_and_odd_spellings_lead_to_the_right_address(client: Client, vocabulary) -> None:
    old, new, _other = vocabulary.areas
    PolicyArea.objects.filter(pk=old.pk).update(retired=True, merged_into=new)
    answer = client.get("/practices/?policy_area=remittances&country=ma&q=x")
    assert answer.status_code == 301
    assert answer["Location"] == "/practices/?q=x&policy_area=recruitment-regulation&country=MA"
    assert answer["Cache-Control"] == "no-cache"


def test_leaving_out_a_merged_term_leads_to_its_successor(client: Client, vocabulary: factories.Vocabulary) -> None:
    old, new, _other = vocabulary.areas
    factories.practice(policy_areas=[old])
    kept = factories.practice()
    PolicyArea.objects.filter(pk=old.pk).update(retired=True, merged_into=new)
    answer = client.get("/practices/?policy_area=-remittances&country=-ma")
    assert answer["Location"] == "/practices/?policy_area=-recruitment-regulation&country=-MA"
    assert [card.practice for card in client.get(answer["Location"]).context["found"].cards] == [kept]


@pytest.mark.both_databases
def test_a_merged_term_keeps_its_practices(client: Client, vocabulary) -> None:
    old, new, _other = vocabulary.areas
    made = factories.practice(policy_areas=[old])
    factories.practice(policy_areas=[old, new])
    PolicyArea.objects.filter(pk=old.pk).update(retired=True, merged_into=new)
    found = Browse(selecting("policy_area", new.slug))
    assert (found.total, found.results.counts["policy_area"]) == (2, {new.slug: 2})
    assert f"policy_area={new.slug}" in client.get(made.get_absolute_url()).content.decode()


@pytest.mark.both_databases
def test_a_circle_of_regions_does_not_hang(client: Client, vocabulary) -> None:
    africa, northern, _asia = vocabulary.regions
    africa.parent = northern
    with pytest.raises(ValidationError, match="in a circle"):
        africa.full_clean()
    Region.objects.filter(pk=africa.pk).update(parent=northern)
    factories.practice(countries=[(vocabulary.countries[0], "origin")])
    assert client.get("/").status_code == client.get("/practices/").status_code == 200


def test_a_circle_of_merged_terms_does_not_hang(client: Client, vocabulary) -> None:
    one, two, _three = vocabulary.areas
    PolicyArea.objects.filter(pk=one.pk).update(retired=True, merged_into=two)
    PolicyArea.objects.filter(pk=two.pk).update(retired=True, merged_into=one)
    assert client.get("/practices/?policy_area=remittances").status_code in {200, 301}


def test_unknown_values_are_named_and_left_out(client: Client, vocabulary) -> None:
    factories.practice()
    answer = client.get("/practices/?country=Atlantis")
    assert answer.status_code == 200
    assert "‘Atlantis’ is not in this catalogue" in answer.content.decode()
    assert answer.context["found"].total == 1
    answer = client.get("/practices/?country=-Atlantis")
    assert "‘-Atlantis’ is not in this catalogue" in answer.content.decode()
    assert answer.context["found"].total == 1


def test_too_long_a_text_stays_in_the_box_with_a_message(client: Client, vocabulary) -> None:
    answer = client.get("/practices/", {"q": "x" * 2000})
    page = answer.content.decode()
    assert "You typed 2000" in page.replace(",", "")
    assert "x" * 2000 in page


def test_a_page_beyond_the_last_is_the_last(client: Client, vocabulary) -> None:
    for _ in range(25):
        factories.practice()
    found = client.get("/practices/?page=99").context["found"]
    assert (found.criteria.page, len(found.cards), found.first_position) == (2, 5, 21)


@pytest.mark.both_databases
def test_orders(vocabulary) -> None:
    for title in ("Zebra crossing", "école", "Apple"):
        factories.practice(title)
    titles = [card.practice.title for card in Browse(Criteria(sort="title")).cards]
    assert titles == ["Apple", "école", "Zebra crossing"]
    newest = [card.practice.title for card in Browse(Criteria(sort="newest")).cards]
    assert newest == ["Apple", "école", "Zebra crossing"]


def test_named_practices_come_first_unless_a_text_or_an_order_is_asked_for(client: Client, vocabulary) -> None:
    old, new, approach = (
        factories.practice(title, evidence_basis=kind)
        for title, kind in (("Fees", "named-practice"), ("Taxes", "named-practice"), ("Fees, fees", "approach"))
    )
    answer = client.get("/practices/")
    assert [card.practice for card in answer.context["found"].cards] == [new, old, approach]
    assert "named practices first, then newest</a>" in answer.content.decode()
    assert [card.practice for card in Browse(Criteria(sort="newest")).cards] == [approach, new, old]
    assert Browse(Criteria(q="fees")).cards[0].practice == approach
    assert [card.practice for card in Browse(Criteria(q="fees", sort="named")).cards] == [old, approach]


def test_htmx_gets_the_address_without_empty_fields(client: Client, vocabulary) -> None:
    answer = client.get("/practices/?q=&country=MA&sort=", headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == "/practices/?country=MA"


def test_what_was_searched_for_is_marked(client: Client, vocabulary) -> None:
    factories.practice("Sending money <home>", summary_en="They sent Money.")
    page = client.get("/practices/?q=send+money").content.decode()
    assert "<mark>Sending</mark> <mark>money</mark> &lt;home&gt;" in page
    assert "They sent <mark>Money</mark>." in page
