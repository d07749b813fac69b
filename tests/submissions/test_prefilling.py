"""A link to the form fills in what it is about, and nothing is saved before a person saves it."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from practices.models import Submission
from tests import factories

from .proposals import sent

GAP = "/propose/?policy_area=remittances&migration_phase=training&migration_phase=planning&country=MA&destination=EG"


@pytest.mark.usefixtures("vocabulary")
def test_a_visit_saves_nothing_and_says_what_is_filled_in(client: Client) -> None:
    answer = client.get(GAP)
    assert not Submission.objects.exists()
    page = " ".join(html.fromstring(answer.content).text_content().split())
    assert (
        "Filled in for you in the next steps, where you can change it: Morocco, Egypt: Workers come to work here"
        in page
    )
    assert "Remittances" in page


@pytest.mark.usefixtures("vocabulary")
def test_who_saves_the_first_step_finds_it_in_the_next_and_may_change_it(client: Client) -> None:
    answer = client.post(GAP, sent("what"))
    assert answer.status_code == 302
    submission = Submission.objects.get()
    assert submission.content["policy_areas"] == ["remittances"]
    assert submission.content["countries"] == [
        {"country": "MA", "role": ""},
        {"country": "EG", "role": "destination"},
    ]
    where = html.fromstring(client.get(answer["Location"]).content)
    assert where.xpath('//select[@name="countries-0-country"]/option[@selected]/@value') == ["MA"]
    assert where.xpath('//select[@name="countries-1-role"]/option[@selected]/@value') == ["destination"]
    kind = answer["Location"].replace("/where/", "/kind/")
    ticked = html.fromstring(client.get(kind).content).xpath("//input[@checked]/@value")
    assert "remittances" in ticked
    client.post(kind, sent("kind", policy_areas=[], migration_phases=["planning"]))
    submission.refresh_from_db()
    assert submission.content["policy_areas"] == []


@pytest.mark.parametrize(
    "query",
    [
        "policy_area=atlantis&country=XX&migration_phase=%00",
        "policy_area=-remittances&country=-MA",
        "title=Buy+this&email=someone@example.org&organisations=x&content=x",
        f"policy_area={5000 * 'a'}",
        "&".join(["country=XX"] * 500),
    ],
)
def test_only_what_can_be_chosen_in_the_form_is_filled_in(
    client: Client, vocabulary: factories.Vocabulary, query: str
) -> None:
    answer = client.get(f"/propose/?{query}")
    assert answer.status_code == 200
    assert "Filled in for you" not in answer.content.decode()
    client.post(f"/propose/?{query}", sent("what"))
    submission = Submission.objects.get()
    assert not submission.content.get("policy_areas") and not submission.content.get("countries")
    assert submission.email == "" and "content" not in submission.content


def test_terms_out_of_use_are_not_filled_in_and_merged_ones_are_their_successor(
    client: Client, vocabulary: factories.Vocabulary
) -> None:
    old, new = vocabulary.areas[:2]
    old.retired, old.merged_into = True, new
    old.save()
    vocabulary.phases[0].retired = True
    vocabulary.phases[0].save()
    client.post(f"/propose/?policy_area={old.slug}&migration_phase={vocabulary.phases[0].slug}", sent("what"))
    content = Submission.objects.get().content
    assert content["policy_areas"] == [new.slug]
    assert "migration_phases" not in content


def test_a_correction_takes_nothing_from_its_address(client: Client, db: None) -> None:
    shown = factories.practice()
    page = client.get(f"/propose/correction/{shown.pk}/?policy_area=remittances").content.decode()
    assert "Filled in for you" not in page
