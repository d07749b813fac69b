"""Revising what is published: a working copy beside it, which nobody sees until it is written into the original."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from practices import search
from practices.editorial import content, history, revisions, workflow
from practices.editorial.moves import Details
from practices.models import Citation, Figure, Participation, Practice, Version
from tests import factories
from tests.admin.forms import CHANGE, DELETE, DISCARD, REVISE, move, revise, version_of
from tests.at_once import at_once

pytestmark = pytest.mark.both_databases

WHY = Details("For a reason.")


@pytest.fixture
def editor_(db: None) -> User:
    return factories.person("ed", "Editor")


@pytest.fixture
def publisher(db: None) -> User:
    return factories.person("pat", "Publisher")


@pytest.fixture
def live(vocabulary: factories.Vocabulary) -> Practice:
    """A published practice with a country, and a figure on its second citation."""
    made = factories.complete_draft(
        "Advice for nurses",
        slug="advice-for-nurses",
        countries=[(vocabulary.countries[0], "origin")],
        policy_areas=[vocabulary.areas[0]],
        done_en="Somebody did something.",
    )
    second = Citation.objects.create(practice=made, source=vocabulary.source, section="Second section", pages="30")
    Figure.objects.create(practice=made, value=300, label_en="nurses", citation=second)
    workflow.publish_all([made])
    return made


@pytest.fixture
def copy(live: Practice, editor_: User) -> Practice:
    return revisions.start(live, editor_)


def change(copy: Practice, **values: Any) -> None:
    content.put(content.of(copy) | values, copy)
    history.record(copy, copy.author)


def publish(copy: Practice, by: User) -> Practice:
    copy = workflow.perform(copy, "submit", by)
    return workflow.perform(copy, "publish", by, replace(WHY, again=True))


PUBLIC = {
    "page": "/practices/{pk}/advice-for-nurses/",
    "page in French": "/fr/practices/{pk}/advice-for-nurses/",
    "answer of the API": "/api/v1/practices/{pk}",
    "list": "/practices/",
    "list of the API": "/api/v1/practices",
    "counts": "/api/v1/facets",
    "search for a new word": "/practices/?q=marigold",
    "suggestions": "/practices/suggest?q=mari",
    "home": "/",
    "about": "/about/",
}


def seen(live: Practice) -> dict[str, tuple[int, str, bytes]]:
    """What readers get: status, edition and page."""
    found = {}
    for name, address in PUBLIC.items():
        answer = Client().get(address.format(pk=live.pk))
        found[name] = (answer.status_code, answer.get("ETag", ""), answer.content)
    return found


# While it is being revised ----------------------------------------------------------------------


def test_readers_see_nothing_of_it_until_it_is_published(live: Practice, editor_: User, publisher: User) -> None:
    before = seen(live)
    copy = revisions.start(live, editor_)
    change(copy, title_en="Advice about marigolds", slug="marigolds", policy_areas=["public-support"], figures=[])
    assert seen(live) == before
    for state in ("submit", "approve"):
        workflow.perform(copy, state, publisher)
        assert seen(live) == before
    for address in (f"/practices/{copy.pk}/", f"/practices/{copy.pk}/marigolds/", f"/api/v1/practices/{copy.pk}"):
        assert Client().get(address).status_code == 404
    assert search.snapshot().find(search.Query()).ids == [live.pk]
    workflow.perform(copy, "publish", publisher)
    after = seen(live)
    assert b"Advice about marigolds" in after["list"][2]
    assert all(before[name][1] != after[name][1] for name in PUBLIC if before[name][1] and after[name][1])


def test_the_copy_holds_what_the_original_does(copy: Practice, live: Practice, editor_: User) -> None:
    assert content.of(copy) == content.of(live)
    assert (copy.state, copy.author, copy.revises, copy.published_at) == ("draft", editor_, live, None)


@pytest.mark.parametrize("state", ["draft", "in-review", "changes-requested", "archived"])
def test_what_was_never_published_is_edited_not_revised(editor_: User, vocabulary: Any, state: str) -> None:
    with pytest.raises(ValidationError, match="A draft is simply edited"):
        revisions.start(factories.draft(state=state), editor_)


def test_there_are_never_two(copy: Practice, live: Practice, publisher: User) -> None:
    with pytest.raises(ValidationError, match="being revised already"):
        revisions.start(live, publisher)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.draft(revises=live)


def test_the_admin_leads_to_the_one_that_there_is(copy: Practice, live: Practice) -> None:
    browser = factories.signed_in(factories.person("eve", "Editor"))
    for answer in (browser.get(reverse(REVISE, args=[live.pk])), browser.post(reverse(REVISE, args=[live.pk]))):
        assert answer["Location"] == reverse(CHANGE, args=[copy.pk])
    page = browser.get(reverse(CHANGE, args=[live.pk])).content.decode()
    assert reverse(CHANGE, args=[copy.pk]) in page
    assert reverse(REVISE, args=[live.pk]) not in page


def test_who_may_not_see_it_is_told_that_there_is_one(copy: Practice, live: Practice) -> None:
    browser = factories.signed_in(factories.person("con", "Contributor"))
    answer = browser.post(reverse(REVISE, args=[live.pk]))
    assert "It is being revised already." in answer.content.decode()
    assert browser.get(reverse(CHANGE, args=[copy.pk])).status_code == 302


def test_a_contributor_revises_and_an_editor_goes_on(live: Practice) -> None:
    con, ed = (factories.signed_in(factories.person(n, r)) for n, r in (("con", "Contributor"), ("ed", "Editor")))
    copy = revise(con, live)
    assert copy.author.username == "con"
    assert [browser.get(reverse(CHANGE, args=[copy.pk])).status_code for browser in (con, ed)] == [200, 200]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_the_same_moment_one_does(live: Practice, editor_: User, publisher: User) -> None:
    begun = at_once(lambda: revisions.start(live, editor_), lambda: revisions.start(live, publisher))
    assert sorted(type(one).__name__ for one in begun) == ["Practice", "ValidationError"]
    assert Practice.objects.filter(revises=live).count() == 1


# Publishing it ----------------------------------------------------------------------------------


def test_everything_is_merged_and_everything_else_kept(
    copy: Practice, live: Practice, editor_: User, publisher: User, vocabulary: factories.Vocabulary
) -> None:
    kept = (live.pk, live.created_at, live.published_at, live.get_absolute_url())
    workflow.comment(live, editor_, "Said of the original.")
    workflow.comment(copy, editor_, "Said of the copy.")
    Participation.objects.create(practice=copy, country=vocabulary.countries[2], role="destination")
    copy.policy_areas.set(vocabulary.areas[1:])
    copy.regions.set([vocabulary.regions[2]])
    first, second = copy.citations.order_by("pk")
    copy.figures.update(citation=first, value=301)
    second.delete()
    Citation.objects.create(practice=copy, source=vocabulary.source, section="Third section", note_en="New.")
    change(copy, title_en="Advice for all", slug="advice-for-all", start_year=2007, title_fr="Conseils", done_en="")
    wanted = content.of(copy)
    published = publish(copy, publisher)
    assert published == live
    live.refresh_from_db()
    assert content.of(live) == wanted
    assert (live.pk, live.created_at, live.published_at) == kept[:3]
    assert live.main_citation in live.citations.all()
    assert [comment.text for comment in live.comments.all()] == ["Said of the original.", "Said of the copy."]
    assert not Practice.objects.filter(pk=copy.pk).exists()
    assert list(Practice.objects.published()) == [live]
    answer = Client().get(kept[3])
    assert (answer.status_code, answer["Location"]) == (301, f"/practices/{live.pk}/advice-for-all/")
    assert b"Advice for all" in Client().get(answer["Location"]).content
    connection.check_constraints()


def test_the_history_of_both_stays_and_names_who_did_what(
    copy: Practice, live: Practice, editor_: User, publisher: User
) -> None:
    number = copy.pk
    change(copy, title_en="Advice for all")
    publish(copy, publisher)
    told = [(v.action, v.author_name, v.revision_id) for v in history.versions(live)]
    assert told == [("publish", "pat", number), ("revision-begun", "ed", number), ("begun", "", None)]
    versions = Version.objects.filter(kind="practice", object_id=number)
    assert [v.action for v in versions] == ["publish", "submit", "changed", "revision-begun"]
    assert history.latest(live).content["title_en"] == "Advice for all"


def test_it_brings_its_approval_and_its_reviewer(copy: Practice, live: Practice, publisher: User) -> None:
    eve = factories.person("eve", "Editor")
    workflow.perform(copy, "submit", copy.author, Details(reviewer=eve))
    workflow.perform(copy, "approve", eve)
    published = workflow.perform(copy, "publish", publisher)
    assert (published.approved_by, published.reviewer, published.review_by) == (eve, eve, None)


def test_a_withdrawn_practice_comes_back_revised(live: Practice, editor_: User, publisher: User) -> None:
    first = live.published_at
    factories.withdraw(live, "Its figures were mistaken.", factories.practice())
    copy = revisions.start(live, editor_)
    change(copy, title_en="Advice, with other figures")
    back = publish(copy, publisher)
    assert (back.pk, back.state, back.title_en) == (live.pk, "published", "Advice, with other figures")
    assert (back.withdrawn_at, back.withdrawal_reason, back.replaced_by) == (None, "", None)
    assert back.published_at == first


def test_what_is_withdrawn_meanwhile_can_still_be_replaced(copy: Practice, live: Practice, publisher: User) -> None:
    workflow.perform(live, "withdraw", publisher, replace(WHY, revision="keep"))
    assert publish(copy, publisher).is_published


def test_what_changed_outside_meanwhile_is_kept_in_the_history(copy: Practice, live: Practice, publisher: User) -> None:
    Practice.objects.filter(pk=live.pk).update(summary_en="Changed by a script.")
    publish(copy, publisher)
    outside = history.versions(live).get(action="outside")
    assert outside.content["summary_en"] == "Changed by a script."
    live.refresh_from_db()
    assert live.summary_en == "What somebody did."


def test_a_copy_without_a_citation_is_not_published(copy: Practice, live: Practice, publisher: User) -> None:
    change(copy, citations=[], figures=[])
    with pytest.raises(ValidationError, match="Add a citation"):
        workflow.perform(copy, "publish", factories.person("adam", "Administrator"), WHY)
    live.refresh_from_db()
    assert (live.is_published, live.citations.count()) == (True, 2)


FAULTS: dict[str, Callable[[Practice, pytest.MonkeyPatch], Any]] = {
    "its link name was taken": lambda copy, patch: factories.draft(slug="advice-for-all"),
    "at the end": lambda copy, patch: patch.setattr("practices.editorial.notifications.moved", fail),
    "in the middle": lambda copy, patch: patch.setattr(Practice, "settle_main_citation", fail),
}


def fail(*arguments: Any, **options: Any) -> None:
    raise ValidationError("Something went wrong.")


@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_half_way_leaves_everything_as_it_was(
    copy: Practice, live: Practice, publisher: User, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    change(
        copy, title_en="Advice for all", slug="advice-for-all", citations=content.of(copy)["citations"][:1], figures=[]
    )
    copy = workflow.perform(copy, "submit", publisher)
    FAULTS[fault](copy, monkeypatch)
    before = content.of(live), content.of(copy), Version.objects.count(), seen(live)
    with pytest.raises(ValidationError):
        workflow.perform(copy, "publish", publisher)
    live.refresh_from_db()
    copy.refresh_from_db()
    assert (content.of(live), content.of(copy), Version.objects.count(), seen(live)) == before
    assert (live.state, copy.state) == ("published", "in-review")


def test_the_admin_leads_to_the_original_afterwards(copy: Practice, live: Practice, publisher: User) -> None:
    workflow.perform(copy, "submit", publisher)
    browser = factories.signed_in(publisher)
    assert move(browser, copy, "publish")["Location"] == reverse(CHANGE, args=[live.pk])


# Discarding it ----------------------------------------------------------------------------------


def test_discarding_is_recorded_in_both_histories(copy: Practice, live: Practice, editor_: User) -> None:
    change(copy, title_en="Advice for all")
    before, number = seen(live), copy.pk
    browser = factories.signed_in(editor_)
    answer = browser.post(
        reverse(DISCARD, args=[number]), {"reason": "The new report says the same.", "_version": version_of(copy)}
    )
    assert answer["Location"] == reverse(CHANGE, args=[live.pk])
    assert seen(live) == before
    for pk in (live.pk, number):
        newest = Version.objects.filter(kind="practice", object_id=pk).first()
        said = (newest.action, newest.reason, newest.author_name)
        assert said == ("revision-discarded", "The new report says the same.", "ed")
    assert newest.content["title_en"] == "Advice for all"
    assert revise(browser, live).pk != number  # another one can begin


def test_a_copy_that_somebody_saved_meanwhile_is_not_discarded_unseen(copy: Practice, editor_: User) -> None:
    browser, address = factories.signed_in(editor_), reverse(DISCARD, args=[copy.pk])
    page = browser.get(address)
    seen = page.context["version"]
    assert f'name="_version" value="{seen}"' in page.text
    change(copy, title_en="Advice for all")
    refused = browser.post(address, {"reason": "Not needed.", "_version": seen})
    assert (refused.status_code, "saved a newer version meanwhile" in refused.text) == (200, True)
    assert "Not needed." in refused.text
    assert Practice.objects.filter(pk=copy.pk).exists()
    assert browser.post(address, {"_version": refused.context["version"]}).status_code == 302


def test_only_a_working_copy_is_discarded_and_only_by_who_may_edit_it(copy: Practice, live: Practice) -> None:
    con = factories.person("con", "Contributor")
    with pytest.raises(PermissionDenied):
        revisions.discard(copy, con)
    with pytest.raises(ValidationError, match="no working copy"):
        revisions.discard(live, factories.person("eve", "Editor"))
    browser = factories.signed_in(con)
    assert browser.post(reverse(DISCARD, args=[copy.pk]), {"reason": "x"}).status_code == 403
    assert browser.post(reverse(DISCARD, args=[live.pk]), {"reason": "x"}).status_code == 404


def test_a_working_copy_is_not_deleted(copy: Practice) -> None:
    browser = factories.signed_in(factories.person("adam", "Administrator"))
    assert browser.post(reverse(DELETE, args=[copy.pk]), {"reason": "x"}).status_code == 403
    with pytest.raises(PermissionDenied):
        workflow.delete_draft(copy, copy.author)
