"""Sending a proposal, confirming the address, following it, and withdrawing it."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from practices.models import Submission
from practices.submissions import links
from tests.submissions import proposals
from tests.submissions.proposals import SECRET, address_of, begin, confirm, fill, sent

pytestmark = pytest.mark.usefixtures("vocabulary")
FAILING = override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1, EMAIL_TIMEOUT=1)


def state() -> str:
    return Submission.objects.get().state


def test_sent_then_confirmed_it_waits(client: Client) -> None:
    address = begin(client)
    fill(client, address)
    assert "Ready to send" in client.get(address).text
    page = client.post(address, follow=True).text
    assert state() == "sent"
    assert "Now confirm your mail address" in page
    assert confirm(client)["Location"] == address
    assert state() == "waiting"
    assert "It waits for an editor" in client.get(address).text


def test_opening_the_mailed_link_confirms_nothing(client: Client) -> None:
    address = begin(client)
    fill(client, address)
    client.post(address)
    link = re.search(r"/propose/confirm/\S+", str(mail.outbox[-1].body))
    assert link is not None
    assert "press ‘Confirm’" in mail.outbox[-1].body
    assert client.get(link[0]).status_code == 200
    assert client.head(link[0]).status_code == 200
    assert state() == "sent"


def test_the_link_to_follow_does_not_confirm(client: Client) -> None:
    """It is shown to whoever types an address, which need not be theirs."""
    submission = proposals.made("sent")
    assert client.post(f"/propose/confirm/{links.token_of(submission)}/").status_code == 404
    assert client.get(f"/propose/{links.confirmation_of(submission)}/").status_code == 404
    assert state() == "sent"


def test_another_address_makes_the_mailed_link_void(client: Client) -> None:
    address = begin(client)
    fill(client, address)
    client.post(address)
    link = re.search(r"/propose/confirm/\S+", str(mail.outbox[-1].body))
    assert link is not None
    client.post(f"{address}you/", sent("you", email="other@example.org"))
    client.post(address)
    assert client.post(link[0]).status_code == 404
    assert state() == "sent"


def test_what_is_changed_after_sending_is_sent_again(client: Client) -> None:
    address = begin(client)
    fill(client, address)
    client.post(address)
    client.post(f"{address}what/", sent("what", title="Another title"))
    assert state() == "started"
    assert confirm(client)["Location"] == address
    assert "Please send it again." in client.get(address).text
    assert state() == "started"


def test_what_waits_can_be_read_and_not_changed(client: Client) -> None:
    submission = proposals.made()
    address = address_of(submission)
    assert client.get(f"{address}what/")["Location"] == address
    assert client.post(f"{address}what/", sent("what", title="Another title")).status_code == 409
    assert client.post(address).status_code == 200
    page = client.get(address).text
    assert SECRET in page
    assert "Change<" not in page
    assert (state(), mail.outbox) == ("waiting", [])


def test_until_it_is_confirmed_no_mail_holds_a_word_that_somebody_typed(client: Client) -> None:
    address = begin(client, title="Buy pills at spam.example", summary="Buy pills")
    fill(client, address, name="Pills", organisation="Spam")
    client.post(address)
    assert [message.to for message in mail.outbox] == [["ana@example.org"]] * 2
    for message in mail.outbox:
        assert not re.search("pill|spam", f"{message.subject} {message.body}", re.I)


@pytest.mark.parametrize(
    ("language", "subjects"),
    [
        ("", ["Your link to the catalogue of labour-mobility practices", "Please confirm your proposal"]),
        ("/fr", None),
        ("/es", None),
    ],
)
def test_mails_lead_to_pages_in_the_writers_language(client: Client, language: str, subjects: Any) -> None:
    address = begin(client, language)
    fill(client, address, language=language[1:] or "en")
    client.post(address)
    link, confirmation = (str(message.body) for message in mail.outbox)
    assert f"http://127.0.0.1:8000{address}" in link
    assert f"http://127.0.0.1:8000{language}/propose/confirm/" in confirmation
    if subjects:
        assert [message.subject for message in mail.outbox] == subjects


def test_nothing_can_get_into_the_head_of_a_mail(client: Client) -> None:
    address = begin(client, title="A title\r\nBcc: all@example.org")
    fill(client, address, name="Ana\r\nBcc: all@example.org")
    client.post(address)
    for message in mail.outbox:
        written: EmailMessage = message.message()
        assert written["Bcc"] is None
        assert (written["To"], written["From"]) == ("ana@example.org", settings.DEFAULT_FROM_EMAIL)
    assert Submission.objects.get().name == "Ana Bcc: all@example.org"


def test_a_mail_server_that_fails_loses_nothing(client: Client) -> None:
    address = begin(client)
    with FAILING:
        fill(client, address)
        page = client.post(f"{address}you/", sent("you", email="b@example.org"), follow=True).text
        assert "your link could not be mailed. Keep the one on this page." in page
        page = client.post(address, follow=True).text
    assert "The mail could not be sent just now. Nothing is lost" in page
    assert "Send the mail again" in page
    client.post(address)
    assert confirm(client).status_code == 302
    assert state() == "waiting"


def test_withdrawing_asks_first_then_deletes_everything(client: Client) -> None:
    submission = proposals.made()
    address = address_of(submission, "withdraw")
    assert "Nobody can bring it back." in client.get(address).text
    assert Submission.objects.exists()
    assert "What you wrote is deleted" in client.post(address).text
    assert not Submission.objects.exists()
    assert client.get(address_of(submission)).status_code == 404
    assert client.post(address).status_code == 404


def test_after_the_decision_withdrawing_forgets_who_proposed_it(client: Client) -> None:
    submission = proposals.made("declined", name="Ana", reason="Known already.")
    assert "Known already." in client.get(address_of(submission)).text
    assert "Your name and address are deleted." in client.post(address_of(submission, "withdraw")).text
    submission.refresh_from_db()
    assert (submission.email, submission.name, submission.state) == ("", "", "declined")
    assert client.get(address_of(submission)).status_code == 200


def test_pages_with_a_token_are_kept_by_nobody_and_pass_nothing_on(client: Client) -> None:
    submission = proposals.made("started")
    for page in (address_of(submission), address_of(submission, "what"), address_of(submission, "withdraw")):
        response = client.get(page)
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.text
    assert "noindex" not in client.get("/propose/").text


def test_a_token_of_ones_own_making_opens_nothing(client: Client) -> None:
    submission = proposals.made("started")
    token = links.token_of(submission)
    for wrong in (token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), f"{submission.pk.hex}.{'A' * 43}", "x"):
        assert client.get(f"/propose/{wrong}/").status_code == 404
    assert client.get(f"/propose/{token}/nothing/").status_code == 404
    assert client.get(f"/propose/{token}/wrong/").status_code == 404, "a proposal has no such step"
