"""A proposal that is open in two windows: whatever each does, no page breaks and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from practices.models import Attempts, Submission
from practices.submissions import acceptance, links, sending
from tests import factories
from tests.at_once import at_once
from tests.submissions import proposals
from tests.submissions.proposals import address_of, begin, fill, sent

pytestmark = pytest.mark.usefixtures("vocabulary")
Meanwhile = Callable[[str, Callable[[], Any]], None]
HAS_IT = "The editors have it already. It can&#x27;t be changed any more."


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Let another window do something after a page has read the submission, and before it does what it was asked."""

    def arrange(asked: str, act: Callable[[], Any]) -> None:
        done = getattr(sending, asked)

        def later(*arguments: Any) -> Any:
            monkeypatch.setattr(sending, asked, done)
            act()
            return done(*arguments)

        monkeypatch.setattr(sending, asked, later)

    return arrange


@pytest.fixture
def submission(client: Client, vocabulary: factories.Vocabulary) -> Submission:
    """A proposal that was sent, and whose address nobody has confirmed."""
    address = begin(client)
    fill(client, address)
    client.post(address)
    mail.outbox.clear()
    return Submission.objects.get()


def confirm(submission: Submission) -> Any:
    return Client().post(reverse("propose-confirm", args=[links.confirmation_of(submission)]))


def accept(submission: Submission) -> None:
    confirm(submission)
    acceptance.accept(submission, factories.person("editor", "Editor"))


def mails_counted() -> list[Any]:
    return list(Attempts.objects.filter(action__startswith="mail").values_list("action", "count").order_by("pk"))


@pytest.mark.parametrize(
    ("act", "state", "told"),
    [(confirm, "waiting", "It waits for an editor"), (accept, "taken", "An editor has taken it up")],
)
def test_what_is_sent_while_it_is_confirmed_or_taken_says_where_it_is(
    client: Client, submission: Submission, meanwhile: Meanwhile, act: Any, state: str, told: str
) -> None:
    counted = mails_counted()
    meanwhile("send", lambda: act(submission))
    response = client.post(address_of(submission))
    assert response.status_code == 409
    assert HAS_IT in response.text and told in response.text
    assert "Send the mail again" not in response.text and "Change<" not in response.text
    assert (Submission.objects.get().state, mail.outbox, mails_counted()) == (state, [], counted)


def test_what_is_typed_while_it_is_confirmed_stays_on_the_page(
    client: Client, submission: Submission, meanwhile: Meanwhile
) -> None:
    meanwhile("save", lambda: confirm(submission))
    response = client.post(address_of(submission, "what"), sent("what", done="They dug <harbours>."))
    assert response.status_code == 409
    assert HAS_IT in response.text and "They dug &lt;harbours&gt;." in response.text
    kept = Submission.objects.get()
    assert (kept.state, kept.content["done"]) == ("waiting", "They painted.\n\nTwice.")


@pytest.mark.parametrize("state", ["waiting", "taken", "declined"])
@pytest.mark.parametrize("values", [{}, {"summary": "x" * 401}])
def test_what_is_typed_after_it_was_confirmed_stays_on_the_page(client: Client, state: str, values: Any) -> None:
    submission = proposals.made(state, reason="No.")
    response = client.post(address_of(submission, "what"), sent("what", done="They dug <harbours>.", **values))
    assert response.status_code == 409
    assert HAS_IT in response.text and "They dug &lt;harbours&gt;." in response.text
    assert client.get(address_of(submission, "what"))["Location"] == address_of(submission)
    assert Submission.objects.get().content == submission.content


def test_what_loses_its_title_while_it_is_sent_is_not_sent(
    client: Client, submission: Submission, meanwhile: Meanwhile
) -> None:
    other = address_of(submission, "what")
    meanwhile("send", lambda: Client().post(other, sent("what", title="")))
    response = client.post(address_of(submission))
    assert response.status_code == 409
    assert "<strong>Give it a title.</strong>" in response.text
    assert "Before you can send it" in response.text
    assert (Submission.objects.get().state, mail.outbox) == ("started", [])


def test_an_address_that_is_changed_while_the_former_is_confirmed_is_not_confirmed(
    submission: Submission, meanwhile: Meanwhile
) -> None:
    def change_and_send() -> None:
        Client().post(address_of(submission, "you"), sent("you", email="other@example.org"))
        Client().post(address_of(submission))

    meanwhile("confirm", change_and_send)
    assert confirm(submission)["Location"] == address_of(submission)
    now = Submission.objects.get()
    assert (now.state, now.email) == ("sent", "other@example.org")


def test_twice_is_as_good_as_once(client: Client, submission: Submission) -> None:
    assert client.post(address_of(submission))["Location"] == address_of(submission)
    assert [confirm(submission)["Location"] for _time in range(2)] == [address_of(submission)] * 2
    assert Submission.objects.get().state == "waiting"


@pytest.mark.parametrize(("step", "asked"), [("", "send"), ("what", "save"), ("withdraw", "withdraw")])
def test_what_is_withdrawn_meanwhile_is_gone_for_every_page(
    client: Client, submission: Submission, meanwhile: Meanwhile, step: str, asked: str
) -> None:
    meanwhile(asked, lambda: Submission.objects.all().delete())
    assert client.post(address_of(submission, step), sent(step)).status_code == 404
    assert not Submission.objects.exists()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_each_window_is_answered(submission: Submission) -> None:
    address, confirmation = address_of(submission), reverse("propose-confirm", args=[links.confirmation_of(submission)])
    answers = at_once(lambda: Client().post(address), lambda: Client().post(confirmation))
    assert answers[0].status_code in {302, 409, 200}, "before, during, or after"
    assert answers[1].status_code == 302
    assert Submission.objects.get().state == "waiting"
