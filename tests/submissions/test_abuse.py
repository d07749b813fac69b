"""Programs, crowds and absurd input: the public form stays open for people, and loses nothing of what they typed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from practices.models import Attempts, Submission
from practices.submissions import throttle
from practices.submissions.throttle import LIMITS, MAIL, MAIL_ABOUT, MAIL_BY, SAVE, START, Limit, Throttled
from practices.web.throttle import _hashed
from tests import factories
from tests.submissions import proposals
from tests.submissions.proposals import SECRET, address_of, begin, fill, sent

pytestmark = pytest.mark.usefixtures("vocabulary")
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test reaches quickly."""
    for action in LIMITS:
        monkeypatch.setitem(LIMITS, action, Limit(one=2, period=LIMITS[action].period, everybody=3))


@pytest.mark.usefixtures("narrow")
def test_too_many_beginnings_are_refused_for_a_while_with_the_text_kept(client: Client) -> None:
    for _time in range(2):
        assert client.post("/propose/", sent("what")).status_code == 302
    response = client.post("/propose/", sent("what", title="The third"))
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 3600
    assert 'value="The third"' in response.text
    assert "try again in" in response.text
    assert Submission.objects.count() == 2
    assert client.get("/propose/").status_code == 200, "reading is not counted"


@pytest.mark.usefixtures("narrow")
def test_others_are_not_held_up_until_everybody_together_is_too_much(client: Client) -> None:
    answers = [
        client.post("/propose/", sent("what"), REMOTE_ADDR=address).status_code
        for address in ("192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3")
    ]
    assert answers == [302, 302, 429, 302, 429]


@pytest.mark.usefixtures("narrow")
def test_saving_is_bounded_too(client: Client) -> None:
    address = begin(client)
    for _time in range(2):
        client.post(f"{address}needs/", sent("needs"))
    response = client.post(f"{address}needs/", sent("needs", budget="A sack of gold."))
    assert (response.status_code, "A sack of gold." in response.text) == (429, True)
    assert Submission.objects.get().content["budget"] == "Paint."


def test_nobody_can_be_bombarded_with_mails(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = begin(client)
    fill(client, address)
    codes = [client.post(address).status_code for _time in range(LIMITS[MAIL].one)]
    assert codes == [302] * (LIMITS[MAIL].one - 1) + [429]
    assert len(mail.outbox) == LIMITS[MAIL].one
    response = client.post(address)
    assert "several mails from us today" in response.text
    assert int(response["Retry-After"]) > 0
    other = begin(client)
    page = client.post(f"{other}you/", sent("you", email="ANA@example.org"), follow=True).text
    assert "your link could not be mailed" in page
    assert len(mail.outbox) == LIMITS[MAIL].one


def test_nobody_can_have_us_write_to_many_strangers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, MAIL_BY, Limit(one=3, period=HOUR))
    for number in range(3):
        address = address_of(proposals.made("started"), "you")
        assert client.post(address, sent("you", email=f"v{number}@example.org")).status_code == 302
    submission = proposals.made("started", email="")
    refused = client.post(address_of(submission, "you"), sent("you", email="v4@example.org", name="Zoë Zebra"))
    assert (refused.status_code, len(mail.outbox)) == (429, 3)
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "your link could not be mailed" in refused.text
    submission.refresh_from_db()
    assert (submission.email, submission.name) == ("v4@example.org", "Zoë Zebra"), "it is saved all the same"
    assert "Zoë Zebra" in refused.text
    assert not Attempts.objects.filter(action=MAIL, count__gt=3).exists(), "what is refused uses up nobody else's"
    again = client.post(address_of(submission, "you"), sent("you", email="v4@example.org"))
    assert again.status_code == 302, "one goes on without the mail"
    elsewhere = sent("you", email="v5@example.org")
    assert client.post(address_of(submission, "you"), elsewhere, REMOTE_ADDR="192.0.2.9").status_code == 302
    assert len(mail.outbox) == 4


def test_sending_counts_for_the_visitor_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = begin(client)
    fill(client, address)
    monkeypatch.setitem(LIMITS, MAIL_BY, Limit(one=1, period=HOUR))
    response = client.post(address)
    assert (response.status_code, len(mail.outbox)) == (429, 1)
    assert 0 < int(response["Retry-After"]) <= 3600
    assert "try again in" in response.text
    assert Submission.objects.get().state == "started"


def test_one_submission_does_not_write_to_many(client: Client) -> None:
    address = address_of(proposals.made("started"), "you")
    answers = [
        client.post(address, sent("you", email=f"v{number}@example.org"), REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(LIMITS[MAIL_ABOUT].one + 1)
    ]
    assert answers == [302] * LIMITS[MAIL_ABOUT].one + [429]
    assert len(mail.outbox) == LIMITS[MAIL_ABOUT].one


def test_who_it_was_is_not_kept(client: Client) -> None:
    client.post("/propose/", sent("what"), REMOTE_ADDR="192.0.2.77")
    assert not [row for row in Attempts.objects.all() if "192.0.2" in row.key]
    today = _hashed("192.0.2.77", timezone.now())
    assert Attempts.objects.filter(key=today, action=START).exists()


def test_the_counts_begin_anew_with_the_next_period_and_old_ones_go(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setitem(LIMITS, SAVE, Limit(one=1, period=HOUR, everybody=9))
    throttle.count(SAVE, "somebody")
    with pytest.raises(Throttled) as refused:
        throttle.count(SAVE, "somebody")
    later = timezone.now() + datetime.timedelta(seconds=refused.value.seconds)
    monkeypatch.setattr(timezone, "now", lambda: later)
    throttle.count(SAVE, "somebody")
    monkeypatch.setattr(timezone, "now", lambda: later + datetime.timedelta(days=2))
    throttle.count(SAVE, "somebody")
    assert {row.since for row in Attempts.objects.all()} == {
        (later + datetime.timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    }


def test_a_box_that_people_dont_see_keeps_programs_out_and_loses_nothing(client: Client) -> None:
    page = client.get("/propose/").text
    assert '<div class="hidden" aria-hidden="true"><label for="homepage">' in page
    assert '<input id="homepage" name="homepage" tabindex="-1" autocomplete="off">' in page
    response = client.post("/propose/", sent("what") | {"homepage": "https://spam.example"})
    assert response.status_code == 400
    assert SECRET in response.text
    assert "spam.example" not in response.text
    assert not Submission.objects.exists()
    submission = proposals.made("started")
    assert client.post(address_of(submission, "what"), sent("what") | {"homepage": "x"}).status_code == 400


def test_a_form_that_is_too_old_comes_back_with_what_was_typed(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/propose/", sent("what"))
    assert response.status_code == 403
    assert SECRET in response.text
    assert "Nothing is lost" in response.text
    assert not Submission.objects.exists()
    token = strict.cookies["csrftoken"].value
    assert strict.post("/propose/", sent("what") | {"csrfmiddlewaretoken": token}).status_code == 302
    submission = Submission.objects.get()
    refused = strict.post(address_of(submission, "needs"), sent("needs"))
    assert (refused.status_code, "Paint." in refused.text) == (403, True)
    for address in (address_of(submission), address_of(submission, "withdraw")):
        assert strict.post(address).status_code == 403
    assert Submission.objects.get().content.get("budget") is None


ABSURD = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud7ff\U0010ffff",
    "-1",
    "9" * 5000,
    "²",
    "<script>alert(1)</script>",
    "'; DROP --",
]


def test_absurd_values_give_no_error_page(client: Client) -> None:
    client.raise_request_exception = False
    practice = factories.practice()
    submissions = [proposals.made("started"), proposals.correction(practice)]
    Submission.objects.update(state="started")
    for submission in submissions:
        for step in ("wrong", *proposals.STEPS):
            for value in ABSURD:
                data: dict[str, Any] = dict.fromkeys(sent(step), value) | {"go": value, "wrong": value}
                response = client.post(address_of(submission, step), data)
                assert response.status_code in {200, 302, 404, 429}, (step, value)
                assert "<script>alert" not in response.text
    assert client.post("/propose/", b"\xff\xfe=\x00&title=%00%ff", content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize("address", ["/propose/", "/propose/correction/{}/", "/propose/x/", "/propose/confirm/x/"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, address: str, method: str) -> None:
    practice = factories.practice()
    assert getattr(client, method)(address.format(practice.pk)).status_code in {404, 405}


def test_what_was_typed_comes_back_escaped(client: Client) -> None:
    address = begin(client, title="<script>alert(1)</script>", done="<img src=x onerror=alert(1)>")
    for page in (address, f"{address}what/"):
        text = client.get(page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text
