"""A reader ticks what their country has, on the page of a practice: the page names what is missing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from practices.models import Practice, Requirement
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def needing(practice: Callable[..., Practice]) -> Practice:
    """A practice that says it needs three things, one of them twice."""
    made = practice("Kenya accredits agencies")
    factories.rows(
        Requirement(practice=made, kind=kind, text_en=text)
        for kind, text in (
            ("legal-basis", "A law on <agencies>."),
            ("budget", "Money for inspectors."),
            ("budget", "Money for courts."),
            ("partner", "A bank."),
        )
    )
    return made


def takes(client: Client, practice: Practice, asked: str = "") -> str:
    """Return the words of the section on what it takes."""
    page = client.get(practice.get_absolute_url() + asked).content.decode()
    section = page[page.index('<section id="takes">') :].partition("</section>")[0]
    return " ".join(section.split())


def test_it_names_what_is_missing_in_the_words_of_the_entry(client: Client, needing: Practice) -> None:
    said = takes(client, needing, "?have=legal-basis&have=partner")
    assert "You have 2 of the 3 things that this practice says it needs." in said
    assert "Missing: budget (“Money for inspectors; Money for courts”)." in said
    assert re.findall(r'value="([a-z-]+)" id="have-[a-z-]+" checked', said) == ["legal-basis", "partner"]
    assert "/practices/?have=legal-basis&amp;have=partner" in said
    assert "You have all that" in takes(client, needing, "?have=partner&have=budget&have=legal-basis")


def test_what_it_says_is_escaped(client: Client, needing: Practice) -> None:
    assert "legal basis (“A law on &lt;agencies&gt;”)" in takes(client, needing, "?have=budget")


def test_nothing_is_asked_before_somebody_answers(client: Client, needing: Practice) -> None:
    said = takes(client, needing)
    assert f'action="{needing.get_absolute_url()}#takes"' in said
    assert said.count("<input") == 3
    assert "checked" not in said and "You have" not in said
    answer = client.get(needing.get_absolute_url() + "?have=budget")
    assert not answer.cookies and "Set-Cookie" not in answer.headers


def test_a_practice_that_says_nothing_of_it_offers_nothing(client: Client, practice: Callable[..., Practice]) -> None:
    said = takes(client, practice(), "?have=budget")
    assert "The source does not say." in said
    assert "<input" not in said and "You have" not in said


@pytest.mark.parametrize("asked", ["?have=nothing", "?have=", "?have=-budget", "?have=" + 300 * "x", "?have=%00"])
def test_what_is_unknown_is_left_out(client: Client, needing: Practice, asked: str) -> None:
    said = takes(client, needing, asked)
    assert "You have" not in said
    assert "You have 1 of" in takes(client, needing, f"{asked}&have=partner")


def test_an_answer_is_no_page_of_its_own_for_search_engines(client: Client, needing: Practice) -> None:
    address = needing.get_absolute_url()
    plain, asked = (client.get(address + asked).content.decode() for asked in ("", "?have=budget"))
    assert '<meta name="robots"' not in plain
    assert '<meta name="robots" content="noindex, follow">' in asked
    (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)"', asked)
    assert canonical.endswith(address)


def test_each_answer_is_kept_for_itself(client: Client, needing: Practice) -> None:
    address = needing.get_absolute_url()
    first = [client.get(address + asked) for asked in ("", "?have=budget", "?have=partner")]
    again = [client.get(address + asked) for asked in ("", "?have=budget", "?have=partner")]
    assert [one.content for one in first] == [one.content for one in again]
    assert len({one.content for one in first}) == 3


@pytest.mark.usefixtures("needing")
def test_the_list_finds_what_needs_no_more(client: Client, practice: Callable[..., Practice]) -> None:
    modest = practice("Only a partner")
    factories.rows([Requirement(practice=modest, kind="partner", text_en="A bank.")])
    practice("Says nothing")
    answer = client.get("/practices/?have=partner&have=budget")
    assert [card.practice for card in answer.context["found"].cards] == [modest]
    page = " ".join(answer.content.decode().split())
    assert "1 practice does not say what it needs, so it is not among these." in page
    assert "My country has: Partner" in page
    assert "any of these" not in page
    panel = next(panel for panel in answer.context["found"].panels if panel.facet.name == "have")
    # Each number is what ticking the box would give.
    assert {option.choice.value: option.count for option in panel.options} == {
        "legal-basis": 2,
        "lead-institution": 1,
        "budget": 1,
        "time": 1,
        "staff-and-skills": 1,
        "partner": 1,
    }
    assert client.get("/api/v1/practices?have=partner").json()["count"] == 1
    assert client.get("/api/v1/practices?have=gold").status_code == 422
    assert client.get("/practices/export.csv?have=partner").content.decode().count("Only a partner") == 1
    assert client.get("/practices/feed.atom?have=partner").content.decode().count("<entry>") == 1
