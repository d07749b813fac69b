"""Undoing an import: what nobody has touched since goes, the rest stays and is named."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import translation

from practices.editorial import batches, content, history, permissions, revisions, workflow
from practices.models import Batch, Practice
from tests import factories
from tests.exchange.files import NEW, confirm, csv_bytes, imported, opened, same, text_of

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("vocabulary")]
IMPORTS = "admin:practices_practice_imports"
UNDO = "Delete all that nobody has touched since"


@pytest.fixture
def user(db: None) -> User:
    return factories.person("nadia", "Editor", first_name="Nadia", last_name="Haddad")


@pytest.fixture
def client(user: User) -> Client:
    return factories.signed_in(user)


def titled(*titles: str) -> bytes:
    return csv_bytes(*(NEW | {"title_en": title} for title in titles))


def address(batch: Batch) -> str:
    return reverse("admin:practices_practice_one_import", args=[batch.pk])


def change(title: str, by: User) -> None:
    practice = Practice.objects.get(title_en=title)
    content.put({"summary_en": "Another."}, practice)
    history.record(practice, by)


def test_what_nobody_touched_goes_and_the_rest_is_named(client: Client, user: User) -> None:
    confirm(client, *opened(client, titled("Kept", "Gone", "Said", "Sent"), "from Rabat.csv"))
    change("Kept", factories.person("leila", "Editor", first_name="Leila"))
    Practice.objects.get(title_en="Said").comments.create(author=user, text="Hm.")
    Practice.objects.filter(title_en="Sent").update(summary_en="Changed outside.")
    batch = Batch.objects.get()
    page = text_of(client.get(address(batch)))
    assert "1 draft that nobody has touched since" in page and "3 stay, since somebody touched them" in page
    assert "Changed, Leila" in " ".join(page.split())
    said = text_of(client.post(address(batch), {"reason": "The wrong file."}, follow=True))
    assert "1 draft was deleted." in said and UNDO not in said
    assert set(Practice.objects.values_list("title_en", flat=True)) == {"Kept", "Said", "Sent"}
    deleted = permissions.recoverable(user).get()
    assert deleted.reason == "The import of ‘from Rabat.csv’ was undone. The wrong file."
    with translation.override("fr"):
        assert deleted.why.endswith(" The wrong file.") and deleted.why != deleted.reason
    assert history.recover(deleted, user).title_en == "Gone"


def test_what_was_there_before_stays_and_a_revision_that_it_began_is_discarded(user: User) -> None:
    published, mine, draft = factories.practice(), factories.practice(), factories.draft("A draft")
    copy = revisions.start(mine, user)
    rows = [{"id": practice.pk, "title_fr": "Titre"} for practice in (published, mine, draft)]
    imported(csv_bytes(*rows), user)
    batch = Batch.objects.get()
    begun = Practice.objects.get(revises=published)
    standing = batches.of(batch, user)
    assert (standing.untouched, set(standing.changed)) == ([begun], {copy, draft})
    batches.undo(batch, user)
    assert set(Practice.objects.all()) == {published, mine, draft, copy}
    assert (history.latest(published) or batch).action == "revision-discarded"  # type: ignore[union-attr]


def test_what_is_touched_between_look_and_click_stays(client: Client, user: User) -> None:
    confirm(client, *opened(client, titled("One", "Two")))
    batch = Batch.objects.get()
    assert "2 drafts that nobody" in text_of(client.get(address(batch)))
    change("One", user)
    assert "1 draft was deleted" in text_of(client.post(address(batch), {}, follow=True))
    assert Practice.objects.get().title_en == "One"


def test_the_answer_tells_drafts_working_copies_and_entries_of_the_lists_apart(client: Client, user: User) -> None:
    row = NEW | {"id": factories.practice().pk, "organisations": "Bank of Nurses | lead"}
    imported(csv_bytes(row), user)
    answer = client.post(address(Batch.objects.get()), {}, follow=True)
    [said] = answer.context["messages"]
    assert str(said) == "1 working copy was discarded. 1 entry of the lists was deleted."
    assert said.level_tag == "success"
    [said] = client.post(address(Batch.objects.get()), {}, follow=True).context["messages"]
    assert (str(said), said.level_tag) == ("0 drafts were deleted.", "warning")


def test_imports_are_listed_with_what_undoing_each_would_do(client: Client, user: User) -> None:
    desk = text_of(client.get(reverse("admin:index")))
    assert "imports-heading" not in desk
    confirm(client, *opened(client, titled("One", "Two", "Three"), "a.csv"))
    draft = factories.draft()
    confirm(client, *opened(client, csv_bytes(same(draft, title_en="Changed")), "b.csv"))
    change("One", user)
    for page in (reverse(IMPORTS), reverse("admin:index")):
        said = " ".join(text_of(client.get(page)).split())
        assert "Nadia Haddad" in said
        assert "3 new, 0 changed, 0 unchanged. 2 drafts would go. 1, touched since, stays." in said
        assert "0 new, 1 changed, 0 unchanged. None of its drafts would go." in said
        assert f'href="{address(Batch.objects.get(name="a.csv"))}"' in said


def test_a_contributor_sees_no_import(user: User) -> None:
    imported(titled("One"), user)
    contributor = factories.signed_in(factories.person("amina", "Contributor"))
    assert contributor.get(reverse(IMPORTS)).status_code == 403
    assert contributor.post(address(Batch.objects.get())).status_code == 403
    assert "imports-heading" not in text_of(contributor.get(reverse("admin:index")))
    assert Practice.objects.exists()


# From the list -----------------------------------------------------------------------------------


def deletion(practices: list[Practice], **more: Any) -> dict[str, Any]:
    return {"action": "delete_drafts", "_selected_action": [practice.pk for practice in practices], **more}


def test_many_drafts_are_deleted_at_once_by_who_may(client: Client, user: User) -> None:
    amina = factories.person("amina", "Contributor")
    own, other = factories.draft("Own", author=amina), factories.draft("Other")
    aside, published = factories.draft("Aside", state="archived", author=amina), factories.practice("Published")
    for practice in (own, other, aside, published):
        history.catch_up(practice)
    every, address = [own, other, aside, published], reverse("admin:practices_practice_changelist")

    def confirmed(browser: Client) -> None:
        page = browser.post(address, deletion(every))
        seen = {f"_version_{practice.pk}": number for practice, number in page.context["rows"]}
        browser.post(address, deletion(every, _confirmed="1", reason="Twice.", **seen))

    confirmed(factories.signed_in(amina))
    assert set(Practice.objects.all()) == {other, aside, published}
    assert "These stay" in text_of(client.post(address, deletion(every[1:])))
    workflow.comment(other, user, "Hm.")
    confirmed(client)
    assert set(Practice.objects.all()) == {published}
    assert {version.reason for version in permissions.recoverable(user)} == {"Twice."}


def test_a_draft_that_changed_since_it_was_shown_is_not_deleted(client: Client, user: User) -> None:
    draft = factories.draft("One")
    history.catch_up(draft)
    change("One", user)
    sent = deletion([draft], _confirmed="1", reason="Twice.", **{f"_version_{draft.pk}": 1})
    said = text_of(client.post(reverse("admin:practices_practice_changelist"), sent, follow=True))
    assert "Somebody saved a newer version meanwhile" in said and "0 drafts were deleted" in said
    assert Practice.objects.exists()


def test_what_is_archived_shows_who_may_delete_it(client: Client) -> None:
    amina = factories.person("amina", "Contributor")
    aside = factories.draft(state="archived", author=amina)
    form, delete = (reverse(f"admin:practices_practice_{name}", args=[aside.pk]) for name in ("change", "delete"))
    assert f'href="{delete}"' in text_of(client.get(form))
    page = text_of(factories.signed_in(amina).get(form))
    assert f'href="{delete}"' not in page and "Editors may delete it." in page
