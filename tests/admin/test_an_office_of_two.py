"""Two people who write, review and publish together: what the desk tells each of them, and how they go on."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from practices.editorial import history, revisions, workflow
from practices.editorial.moves import Details
from practices.models import Practice
from tests import factories
from tests.admin.forms import ADD, CHANGE, COMMENT, MOVE, form_of, messages_of, move
from tests.pages import form_on


@pytest.fixture
def amina(vocabulary: factories.Vocabulary) -> User:
    return factories.person("amina", "Contributor", first_name="Amina", last_name="Diallo", email="amina@example.org")


@pytest.fixture
def pat(vocabulary: factories.Vocabulary) -> User:
    return factories.person("pat", "Publisher", first_name="Pat", last_name="Reyes", email="pat@example.org")


def in_review(author: User) -> Practice:
    return workflow.perform(factories.complete_draft(author=author), "submit", author)


def sent(browser: Client, practice: Practice, **fields: Any) -> dict[str, Any]:
    """Return the form as the browser has it, with some fields changed."""
    return form_on(browser.get(reverse(CHANGE, args=[practice.pk]))) | fields


def text_of(browser: Client, name: str, practice: Practice, *more: str) -> str:
    return browser.get(reverse(name, args=[practice.pk, *more])).content.decode()


def test_a_reviewer_corrects_a_comma_its_author_agrees_and_it_is_published(
    amina: User, pat: User, django_capture_on_commit_callbacks: Any
) -> None:
    practice = in_review(amina)
    reviewer, author = factories.signed_in(pat), factories.signed_in(amina)
    assert "stays in review, and Amina Diallo or another editor approves it" in text_of(reviewer, CHANGE, practice)

    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        saved = reviewer.post(
            reverse(CHANGE, args=[practice.pk]), sent(reviewer, practice, title_en="A title, with a comma")
        )
    assert "somebody else approves it: Amina Diallo, or another editor." in messages_of(saved)
    assert [one.to for one in mail.outbox] == [["amina@example.org"]]
    assert "Pat Reyes has changed it in review." in mail.outbox[0].body
    assert "if you agree, approve it" in mail.outbox[0].body

    for page in (reviewer.get(reverse(MOVE, args=[practice.pk, "approve"])), move(reviewer, practice, "approve")):
        assert page.status_code == 403
        assert "Curators’ desk" in page.content.decode()
        assert "somebody else approves it: Amina Diallo" in page.content.decode()

    assert "Pat Reyes has corrected your text in review" in text_of(author, CHANGE, practice)
    assert move(author, practice, "approve").status_code == 302
    assert move(reviewer, practice, "publish").status_code == 302
    assert Practice.objects.get(pk=practice.pk).is_published


def test_a_second_correction_by_the_same_reviewer_sends_no_second_mail(
    amina: User, pat: User, django_capture_on_commit_callbacks: Any
) -> None:
    practice = in_review(amina)
    reviewer = factories.signed_in(pat)
    mail.outbox.clear()
    for title in ("First", "Second"):
        with django_capture_on_commit_callbacks(execute=True):
            assert (
                reviewer.post(reverse(CHANGE, args=[practice.pk]), sent(reviewer, practice, title_en=title)).status_code
                == 302
            )
    assert len(mail.outbox) == 1


def test_a_save_after_a_move_says_what_happened_and_keeps_what_was_typed(amina: User, pat: User) -> None:
    practice = in_review(amina)
    reviewer = factories.signed_in(pat)
    form = sent(reviewer, practice, problem_en="A paragraph that took an hour.", reason="Word.")
    form |= {"requirements-TOTAL_FORMS": 1, "requirements-0-text_en": "A bank <that> takes part"}
    workflow.perform(practice, "publish", pat)
    page = reviewer.post(reverse(CHANGE, args=[practice.pk]), form)
    text = page.content.decode()
    assert page.status_code == 403
    for part in ("Curators’ desk", "Not saved", "Published, Pat Reyes", "A paragraph that took an hour."):
        assert part in text
    assert "A bank &lt;that&gt; takes part" in text
    assert practice.summary_en not in text.partition("What you typed")[2]
    assert Practice.objects.get(pk=practice.pk).problem_en == practice.problem_en


def test_who_may_not_read_a_draft_is_told_nothing_of_it(amina: User) -> None:
    draft = factories.complete_draft("A secret title")
    page = factories.signed_in(amina).post(reverse(CHANGE, args=[draft.pk]), form_of(draft))
    assert "A secret title" not in page.content.decode()


def test_the_box_above_the_form_tells_the_conversation(amina: User, pat: User) -> None:
    practice = in_review(amina)
    reviewer, author = factories.signed_in(pat), factories.signed_in(amina)
    author.post(reverse(COMMENT, args=[practice.pk]), {"text": "Please look at the figure."})
    workflow.perform(practice, "request-changes", pat, Details("The page is missing."))
    page = author.get(reverse(CHANGE, args=[practice.pk]))
    told = [(event.who, str(event.what), event.text) for event in page.context["conversation"]]
    assert told[:3] == [
        ("Pat Reyes", "Changes requested", "The page is missing."),
        ("Amina Diallo", "Comment", "Please look at the figure."),
        ("Amina Diallo", "Sent to review", ""),
    ]
    assert "The page is missing." in text_of(reviewer, CHANGE, practice)


def test_saves_in_a_row_are_one_line(amina: User) -> None:
    draft = factories.complete_draft(author=amina)
    for title in ("One", "Two", "Three"):
        draft.title_en = title
        draft.save()
        history.record(draft, amina)
    page = factories.signed_in(amina).get(reverse(CHANGE, args=[draft.pk]))
    assert [str(event.what) for event in page.context["conversation"]].count("Changed") == 1


def test_both_pages_tell_of_a_revision_of_what_is_withdrawn(amina: User, pat: User) -> None:
    practice = factories.practice()
    copy = workflow.perform(revisions.start(practice, amina), "submit", amina)
    publisher = factories.signed_in(pat)
    page = text_of(publisher, MOVE, practice, "withdraw")
    assert "It is being revised" in page
    assert reverse(CHANGE, args=[copy.pk]) in page
    refused = move(publisher, practice, "withdraw", reason="Old.")
    assert refused.status_code == 200
    assert "This field is required." in refused.content.decode()
    assert move(publisher, practice, "withdraw", reason="Its source was mistaken.", revision="keep").status_code == 302

    page = text_of(publisher, MOVE, copy, "publish")
    assert "Its source was mistaken." in page
    assert "readers see the practice again" in page
    assert move(publisher, copy, "publish", reason="Mended.").status_code == 200
    assert not Practice.objects.get(pk=practice.pk).is_published
    assert move(publisher, copy, "publish", reason="Mended.", again="on").status_code == 302
    assert Practice.objects.get(pk=practice.pk).is_published


def test_a_save_that_changes_nothing_says_so(pat: User) -> None:
    draft, browser = factories.complete_draft(author=pat), factories.signed_in(pat)
    history.record(draft, pat)
    saved = browser.post(reverse(CHANGE, args=[draft.pk]), sent(browser, draft))
    assert messages_of(saved) == "Nothing was changed, so nothing was saved."
    saved = browser.post(reverse(CHANGE, args=[draft.pk]), sent(browser, draft, title_en="Another"))
    assert "changed successfully" in messages_of(saved)


def test_an_empty_link_name_is_made_of_whole_words_of_the_title(pat: User) -> None:
    browser = factories.signed_in(pat)
    title = "Kenya accredits foreign employment agencies before they may recruit its workers abroad"
    saved = browser.post(reverse(ADD), form_of() | {"title_en": title, "slug": ""})
    assert saved.status_code == 302
    made = Practice.objects.get()
    assert made.slug == "kenya-accredits-foreign-employment-agencies-before-they-may-recruit"
    again = browser.post(reverse(ADD), form_of() | {"title_en": title, "slug": "", "_is_another": "1"})
    assert again.status_code == 302
    assert Practice.objects.first().slug == f"{made.slug}-2"


def test_reviewers_are_offered_by_their_full_names(amina: User, pat: User) -> None:
    draft = factories.complete_draft(author=amina)
    assert "Pat Reyes</option>" in text_of(factories.signed_in(amina), MOVE, draft, "submit")
