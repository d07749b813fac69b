"""Where nothing is found, the page says whether the catalogue knows what was asked, and what is nearest."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client

from practices import search
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.discovery.nothing import Nothing
from practices.models import Organisation
from practices.search import Snapshot
from tests import factories


def nothing(question: str, snapshot: Snapshot | None = None) -> Nothing:
    found = Browse(Criteria.from_parameters(QueryDict(question)), snapshot)
    assert found.total == 0, question
    return Nothing(found)


TITLES = {
    "q=quagga": "The catalogue does not have the word “quagga”",
    "q=quagga zebra": "The catalogue does not have the words “quagga”, “zebra”",
    'q="wholly absent"': "The catalogue does not have the word “wholly absent”",
    "q=quagga&country=MA": "The catalogue does not have the word “quagga”",
    "q=KE": "The catalogue does not have the word “KE”",
    "q=OSCE&country=EC&level=regional": "No practice meets all of this",
    "country=-EC&q=SENAMI": "No practice meets all of this",
    "q=Bangladesh": "No practice names Bangladesh yet",
    "q=Bangladeshi": "No practice names Bangladesh yet",
    "q=PNG": "No practice names Papua New Guinea yet",
    "q=Trinidad and Tobago": "No practice names Trinidad and Tobago yet",
    "country=BD": "No practice names Bangladesh yet",
    "origin=BD": "No practice names Bangladesh yet",
    "country=BD&country=NP": "No practice names Bangladesh, Nepal yet",
    "country=BD&policy_area=remittances": "No practice names Bangladesh yet",
    "country=BD&country=EC&q=OSCE": "No practice meets all of this",  # Ecuador has practices
    "origin=ES": "No practice meets all of this",  # Spain has some, in another role
    "q=quagga&country=BD": "No practice names Bangladesh yet",
}


@pytest.mark.usefixtures("catalogue")
def test_the_first_line_says_why(subtests: pytest.Subtests) -> None:
    for question, title in TITLES.items():
        with subtests.test(question=question):
            assert nothing(question).title == title


@pytest.mark.usefixtures("catalogue")
def test_the_next_line_tells_a_gap_in_the_catalogue_from_one_in_the_world() -> None:
    (said,) = nothing("q=Bangladesh").sentences
    assert said == (
        "The catalogue knows Bangladesh, but none of its 74 entries names it. "
        "That is a gap in the catalogue, not in what Bangladesh does."
    )
    assert nothing("q=quagga&country=BD").sentences[1] == "The catalogue does not have the word “quagga”."
    assert nothing("q=KE").sentences == ["No practice has it, but it is the code of Kenya."]
    both = "The catalogue has entries with each of these, but none with all of them together."
    assert nothing("q=OSCE&country=EC&level=regional").sentences == [both]


def test_a_term_that_no_practice_has_is_known(vocabulary: factories.Vocabulary) -> None:
    factories.practice("Something", policy_areas=[vocabulary.areas[0]])
    for question in (f"policy_area={vocabulary.areas[1].slug}", "q=regulation"):
        found = nothing(question)
        assert found.title.startswith("No practice has “"), question
        assert "its 1 entry does not have it. That is a gap in the catalogue" in found.sentences[0]


def test_an_organisation_of_a_draft_is_not_known(vocabulary: factories.Vocabulary) -> None:
    factories.practice("Something")
    factories.draft("Else", organisations=[Organisation.objects.create(slug="zephyr", name_en="Zephyrine")])
    assert nothing("q=Zephyrine").title == "The catalogue does not have the word “Zephyrine”"


@pytest.mark.usefixtures("catalogue")
def test_for_a_country_without_practices_its_region_is_nearest() -> None:
    asked = nothing("country=BD&policy_area=remittances&migration_phase=employment")
    (asia,) = asked.around
    assert (asia.region.name, asia.total) == ("Asia", len(asia.cards))
    assert all("remittances" in card.values["policy_area"] for card in asia.cards)
    assert Browse(asia.question).total == asia.total
    # Where none of these are in its region, any are.
    everything = nothing("country=BD&q=OSCE&level=regional").around[-1]
    assert everything.region.name == "Asia" and everything.total > asia.total


@pytest.mark.usefixtures("catalogue")
def test_the_page_leads_to_the_country_and_on(client: Client) -> None:
    html = unescape(client.get("/practices/?q=Bangladesh&policy_area=remittances").content.decode())
    block = html[html.index('<div class="nothing') : html.index('id="follow"')]
    for address in ("/countries/BD/", "/propose/?country=BD", "/practices/?policy_area=remittances"):
        assert f'href="{address}"' in block, address
    assert "feed.atom?country=BD" in block
    titles = ["No practice names Bangladesh", "Leave something out", "Nearest to Bangladesh", "Do you know one from"]
    places = [block.index(title) for title in titles]
    assert places == sorted(places)
    assert "No practice names Bangladesh yet" in re.search(r'role="status">([^<]+)<', html).group(1)


@pytest.mark.usefixtures("catalogue")
def test_what_helps_not_is_no_link(client: Client) -> None:
    html = client.get("/practices/?country=BD&policy_area=remittances").content.decode()
    drops = html[html.index('class="drops"') :]
    drops = re.findall(r"<li>\s*<(a|span).*?class=\"num\"[^>]*>(\d+)<", drops, re.DOTALL)[:2]
    assert [(tag, count != "0") for tag, count in drops] == [("a", True), ("span", False)]


@pytest.mark.usefixtures("catalogue")
def test_without_the_index_the_same_is_said() -> None:
    for question in (
        "country=BD",
        "country=BD&policy_area=remittances",
        "q=quagga",
        "country=EC&q=OSCE&level=regional",
    ):
        told, twin = nothing(question), nothing(question, Snapshot(None))
        assert (twin.title, twin.sentences) == (told.title, told.sentences), question


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("text", ["-", "-a", '""', "OR", "-quagga -zebra", "\x00", "<script>", "é", "%s %(words)s {0}"])
def test_any_text_has_a_page(client: Client, text: str) -> None:
    for question in ({"q": text}, {"q": text, "country": ["BD", "-MA", "atlantis"], "organisation": "-x"}):
        page = client.get("/practices/", question)
        assert page.status_code == 200 and "<script>" not in page.content.decode().split("</head>")[1]


@pytest.mark.usefixtures("catalogue")
def test_it_makes_few_queries(client: Client, django_assert_max_num_queries) -> None:
    client.get("/practices/?country=BD&policy_area=remittances")
    search.snapshot().memory.clear()
    with django_assert_max_num_queries(8):
        client.get("/practices/?country=BD&policy_area=remittances")


@pytest.mark.usefixtures("catalogue")
def test_a_name_of_several_words_is_left_out_as_one_thing() -> None:
    ways = nothing("q=United Arab Emirates quagga&level=regional&country=MA").ways_out
    assert {"“United Arab Emirates”", "Morocco", "Regional"} <= {label for way in ways for label in way.labels}
    assert not any(
        word in label for way in ways for label in way.labels for word in ("“United”", "“Arab”", "“Emirates”")
    )
