"""Making a briefing: of what a question finds, in the order that is chosen, within bounds, with nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from practices.briefings import limits
from practices.models import Briefing, Practice
from practices.web import basket
from practices.web.throttle import Limit
from tests import factories
from tests.briefings.made import made, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


@pytest.fixture
def three() -> list[Practice]:
    return [factories.practice(title) for title in ("Nurses are trained", "Fees are lowered", "A code is kept")]


def test_the_form_offers_what_a_question_finds_with_its_words_for_a_title(
    client: Client, three: list[Practice]
) -> None:
    page = client.get("/briefings/new/?q=fees")
    assert [one.pk for one in page.context["form"].offered] == [three[1].pk]
    assert 'value="fees"' in page.text
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "same-origin")


def test_the_practices_stand_in_the_order_that_was_chosen_without_those_left_out(
    client: Client, three: list[Practice]
) -> None:
    first, second, third = three
    order = {f"place-{first.pk}": "2", f"place-{second.pk}": "", f"place-{third.pk}": "1"}
    made(client, *three, **order)
    frozen = Briefing.objects.get().content["practices"]
    assert [one["title"]["text"] for one in frozen] == ["A code is kept", "Nurses are trained"]


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(client: Client, three: list[Practice]) -> None:
    wrong = sent(*three, title="", note="x" * 3001, **{f"place-{three[0].pk}": "soon"})
    page = client.post("/briefings/new/", wrong)
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"title", "note", f"place-{three[0].pk}"}
    assert page.context["form"].errors["title"] == ["Give the briefing a title."]
    assert page.context["form"].errors["note"] == ["At most 3000 characters fit, and it has 3001."]
    assert "x" * 3001 in page.text
    assert 'value="soon"' in page.text
    assert 'value="To choose one."' in page.text
    assert not Briefing.objects.exists()


def test_without_any_question_it_offers_what_the_reader_keeps(client: Client, three: list[Practice]) -> None:
    page = client.get("/briefings/new/")
    assert (page.context["form"].offered, 'href="/selection/"' in page.text) == ([], True)
    client.cookies[basket.COOKIE] = f"{three[2].pk}-{three[0].pk}"
    page = client.get("/briefings/new/")
    assert [one.pk for one in page.context["form"].offered] == [three[2].pk, three[0].pk]
    assert page["Cache-Control"] == "no-store"


@pytest.mark.parametrize("count", [1, 5])
def test_side_by_side_stand_two_to_four(client: Client, count: int) -> None:
    some = [factories.practice() for _number in range(count)]
    page = client.post("/briefings/new/", sent(*some))
    assert list(page.context["form"].errors) == ["parts"]
    assert client.post("/briefings/new/", sent(*some, parts=["summaries"])).status_code == 302


def test_no_draft_ever_reaches_it(client: Client, three: list[Practice]) -> None:
    draft = factories.complete_draft("A secret plan")
    page = client.post("/briefings/new/", sent(three[0], draft, parts=["summaries"]))
    assert (page.status_code, "A secret plan" in page.text) == (200, False)
    assert "just been withdrawn" in page.text
    assert not Briefing.objects.exists()


def test_too_often_too_many_and_too_large_are_refused_with_the_text_kept(
    client: Client, three: list[Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    def status(**values: Any) -> tuple[int, bool]:
        answer = client.post("/briefings/new/", sent(*three, **values))
        return answer.status_code, answer.status_code == 302 or "For the ministers" in answer.text

    with monkeypatch.context() as patched:
        patched.setattr(limits, "MOST_CHARACTERS", 500)
        assert status() == (409, True)
    with monkeypatch.context() as patched:
        patched.setattr(limits, "MOST_KEPT", 0)
        assert status() == (409, True)
    monkeypatch.setattr(limits, "OF_ONE", Limit("briefing", 3, limits._HOUR))
    assert [status(), status()] == [(302, True), (429, True)]


def test_both_links_are_given_and_one_deletes_for_good(client: Client, three: list[Practice]) -> None:
    reading, keeping = made(client, *three)
    page = client.get(keeping)
    assert reading in page.text
    assert keeping in page.text
    assert keeping.split("/")[-2] not in str(Briefing.objects.values()), "no secret is stored"
    assert reading.split("/")[-2] not in str(Briefing.objects.values())
    assert "is deleted" in client.post(keeping).text
    assert [client.get(path).status_code for path in (reading, keeping, f"{reading[:-1]}.docx")] == [410, 410, 410]
    assert client.get(f"{reading[:-3]}x/").status_code == 404, "an address that was cut off"
