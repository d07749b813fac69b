"""Previewing and sharing drafts in the admin: who may, until when, and what is kept of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practices.editorial import history, permissions, previews
from practices.models import Practice, PreviewLink, Requirement
from tests import factories
from tests.admin.forms import messages_of

pytestmark = pytest.mark.usefixtures("vocabulary")
PREVIEW = "admin:practices_practice_preview"
SHARE = "admin:practices_practice_share"
END = "admin:practices_practice_end_sharing"


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def person(django_user_model: Any, role: str, name: str = "") -> Any:
    user = django_user_model.objects.create_user(name or role.lower(), is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    return user


@pytest.fixture
def as_(client: Client, django_user_model: Any) -> Any:
    """Sign in as somebody in a role, and return the client and the user."""

    def sign_in(role: str) -> tuple[Client, Any]:
        user = person(django_user_model, role)
        client.force_login(user)
        return client, user

    return sign_in


@pytest.mark.parametrize("state", Practice.State.values)
def test_a_curator_sees_any_practice_that_may_be_viewed_as_readers_will(curator: Client, state: str) -> None:
    practice = factories.practice("Kenya trains nurses")
    said = {
        "withdrawn_at": timezone.now(),
        "withdrawal_reason": "Old.",
        "replaced_by": factories.practice() if state == "merged" else None,
    }
    Practice.objects.filter(pk=practice.pk).update(state=state, **said)
    answer = curator.get(reverse(PREVIEW, args=[practice.pk]))
    page = answer.content.decode()
    assert "practices/practice.html" in [template.name for template in answer.templates]
    assert '<h1 lang="en">Kenya trains nurses</h1>' in page
    assert "Preview for curators." in page
    assert f'href="{reverse("admin:practices_practice_change", args=[practice.pk])}"' in page
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert 'rel="alternate"' not in page


def test_it_tells_in_each_language_what_readers_get_in_english(curator: Client) -> None:
    draft = factories.draft("Kenya", title_fr="Le Kenya", summary_fr="Bref.", done_en="Done.", results_fr="Fini.")
    Requirement.objects.create(practice=draft, kind="budget", text_en="Money.")
    address = reverse(PREVIEW, args=[draft.pk])
    english, french, spanish = (curator.get(f"{prefix}{address}").context for prefix in ("", "/fr", "/es"))
    assert english["untranslated"] == []
    assert len(french["untranslated"]) == 2  # what was done, requirements
    assert len(spanish["untranslated"]) == 4  # and title and summary
    page = curator.get(f"/fr{address}").content.decode()
    assert '<h1 lang="fr">Le Kenya</h1>' in page
    assert f'href="/es{address}"' in page
    assert f'href="{address}"' in page


def test_a_contributor_previews_and_shares_own_drafts_alone(as_: Any) -> None:
    client, user = as_("Contributor")
    own, others = factories.draft(author=user), factories.draft()
    assert client.get(reverse(PREVIEW, args=[own.pk])).status_code == 200
    assert client.post(reverse(SHARE, args=[own.pk]), {"until": in_days(5)}).status_code == 302
    for name in (PREVIEW, SHARE):
        assert client.get(reverse(name, args=[others.pk])).status_code == 403
    assert client.post(reverse(SHARE, args=[others.pk]), {"until": in_days(5)}).status_code == 403
    assert [link.practice for link in PreviewLink.objects.all()] == [own]


def test_a_contributor_does_not_share_what_is_in_review(as_: Any) -> None:
    client, user = as_("Contributor")
    own = factories.draft(author=user, state="in-review")
    assert client.get(reverse(PREVIEW, args=[own.pk])).status_code == 200
    assert client.get(reverse(SHARE, args=[own.pk])).status_code == 403


@pytest.mark.parametrize("state", ["in-review", "archived"])
def test_who_made_a_link_ends_it_though_the_draft_is_out_of_their_hands(
    as_: Any, django_user_model: Any, state: str
) -> None:
    client, user = as_("Contributor")
    own = factories.complete_draft(author=user)
    mine = previews.share(own, in_days(5), user)
    others = previews.share(own, in_days(6), person(django_user_model, "Editor"))
    Practice.objects.filter(pk=own.pk).update(state=state)
    address, form = reverse(SHARE, args=[own.pk]), reverse("admin:practices_practice_change", args=[own.pk])
    assert address in client.get(form).text
    page = client.get(address)
    assert mine.address in page.text
    assert others.address not in page.text
    assert 'name="until"' not in page.text
    assert client.post(address, {"until": in_days(5)}).status_code == 403
    assert client.post(reverse(END, args=[own.pk, others.pk])).status_code == 403
    ended = client.post(reverse(END, args=[own.pk, mine.pk]), follow=True)
    assert (ended.status_code, mine.address in ended.text) == (200, False)
    assert list(PreviewLink.objects.live()) == [others]
    assert address not in client.get(form).text


@pytest.mark.parametrize("state", ["published", "withdrawn", "archived"])
def test_what_is_no_draft_is_not_shared(curator: Client, state: str) -> None:
    practice = factories.practice()
    Practice.objects.filter(pk=practice.pk).update(state=state, withdrawn_at=timezone.now(), withdrawal_reason="Old.")
    assert curator.get(reverse(SHARE, args=[practice.pk])).status_code == 403
    assert curator.post(reverse(SHARE, args=[practice.pk]), {"until": in_days(5)}).status_code == 403
    assert not PreviewLink.objects.exists()


def test_an_editor_shares_gets_the_link_to_copy_and_ends_it(as_: Any) -> None:
    client, user = as_("Editor")
    draft = factories.draft()
    address = reverse(SHARE, args=[draft.pk])
    made = client.post(address, {"until": in_days(5)}, follow=True)
    link = PreviewLink.objects.get()
    assert (link.practice, link.until, link.made_by) == (draft, in_days(5), user)
    assert f'value="{link.address}"' in made.content.decode()
    assert "Here is the link." in messages_of(made)
    assert Client().get("/" + link.address.split("/", 3)[3]).status_code == 200
    after = client.post(reverse(END, args=[draft.pk, link.pk]), follow=True)
    assert link.address not in after.content.decode()
    assert Client().get("/" + link.address.split("/", 3)[3]).status_code == 410
    assert [version.action for version in history.versions(draft)][:2] == ["sharing-ended", "shared"]
    assert {version.author for version in history.versions(draft)[:2]} == {user}
    client.post(reverse(END, args=[draft.pk, link.pk]))
    assert history.versions(draft).filter(action="sharing-ended").count() == 1


def test_sharing_takes_back_no_approval(curator: Client, django_user_model: Any) -> None:
    approver = django_user_model.objects.get(username="curator")
    draft = factories.draft(state="in-review")
    history.record(draft)
    Practice.objects.filter(pk=draft.pk).update(approved_by=approver, approved_at=timezone.now())
    previews.share(draft, in_days(1), approver)
    draft.refresh_from_db()
    assert draft.approved_by == approver


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (in_days(-1), "This day has passed."),
        (in_days(91), "Choose a day within 90 days."),
        ("", "This field is required."),
        ("soon", "Enter a valid date."),
        ("99999-01-01", "Enter a valid date."),
        ("2026-03-02\x00", ""),
    ],
)
def test_an_odd_day_is_refused_where_it_was_typed(curator: Client, until: Any, says: str) -> None:
    draft = factories.draft()
    answer = curator.post(reverse(SHARE, args=[draft.pk]), {"until": until})
    assert answer.status_code == 200
    assert any(says in error for error in answer.context["form"].errors["until"])
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize("days", [0, 90])
def test_today_and_the_last_day_are_fine(curator: Client, days: int) -> None:
    draft = factories.draft()
    assert curator.post(reverse(SHARE, args=[draft.pk]), {"until": in_days(days)}).status_code == 302


def test_a_link_is_ended_only_on_its_own_draft_by_post_and_by_who_may_change_it(
    as_: Any, django_user_model: Any
) -> None:
    admin = django_user_model.objects.create_superuser("root")
    client, user = as_("Contributor")
    own, others = factories.draft(author=user), factories.draft()
    link = previews.share(others, in_days(5), admin)
    assert client.post(reverse(END, args=[others.pk, link.pk])).status_code == 403
    assert client.post(reverse(END, args=[own.pk, link.pk])).status_code == 404
    assert client.get(reverse(END, args=[own.pk, link.pk])).status_code == 405
    assert client.post(reverse(END, args=[own.pk, 999_999_999_999])).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_nothing_is_shown_for_a_practice_that_is_not_there(curator: Client) -> None:
    for name in (PREVIEW, SHARE):
        assert curator.get(reverse(name, args=[999_999_999_999])).status_code == 404


def test_the_domain_refuses_who_may_not_change_the_draft(django_user_model: Any) -> None:
    contributor = person(django_user_model, "Contributor")
    draft = factories.draft()
    assert not permissions.may_edit(draft, contributor)
    with pytest.raises(PermissionDenied):
        previews.share(draft, in_days(1), contributor)


@pytest.mark.parametrize(("name", "most"), [(PREVIEW, 20), (SHARE, 12)])
def test_it_makes_few_queries(
    curator: Client, django_user_model: Any, django_assert_max_num_queries: Any, name: str, most: int
) -> None:
    draft = factories.draft()
    for _i in range(5):
        previews.share(draft, in_days(5), django_user_model.objects.get(username="curator"))
    curator.get(reverse(name, args=[draft.pk]))
    with django_assert_max_num_queries(most):
        curator.get(reverse(name, args=[draft.pk]))
