"""Putting an earlier version back, and bringing deleted drafts back."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from practices.editorial import content, history, revisions, workflow
from practices.models import Organisation, PolicyArea, Practice, Source, Version
from tests import factories
from tests.admin.forms import DELETE, messages_of, version_of
from tests.factories import signed_in

pytestmark = pytest.mark.django_db

DELETED = "admin:practices_practice_deleted"


@pytest.fixture
def eve(db: None) -> User:
    return factories.person("eve", "Editor")


@pytest.fixture
def draft(eve: User, vocabulary: factories.Vocabulary) -> Practice:
    """A draft in two versions."""
    made = factories.draft("Kenya trains nurses", author=eve, policy_areas=vocabulary.areas[:1])
    history.record(made, eve, "added")
    change(made, summary_en="Another summary.", policy_areas=[], citations=[], figures=[])
    return made


def change(thing: Any, **values: Any) -> None:
    history.catch_up(thing)
    content.put(values, thing)
    history.record(thing)


def address(thing: Any, number: int) -> str:
    return reverse(f"admin:practices_{thing._meta.model_name}_restore", args=[thing.pk, number])


def restore(client: Client, thing: Any, number: int, **values: Any) -> Any:
    """Send the page as one who has just opened it."""
    seen = client.get(address(thing, number)).context["seen"]
    return client.post(address(thing, number), {"reason": "It was right", "_version": seen, **values})


# Putting back ------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_an_earlier_version_is_put_back_with_its_rows_and_terms(eve: User, draft: Practice) -> None:
    client = signed_in(eve)
    first = history.versions(draft).get(number=1)
    page = client.get(address(draft, 1))
    assert {d.name for d in page.context["differences"]} == {"summary_en", "policy_areas", "citations"}
    response = restore(client, draft, 1)
    assert response["Location"] == reverse("admin:practices_practice_change", args=[draft.pk])
    assert content.of(Practice.objects.get(pk=draft.pk)) == first.content
    written = history.latest(draft)
    assert written is not None
    assert (written.number, written.action, written.author, written.reason) == (
        3,
        "restored",
        eve,
        "Version 1. It was right",
    )
    restore(client, draft, 2)
    assert content.of(Practice.objects.get(pk=draft.pk))["summary_en"] == "Another summary."


def test_it_asks_for_a_reason(eve: User, draft: Practice) -> None:
    response = restore(signed_in(eve), draft, 1, reason="  ")
    assert "This field is required" in response.content.decode()
    assert version_of(draft) == 2


@pytest.mark.both_databases
def test_it_is_refused_when_somebody_saved_something_newer_meanwhile(eve: User, draft: Practice) -> None:
    client = signed_in(eve)
    seen = client.get(address(draft, 1)).context["seen"]
    change(draft, summary_en="Newer still.")
    response = client.post(address(draft, 1), {"reason": "It was right", "_version": seen})
    page = response.content.decode()
    assert "Somebody saved a newer version meanwhile" in page
    assert "It was right" in page
    assert "Newer" in page
    assert version_of(draft) == 3
    again = client.post(address(draft, 1), {"reason": "Still right", "_version": response.context["seen"]})
    assert again.status_code == 302


@pytest.mark.parametrize("seen", ["", "1", "99999999999999", "x", "\0", "²"])
def test_it_is_refused_without_the_version_that_was_seen(eve: User, draft: Practice, seen: str) -> None:
    response = restore(signed_in(eve), draft, 1, _version=seen)
    assert "Somebody saved a newer version meanwhile" in response.content.decode()


def test_a_change_outside_the_desk_is_kept_before_it_is_overwritten(eve: User, draft: Practice) -> None:
    Practice.objects.filter(pk=draft.pk).update(summary_en="Loaded from a file.")
    assert restore(signed_in(eve), draft, 1).status_code == 302
    kept = list(history.versions(draft).values_list("action", flat=True))
    assert kept == ["restored", "outside", "changed", "added"]
    assert history.versions(draft).get(number=3).content["summary_en"] == "Loaded from a file."


def test_what_no_longer_fits_is_named_and_nothing_changes(eve: User, draft: Practice) -> None:
    PolicyArea.objects.filter(slug="remittances").delete()
    factories.draft(slug="taken")
    Version.objects.filter(object_id=draft.pk, number=1).update(
        content={**history.versions(draft).get(number=1).content, "slug": "taken"}
    )
    page = restore(signed_in(eve), draft, 1).content.decode()
    assert "policy areas: There is no ‘remittances’." in page
    assert "link name: Another practice has this link name already." in page
    assert version_of(draft) == 2


def test_there_is_nothing_to_do_for_a_version_like_the_present(eve: User, draft: Practice) -> None:
    page = signed_in(eve).get(address(draft, 2)).content.decode()
    assert "Nothing differs" in page
    assert 'name="reason"' not in page


# What is before the public -----------------------------------------------------------------------


@pytest.fixture
def live(eve: User) -> Practice:
    """A published practice in two versions."""
    made = factories.practice("The practice")
    change(made, summary_en="The second summary.")
    return made


def test_what_readers_see_stays_and_a_revision_begins(eve: User, live: Practice) -> None:
    response = restore(signed_in(eve), live, 1)
    copy = Practice.objects.get(revises=live)
    assert response["Location"] == reverse("admin:practices_practice_change", args=[copy.pk])
    assert (copy.state, copy.author, copy.summary_en) == ("draft", eve, "What somebody did.")
    live.refresh_from_db()
    assert (live.state, live.summary_en) == ("published", "The second summary.")
    assert list(history.versions(copy).values_list("action", flat=True)) == ["restored", "revision-begun"]
    told = history.latest(live)
    assert told is not None
    assert (told.action, told.revision_id, told.author) == ("revision-begun", copy.pk, eve)


def test_no_second_revision_begins(eve: User, live: Practice) -> None:
    client = signed_in(eve)
    seen = client.get(address(live, 1)).context["seen"]
    copy = revisions.start(live, eve)
    page = client.get(address(live, 1)).content.decode()
    assert reverse("admin:practices_practice_change", args=[copy.pk]) in page
    assert 'name="reason"' not in page
    for number in (seen, version_of(live)):
        client.post(address(live, 1), {"reason": "Right", "_version": number})
    assert Practice.objects.filter(revises=live).count() == 1
    assert version_of(copy) == 1


def test_a_revision_that_would_not_fit_does_not_begin(eve: User, live: Practice) -> None:
    first = history.versions(live).get(number=1)
    Version.objects.filter(pk=first.pk).update(content={**first.content, "regions": ["atlantis"]})
    assert "There is no ‘atlantis’" in restore(signed_in(eve), live, 1).content.decode()
    assert not Practice.objects.filter(revises=live).exists()
    assert version_of(live) == 2


# Who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["Contributor", "Editor", "Publisher", "Administrator"])
def test_who_may_edit_may_put_back(draft: Practice, role: str) -> None:
    client = signed_in(factories.person("somebody", role))
    assert client.get(address(draft, 1)).status_code == (403 if role == "Contributor" else 200)
    answer = client.post(address(draft, 1), {"reason": "Right", "_version": "2"}).status_code
    assert answer == (403 if role == "Contributor" else 302)


def test_contributors_put_their_own_back_until_it_is_in_review() -> None:
    ann = factories.person("ann", "Contributor")
    own = factories.draft(author=ann)
    change(own, summary_en="Newer.")
    client = signed_in(ann)
    Practice.objects.filter(pk=own.pk).update(state="in-review")
    assert client.get(address(own, 1)).status_code == 403
    assert client.post(address(own, 1), {"reason": "Right", "_version": "2"}).status_code == 403
    Practice.objects.filter(pk=own.pk).update(state="changes-requested")
    assert restore(client, own, 1).status_code == 302


@pytest.mark.parametrize(
    ("model", "may"), [(PolicyArea, "Publisher"), (Source, "Editor"), (Organisation, "Editor")], ids=str
)
def test_terms_and_sources_are_put_back_by_those_who_may_change_them(
    vocabulary: factories.Vocabulary, model: Any, may: str
) -> None:
    thing = model.objects.first() or model.objects.create(slug="board", name_en="Board")
    field = "title" if model is Source else "name_en"
    before = getattr(thing, field)
    change(thing, **{field: "Another"})
    below = {"Publisher": "Editor", "Editor": "Contributor"}[may]
    client = signed_in(factories.person("below", below))
    assert client.get(reverse(f"admin:practices_{model._meta.model_name}_history", args=[thing.pk])).status_code == 200
    assert client.get(address(thing, 1)).status_code == 403
    assert restore(signed_in(factories.person("may", may)), thing, 1).status_code == 302
    thing.refresh_from_db()
    assert getattr(thing, field) == before


# Deleting and recovering -------------------------------------------------------------------------


def delete(client: Client, practice: Practice, **values: Any) -> Any:
    sent = {"reason": "Twice", "_version": version_of(practice), **values}
    return client.post(reverse(DELETE, args=[practice.pk]), sent)


@pytest.mark.both_databases
def test_a_draft_is_deleted_with_a_reason_and_comes_back_as_it_was(eve: User, draft: Practice) -> None:
    client = signed_in(eve)
    before = content.of(draft)
    assert "This field is required" in delete(client, draft, reason="").content.decode()
    response = delete(client, draft)
    assert "can be recovered" in messages_of(response)
    assert not Practice.objects.filter(pk=draft.pk).exists()
    listed = client.get(reverse(DELETED))
    version = listed.context["page"][0]
    there = reverse("admin:practices_practice_deleted_draft", args=[version.pk])
    for said in ("Kenya trains nurses", "Twice", "eve", there):
        assert said in listed.content.decode()
    assert "Another summary." in client.get(there).content.decode()
    response = client.post(there)
    assert response["Location"] == reverse("admin:practices_practice_change", args=[draft.pk])
    back = Practice.objects.get(pk=draft.pk)
    assert (content.of(back), back.state, back.author) == (before, "draft", eve)
    assert [v.action for v in history.versions(back)] == ["recovered", "deleted", "changed", "added"]
    assert client.get(there).status_code == 404
    assert "No deleted drafts" in client.get(reverse(DELETED)).content.decode()


def test_a_draft_that_somebody_saved_meanwhile_is_not_deleted_unseen(eve: User, draft: Practice) -> None:
    client = signed_in(eve)
    page = client.get(reverse(DELETE, args=[draft.pk]))
    seen = page.context["version"]
    assert f'name="_version" value="{seen}"' in page.text
    change(draft, title_en="An editor's work meanwhile")
    refused = delete(client, draft, _version=seen, reason="Entered twice")
    assert (refused.status_code, "saved a newer version meanwhile" in refused.text) == (200, True)
    assert "Entered twice" in refused.text
    assert Practice.objects.filter(pk=draft.pk).exists()
    assert delete(client, draft, _version="").status_code == 200
    assert delete(client, draft, _version=refused.context["version"]).status_code == 302
    assert history.deleted_drafts().get().content["title_en"] == "An editor's work meanwhile"


@pytest.mark.both_databases
def test_a_draft_whose_link_name_was_taken_since_stays_deleted_with_a_message(eve: User, draft: Practice) -> None:
    client = signed_in(eve)
    delete(client, draft)
    factories.draft(slug=draft.slug)
    there = reverse("admin:practices_practice_deleted_draft", args=[history.deleted_drafts().get().pk])
    assert "Another practice has this link name already" in client.post(there).content.decode()
    assert history.deleted_drafts().count() == 1


def test_what_readers_saw_is_never_deleted(draft: Practice) -> None:
    live, withdrawn = factories.practice(), factories.practice()
    factories.withdraw(withdrawn, "Wrong")
    history.catch_up(live)
    copy = revisions.start(live, None)
    client = signed_in(factories.person("boss", "Administrator"))
    for practice in (live, withdrawn, copy):
        assert client.get(reverse("admin:practices_practice_delete", args=[practice.pk])).status_code == 403
        assert delete(client, practice).status_code == 403
    assert Practice.objects.count() == 4
    assert delete(client, draft).status_code == 302


def test_contributors_delete_and_recover_their_own_alone(draft: Practice) -> None:
    ann = factories.person("ann", "Contributor")
    client = signed_in(ann)
    own = factories.draft("Ann's own", author=ann)
    history.record(own, ann, "added")
    assert delete(client, draft).status_code == 403
    assert delete(client, own).status_code == 302
    delete(signed_in(factories.person("eva", "Editor")), draft)
    others = history.deleted_drafts().get(object_id=draft.pk)
    page = client.get(reverse(DELETED)).content.decode()
    assert "Ann&#x27;s own" in page
    assert "Kenya" not in page
    for method in (client.get, client.post):
        assert method(reverse("admin:practices_practice_deleted_draft", args=[others.pk])).status_code == 403
    mine = history.deleted_drafts().get(object_id=own.pk)
    assert client.post(reverse("admin:practices_practice_deleted_draft", args=[mine.pk])).status_code == 302


def test_deleted_drafts_are_no_ones_who_may_not_write(draft: Practice) -> None:
    stranger = signed_in(factories.person("stranger"))
    assert stranger.get(reverse(DELETED)).status_code == 403
    assert "/login/" in Client().get(reverse(DELETED))["Location"]


@pytest.mark.both_databases
def test_versions_that_are_no_deleted_drafts_are_not_found_among_them(eve: User, draft: Practice) -> None:
    first = history.versions(draft).last()
    assert first is not None
    for number in (first.pk, 0, 999_999_999_999):
        response = signed_in(eve).get(f"/admin/practices/practice/deleted/{number}/")
        assert response.status_code == 404


@pytest.mark.both_databases
def test_the_list_of_deleted_drafts_takes_few_queries(eve: User, django_assert_max_num_queries: Any) -> None:
    for _i in range(25):
        workflow.delete_draft(factories.draft(author=eve), eve, "Twice")
    client = signed_in(eve)
    with django_assert_max_num_queries(8):
        page = client.get(reverse(DELETED)).context["page"]
    assert (len(page), page.paginator.num_pages) == (20, 2)
    with django_assert_max_num_queries(8):
        assert len(client.get(reverse(DELETED), {"p": "2"}).context["page"]) == 5
