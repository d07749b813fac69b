"""What is typed into a practice's form is kept on the server, for whoever typed it alone, until it is saved."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practices.editorial import history, presence
from practices.models import Change, Practice, Presence, Unsaved
from tests import factories
from tests.admin.forms import ADD, CHANGE, form_of, version_of

pytestmark = pytest.mark.both_databases  # JSON and constraints are the database's own

TYPED, TYPED_NEW = "admin:practices_practice_typed", "admin:practices_practice_typed_new"
VISIT = "0123456789abcdef"


@pytest.fixture
def amina(vocabulary: factories.Vocabulary) -> User:
    return factories.person("amina", "Editor", first_name="Amina", last_name="Diallo")


@pytest.fixture
def ben(vocabulary: factories.Vocabulary) -> User:
    return factories.person("ben", "Editor", first_name="Ben", last_name="Okri")


def sent(practice: Practice | None = None, visit: str = VISIT, **typed: Any) -> dict[str, str]:
    """Return what the browser sends when somebody has typed this."""
    fields = {name: {"value": [text], "label": "A label"} for name, text in typed.items()}
    version = str(version_of(practice)) if practice else None
    return {"typed": json.dumps({"visit": visit, "version": version, "fields": fields})}


def address(practice: Practice) -> str:
    return reverse(TYPED, args=[practice.pk])


def page_of(browser: Client, practice: Practice) -> str:
    return browser.get(reverse(CHANGE, args=[practice.pk])).content.decode()


def test_it_is_kept_beside_the_draft_and_the_form_begins_from_it_for_its_writer_alone(amina: User, ben: User) -> None:
    practice = factories.draft("As it was", state="in-review")
    history.catch_up(practice)
    Practice.objects.filter(pk=practice.pk).update(approved_by=ben, approved_at=timezone.now())
    before = Practice.objects.values().get(pk=practice.pk), history.versions(practice).count(), Change.objects.count()
    answer = factories.signed_in(amina).post(address(practice), sent(practice, title_en="As it is typed <b>"))
    kept = Unsaved.objects.get()
    assert answer.json()["saved"] == kept.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    after = Practice.objects.values().get(pk=practice.pk), history.versions(practice).count(), Change.objects.count()
    assert after == before
    page = page_of(factories.signed_in(amina), practice)
    assert "As it is typed &lt;b&gt;" in page
    assert "As it is typed" not in page_of(factories.signed_in(ben), practice)


def test_each_language_has_its_own_and_a_save_forgets_that_of_its_form_alone(amina: User) -> None:
    browser, practice = factories.signed_in(amina), factories.draft()
    history.catch_up(practice)
    browser.post(address(practice), sent(practice, **{"title_en": "T", "citations/+0/note_en": "N"}))
    browser.post(f"{address(practice)}?text=fr", sent(practice, VISIT[::-1], **{"citations/+0/note_fr": "Tapé"}))
    assert "Tapé" not in page_of(browser, practice)
    assert browser.post(reverse(CHANGE, args=[practice.pk]), form_of(practice)).status_code == 302
    kept = Unsaved.objects.get()
    assert (kept.language, list(kept.typed)) == ("fr", ["citations/+0/note_fr"])
    french = browser.get(f"{reverse(CHANGE, args=[practice.pk])}?text=fr").content.decode()
    assert "Tapé" in french
    assert "/typed/?text=fr" in french


def test_of_a_new_practice_it_is_kept_until_that_is_saved(amina: User) -> None:
    browser = factories.signed_in(amina)
    for text, visit in (("First", VISIT), ("Second", VISIT[::-1])):
        assert browser.post(reverse(TYPED_NEW), sent(visit=visit, title_en=text)).json()["saved"]
    assert [kept.typed["title_en"]["value"] for kept in Unsaved.objects.all()] == [["Second"]]
    assert "Second" in browser.get(reverse(ADD)).content.decode()
    assert browser.post(reverse(ADD), form_of()).status_code == 302
    assert not Unsaved.objects.exists()


def test_a_refused_form_keeps_it(amina: User) -> None:
    browser, practice = factories.signed_in(amina), factories.draft()
    browser.post(address(practice), sent(practice, title_en="Typed"))
    assert browser.post(reverse(CHANGE, args=[practice.pk]), form_of(practice) | {"title_en": ""}).status_code == 200
    assert Unsaved.objects.get().typed["title_en"]["value"] == ["Typed"]


def test_it_is_thrown_away_with_one_button_also_where_nothing_can_be_changed_any_more(amina: User) -> None:
    browser, practice = factories.signed_in(amina), factories.draft()
    browser.post(address(practice), sent(practice, title_en="Typed"))
    Practice.objects.filter(pk=practice.pk).update(state="archived")
    assert "Typed" in page_of(browser, practice)
    answer = browser.post(address(practice), {"_discard": "1"})
    assert answer["Location"] == reverse(CHANGE, args=[practice.pk])
    assert not Unsaved.objects.exists()


def test_nothing_typed_is_nothing_kept(amina: User) -> None:
    browser, practice = factories.signed_in(amina), factories.draft()
    browser.post(address(practice), sent(practice, title_en="Typed"))
    assert browser.post(address(practice), sent(practice)).json()["saved"] is None
    assert not Unsaved.objects.exists()


@pytest.mark.parametrize(
    "odd",
    [
        "", "[]", "{}", "null", "{", "[" * 50_000, '{"visit": 1, "version": 0, "fields": {}}',
        json.dumps({"visit": "x" * 16, "version": 0, "fields": {}}),
        json.dumps({"visit": VISIT, "version": float("inf"), "fields": {}}),
        json.dumps({"visit": VISIT, "version": 2**31, "fields": {}}),
        json.dumps({"visit": VISIT, "version": -1, "fields": {}}),
        json.dumps({"visit": VISIT, "version": 0, "fields": []}) + "x",
        json.dumps({"visit": VISIT, "version": 0, "fields": ["a"]}),
        json.dumps({"visit": VISIT, "version": 0, "fields": {"a": {"value": [1]}}}),
        json.dumps({"visit": VISIT, "version": 0, "fields": {"a\0": {"value": ["b"]}}}),
        json.dumps({"visit": VISIT, "version": 0, "fields": {"a" * 201: {"value": ["b"]}}}),
        json.dumps({"visit": VISIT, "version": 0, "fields": {str(n): {"value": []} for n in range(2001)}}),
    ],
    ids=range(17),
)  # fmt: skip
def test_what_no_form_sends_is_refused(amina: User, odd: str) -> None:
    answer = factories.signed_in(amina).post(address(factories.draft()), {"typed": odd})
    assert answer.status_code == 400
    assert not Unsaved.objects.exists()


def test_signs_that_no_database_holds_are_left_out(amina: User) -> None:
    browser, practice = factories.signed_in(amina), factories.draft()
    assert browser.post(address(practice), sent(practice, title_en="a\0b\ud800c")).status_code == 200
    assert Unsaved.objects.get().typed["title_en"]["value"] == ["abc"]


def test_more_than_is_kept_and_sooner_than_it_may_be_are_told_apart(amina: User) -> None:
    browser, practice = factories.signed_in(amina), factories.draft()
    assert browser.post(address(practice), sent(practice, done_en="x" * 600_000)).status_code == 413
    assert browser.post(address(practice), sent(practice, done_en="x" * 500_000)).status_code == 200
    assert browser.post(address(practice), sent(practice, done_en="y")).status_code == 429
    Unsaved.objects.update(at=timezone.now() - datetime.timedelta(seconds=6))
    assert browser.post(address(practice), sent(practice, done_en="y")).status_code == 200


def test_it_is_taken_with_a_token_of_the_form_alone(amina: User) -> None:
    browser, practice = Client(enforce_csrf_checks=True), factories.draft()
    browser.force_login(amina)
    assert browser.post(address(practice), sent(practice, title_en="Typed")).status_code == 403


# Who else ---------------------------------------------------------------------------------------


def test_who_else_is_editing_is_told_until_they_leave(amina: User, ben: User) -> None:
    practice = factories.draft()
    amina_s, ben_s = factories.signed_in(amina), factories.signed_in(ben)
    assert amina_s.post(address(practice)).json()["others"].strip() == ""
    told = ben_s.post(address(practice)).json()["others"]
    assert "Amina Diallo is editing this, too, since" in told
    assert "Ben" not in told
    assert "Amina Diallo is editing this, too" in page_of(ben_s, practice)
    ago = timezone.now() - presence.ENDS - datetime.timedelta(seconds=1)
    Presence.objects.filter(user=amina).update(since=ago, seen_at=ago)
    assert "Amina" not in page_of(ben_s, practice)
    amina_s.post(address(practice))
    assert Presence.objects.get(user=amina).since > ago, "a new beginning"


def test_a_save_does_not_end_it_and_leaving_does_soon(amina: User, ben: User) -> None:
    practice = factories.draft()
    presence.note(practice, amina)
    since = Presence.objects.get().since
    factories.signed_in(amina).post(address(practice), {"left": "1"})
    assert presence.others(practice, ben).exists()
    presence.note(practice, amina)
    assert Presence.objects.get().since == since
    factories.signed_in(amina).post(address(practice), {"left": "1"})
    Presence.objects.update(seen_at=Presence.objects.get().seen_at - presence.LEAVES)
    assert not presence.others(practice, ben).exists()


def test_looking_at_the_form_writes_nothing(amina: User) -> None:
    page_of(factories.signed_in(amina), factories.draft())
    assert not Presence.objects.exists()
