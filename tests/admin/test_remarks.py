"""Comments at a field: open until somebody settles them, and named before an approval."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from practices.editorial import remarks, revisions, workflow
from practices.models import Comment, Practice
from tests import factories
from tests.admin.forms import CHANGE, COMMENT, MOVE, move

SETTLE = "admin:practices_practice_settle"
JSON = {"Accept": "application/json"}


@pytest.fixture
def people(vocabulary: factories.Vocabulary) -> dict[str, User]:
    roles = {"ann": "Contributor", "con": "Contributor", "ed": "Editor", "eve": "Editor", "pat": "Publisher"}
    return {name: factories.person(name, role) for name, role in roles.items()}


@pytest.fixture
def practice(people: dict[str, User]) -> Practice:
    return workflow.perform(factories.complete_draft(author=people["ann"]), "submit", people["ann"])


def at(practice: Practice, by: User, place: str = "summary_en", text: str = "Which year?") -> Comment:
    workflow.comment(practice, by, text, place)
    return practice.comments.order_by("-pk")[0]


def form(browser: Client, practice: Practice) -> str:
    return browser.get(reverse(CHANGE, args=[practice.pk])).content.decode()


def test_it_stands_at_its_field_until_it_is_settled(people: dict[str, User], practice: Practice) -> None:
    ed = factories.signed_in(people["ed"])
    said = ed.post(reverse(COMMENT, args=[practice.pk]), {"text": "<i>Which year?", "place": "summary_en"})
    assert said["Location"] == reverse(CHANGE, args=[practice.pk]) + "#id_summary_en"
    comment = practice.comments.get()
    at_field = form(ed, practice).partition('id="remarks-summary_en"')[2].partition('class="remark-add"')[0]
    assert "&lt;i&gt;Which year?" in at_field
    assert 'href="#id_summary_en">Summary (English)</a>' in form(ed, practice), "in the conversation"
    settled = ed.post(reverse(SETTLE, args=[practice.pk, comment.pk]), follow=True)
    assert "The comment is settled." in settled.content.decode()
    comment.refresh_from_db()
    assert (comment.settled_by, comment.is_open) == (people["ed"], False)
    after = form(ed, practice)
    assert "Which year?" not in after.partition('id="remarks-summary_en"')[2].partition('class="remark-add"')[0]
    assert "settled by ed" in after.partition('id="comments"')[2]


@pytest.mark.parametrize("place", ["", "citations", "policy_areas", "title_fr", "participations"])
def test_each_place_leads_to_something_in_the_form(people: dict[str, User], practice: Practice, place: str) -> None:
    at(practice, people["eve"], place)
    browser = factories.signed_in(people["ed"])
    assert "Which year?" in form(browser, practice)
    if place:
        query, _hash, anchor = remarks.link(place).partition("#")
        assert f'href="{query}#{anchor}"' in form(browser, practice)
        page = browser.get(f"{reverse(CHANGE, args=[practice.pk])}{query}").content.decode()
        assert f'id="{anchor}"' in page
        assert (query == "?text=fr") == place.endswith("_fr")
        assert "Which year?" in page.partition(f'id="remarks-{place}"')[2]


def test_a_place_that_there_is_not_is_refused_with_what_was_typed(people: dict[str, User], practice: Practice) -> None:
    address, ed = reverse(COMMENT, args=[practice.pk]), factories.signed_in(people["ed"])
    refused = ed.post(address, {"text": "Typed", "place": "password"})
    assert (refused.status_code, "Typed" in refused.content.decode()) == (200, True)
    assert " selected>" not in ed.get(address, {"at": "password"}).content.decode()
    assert '<option value="summary_en" selected>' in ed.get(address, {"at": "summary_en"}).content.decode()
    assert not practice.comments.exists()


def test_who_made_it_its_author_and_its_reviewer_settle_it(people: dict[str, User], practice: Practice) -> None:
    comment = at(practice, people["eve"])
    may = {name for name, user in people.items() if remarks.may_settle(comment, practice, user)}
    assert may == {"ann", "ed", "eve", "pat"}, "no reviewer is named: any may"
    Practice.objects.filter(pk=practice.pk).update(reviewer=people["pat"])
    practice.refresh_from_db()
    may = {name for name, user in people.items() if remarks.may_settle(comment, practice, user)}
    assert may == {"ann", "eve", "pat"}
    ed = factories.signed_in(people["ed"])
    assert ed.post(reverse(SETTLE, args=[practice.pk, comment.pk])).status_code == 403
    assert f"settle-{comment.pk}" not in form(ed, practice)


def test_a_question_is_settled_with_its_answers(people: dict[str, User], practice: Practice) -> None:
    earlier, elsewhere = at(practice, people["eve"]), at(practice, people["eve"], "citations")
    question, answer = at(practice, people["ed"]), at(practice, people["ann"], text="In 2007.")
    remarks.settle(question, people["ed"])
    assert set(remarks.open_ones(practice)) == {earlier, elsewhere}
    answer.refresh_from_db()
    assert answer.settled_by == people["ed"]


def test_only_what_stands_at_a_field_of_this_practice_is_settled(people: dict[str, User], practice: Practice) -> None:
    workflow.comment(practice, people["ed"], "In general.")
    elsewhere = at(factories.draft(), people["ed"])
    for comment in (practice.comments.get(), elsewhere):
        answer = factories.signed_in(people["ed"]).post(reverse(SETTLE, args=[practice.pk, comment.pk]))
        assert answer.status_code == 404


def test_what_is_open_is_told_before_an_approval_which_it_does_not_keep(
    people: dict[str, User], practice: Practice
) -> None:
    at(practice, people["eve"])
    settled = at(practice, people["eve"], "citations", "Which page?")
    remarks.settle(settled, people["eve"])
    ed = factories.signed_in(people["ed"])
    page = ed.get(reverse(MOVE, args=[practice.pk, "approve"])).content.decode()
    assert "1 comment at a field is open:" in page
    assert reverse(CHANGE, args=[practice.pk]) + "#id_summary_en" in page
    assert "Which page?" not in page
    assert move(ed, practice, "approve").status_code == 302
    assert practice.comments.filter(settled_at=None).count() == 1


def test_a_script_gets_the_field_anew_or_what_is_wrong(people: dict[str, User], practice: Practice) -> None:
    address, ed = reverse(COMMENT, args=[practice.pk]), factories.signed_in(people["ed"])
    said = ed.post(address, {"text": "Which year?", "place": "summary_en"}, headers=JSON)
    assert said.json()["html"].count("Which year?") == 1
    assert ed.post(address, {"text": " ", "place": "summary_en"}, headers=JSON).json() == {
        "errors": ["This field is required."]
    }
    assert "open</strong>" in said.json()["conversation"]
    settled = ed.post(reverse(SETTLE, args=[practice.pk, practice.comments.get().pk]), headers=JSON).json()
    assert "Which year?" not in settled["html"] and "settled by ed" in settled["comments"]
    assert "Which year?" in settled["conversation"] and "open</strong>" not in settled["conversation"]


def test_the_mail_names_the_field_and_leads_to_it(
    people: dict[str, User], practice: Practice, mailoutbox: list, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        at(practice, people["ed"])
    assert [mail.to for mail in mailoutbox] == [["ann@example.org"]]
    assert "ed wrote at ‘Summary (English)’:" in mailoutbox[0].body
    assert f"/admin/practices/practice/{practice.pk}/change/#id_summary_en" in mailoutbox[0].body


def test_what_is_open_on_a_revision_stays_so_on_what_it_revised(people: dict[str, User]) -> None:
    original = factories.practice()
    copy = revisions.start(original, people["ed"])
    comment = at(copy, people["eve"])
    workflow.perform(copy, "submit", people["ed"])
    workflow.perform(Practice.objects.get(pk=copy.pk), "publish", people["pat"])
    comment.refresh_from_db()
    assert (comment.practice_id, comment.is_open) == (original.pk, True)
