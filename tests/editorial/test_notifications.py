"""Mail about drafts: it reaches those concerned, once, and never undoes what it tells of."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.mail.backends.locmem import EmailBackend

from practices.editorial import revisions, workflow
from practices.editorial.moves import Details
from practices.models import Practice
from tests import factories


@pytest.fixture
def people(vocabulary: factories.Vocabulary) -> dict[str, User]:
    roles = {"ann": "Contributor", "ed": "Editor", "eve": "Editor", "pat": "Publisher"}
    return {name: factories.person(name, role) for name, role in roles.items()}


@pytest.fixture
def told(db: None, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any) -> Callable[..., list[str]]:
    """Do something, and return who got mail of it."""

    def tell(act: Callable[..., Any], *arguments: Any) -> list[str]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(*arguments)
        for mail in mailoutbox:
            assert len(mail.to) == 1 and not mail.cc and not mail.bcc
        return sorted(mail.to[0].removesuffix("@example.org") for mail in mailoutbox)

    return tell


@pytest.fixture
def draft(people: dict[str, User]) -> Practice:
    return factories.complete_draft("Advice\nfor\r\nnurses", author=people["ann"])


def test_of_a_draft_for_review_all_hear_who_could_review_it(told: Any, people: Any, draft: Practice) -> None:
    assert told(workflow.perform, draft, "submit", people["ann"]) == ["ed", "eve", "pat"]


@pytest.mark.both_databases
def test_or_the_reviewer_alone_where_there_is_one(told: Any, people: Any, draft: Practice) -> None:
    assert told(workflow.perform, draft, "submit", people["ann"], Details(reviewer=people["eve"])) == ["eve"]


def test_author_and_reviewer_hear_of_each_move_but_not_who_makes_it(told: Any, people: Any, draft: Practice) -> None:
    workflow.perform(draft, "submit", people["ann"], Details(reviewer=people["ed"]))
    why = Details("The source says something else.")
    assert told(workflow.perform, draft, "request-changes", people["ed"], why) == ["ann"]
    assert told(workflow.perform, draft, "submit", people["ann"], Details(reviewer=people["ed"])) == ["ed"]
    assert told(workflow.perform, draft, "approve", people["eve"]) == ["ann", "ed", "pat"]  # who can publish it now
    assert told(workflow.perform, draft, "publish", people["pat"]) == ["ann", "ed"]
    assert told(workflow.perform, draft, "withdraw", people["pat"], why) == ["ann", "ed"]


def test_a_former_reviewer_hears_of_it(told: Any, people: Any, draft: Practice) -> None:
    workflow.perform(draft, "submit", people["ann"], Details(reviewer=people["ed"]))
    workflow.perform(draft, "take-back", people["ann"])
    assert told(workflow.perform, draft, "submit", people["ann"], Details(reviewer=people["eve"])) == ["ed", "eve"]


def test_who_entered_the_original_hears_of_its_revision(told: Any, people: Any, draft: Practice) -> None:
    workflow.publish_all([draft])
    copy = revisions.start(draft, people["ed"])
    workflow.perform(copy, "submit", people["ed"], Details(reviewer=people["eve"]))
    assert told(workflow.perform, copy, "publish", people["pat"]) == ["ann", "ed", "eve"]


@pytest.mark.both_databases
def test_of_a_comment_hear_author_reviewer_and_who_spoke_before(told: Any, people: Any, draft: Practice) -> None:
    assert told(workflow.comment, draft, people["eve"], "Which year?") == ["ann"]
    assert told(workflow.comment, draft, people["pat"], "2007, I think.") == ["ann", "eve"]
    assert told(workflow.comment, draft, people["ann"], "Yes.") == ["eve", "pat"]


def test_nobody_is_told_twice_or_without_an_address_or_after_leaving(told: Any, people: Any, draft: Practice) -> None:
    people["eve"].email = people["ed"].email
    people["eve"].save()
    User.objects.filter(username="pat").update(email="")
    factories.person("gone", "Editor", is_active=False)
    assert told(workflow.perform, draft, "submit", people["ann"]) == ["ed"]


def test_it_says_who_did_what_why_and_where(told: Any, people: Any, draft: Practice, mailoutbox: list[Any]) -> None:
    people["ed"].first_name, people["ed"].last_name = "Edith", "Moor"
    workflow.perform(draft, "submit", people["ann"])
    told(workflow.perform, draft, "request-changes", people["ed"], Details("Page 12 says 300."))
    body = mailoutbox[0].body
    for text in ("Advice for nurses", "Edith Moor: Ask for changes.", "Page 12 says 300."):
        assert text in body
    assert f"/admin/practices/practice/{draft.pk}/change/" in body


@pytest.mark.parametrize("title", ["Advice\nBcc: all@example.org", "Advice\r\nSubject: x\r\n\r\nBody", "A\x0b\x85B"])
def test_a_title_with_line_breaks_adds_no_header(told: Any, people: Any, mailoutbox: list[Any], title: str) -> None:
    draft = factories.complete_draft(title, author=people["ann"])
    assert told(workflow.comment, draft, people["ed"], "Well.") == ["ann"]
    sent = message_from_bytes(mailoutbox[0].message().as_bytes())
    assert "\n" not in mailoutbox[0].subject
    assert sent["Bcc"] is None
    assert len(sent.get_all("Subject")) == 1


class Refusing(EmailBackend):
    """A server that takes mail for one address alone."""

    def send_messages(self, messages: Any) -> int:
        if messages[0].to != ["eve@example.org"]:
            raise OSError("No such mailbox.")
        return super().send_messages(messages)


class Dead(EmailBackend):
    attempts = 0

    def open(self) -> bool:
        Dead.attempts += 1
        raise OSError("Connection refused.")


class Broken(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise ValueError("Something that nobody thought of.")


def test_an_address_that_the_server_refuses_keeps_no_other_from_mail(
    told: Any, people: Any, draft: Practice, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    assert told(workflow.perform, draft, "submit", people["ann"]) == ["eve"]


@pytest.mark.parametrize("server", ["Dead", "Broken"])
def test_a_server_that_fails_undoes_nothing_and_is_asked_once(
    told: Any, people: Any, draft: Practice, settings: Any, server: str
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{server}"
    Dead.attempts = 0
    assert told(workflow.perform, draft, "submit", people["ann"]) == []
    draft.refresh_from_db()
    assert draft.state == "in-review"
    assert Dead.attempts == (server == "Dead")


@pytest.mark.both_databases
def test_what_is_undone_is_not_told(told: Any, people: Any, draft: Practice) -> None:
    def refused() -> None:
        with pytest.raises(Exception, match="Say why"):
            workflow.perform(draft, "archive", people["ann"])

    assert told(refused) == []
