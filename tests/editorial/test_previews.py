"""Reading a draft by a signed link: until a day, this draft alone, and leaving no trace."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from practices import search
from practices.editorial import moves, previews, revisions, workflow
from practices.models import MigrationPhase, PolicyArea, Practice, PreviewLink, Requirement, StakeholderType
from tests import factories

pytestmark = pytest.mark.usefixtures("vocabulary")
TODAY = datetime.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-03-02T12:00")


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    now = datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def editor_user(django_user_model: Any) -> Any:
    return django_user_model.objects.create_superuser("editor", first_name="Amina", last_name="Editor")


@pytest.fixture
def draft() -> Practice:
    made: Practice = factories.draft(
        "Kenya trains nurses",
        title_fr="Le Kenya forme des infirmières",
        summary_fr="En français.",
        done_en="A secret plan.",
        author=None,
    )
    return made


def share(draft: Practice, user: Any, days: int = 14) -> PreviewLink:
    return previews.share(draft, TODAY + datetime.timedelta(days=days), user)


def path_of(link: PreviewLink, language: str = "en") -> str:
    with translation.override(language):
        return "/" + link.address.split("/", 3)[3]


def test_it_shows_the_draft_as_its_reader_will_see_it(client: Client, draft: Practice, editor_user: Any) -> None:
    answer = client.get(path_of(share(draft, editor_user)))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "practices/practice.html" in [template.name for template in answer.templates]
    for piece in ("Kenya trains nurses", "A secret plan.", "This is a draft.", "This link works until 16 March 2026."):
        assert piece in page
    assert "Cite this practice" not in page
    assert "Permanent link" not in page


def test_it_shows_it_in_each_language_with_links_between_them(
    client: Client, draft: Practice, editor_user: Any
) -> None:
    link = share(draft, editor_user)
    titles = {"en": "Kenya trains nurses", "fr": "Le Kenya forme des infirmières", "es": "Kenya trains nurses"}
    for language, title in titles.items():
        page = client.get(path_of(link, language)).content.decode()
        assert f'<h1 lang="{"fr" if language == "fr" else "en"}">{title}</h1>' in page
        for other in titles:
            assert f'href="{path_of(link, other)}"' in page
    with translation.override("fr"):
        assert "/fr/preview/" in link.address


def test_it_leaves_no_trace(client: Client, draft: Practice, editor_user: Any, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    link = share(draft, editor_user)
    broken = path_of(link).replace(".", ".x")
    assert client.get(path_of(link)).status_code == 200
    previews.revoke(share(draft, editor_user), editor_user)
    for path in (path_of(link), path_of(link, "fr"), path_of(PreviewLink.objects.first()), broken):
        answer = client.get(path)
        page = answer.content.decode()
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not answer.has_header("ETag")
        assert not answer.cookies
        assert '<meta name="robots" content="noindex, nofollow">' in page
        for metadata in ('rel="canonical"', 'rel="alternate"', 'name="description"', "og:", "ld+json"):
            assert metadata not in page
        for metadata in ("citation_", "DC.", "Z3988"):
            assert metadata not in page
    assert not caches["default"]._cache  # type: ignore[attr-defined]


def test_it_is_not_answered_from_what_a_browser_kept(client: Client, draft: Practice, editor_user: Any) -> None:
    path = path_of(share(draft, editor_user))
    kept = client.get(reverse("home"))["ETag"]
    assert client.get(path, headers={"If-None-Match": kept}).status_code == 200
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.both_databases
def test_it_works_to_the_end_of_the_day(
    client: Client, draft: Practice, editor_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(share(draft, editor_user, days=3))
    at(monkeypatch, "2026-03-05T23:59:59")
    assert client.get(path).status_code == 200
    at(monkeypatch, "2026-03-06T00:00:00")
    ended(client, path)


def ended(client: Client, path: str, status: int = 410) -> None:
    """Hold that a page says that there is nothing any more, and nothing else."""
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == status
    for secret in ("Kenya", "A secret plan.", "practices/1", "16 March"):
        assert secret not in page


def test_a_link_that_was_ended_shows_nothing(client: Client, draft: Practice, editor_user: Any) -> None:
    link, other = share(draft, editor_user), share(draft, editor_user)
    previews.revoke(link, editor_user)
    ended(client, path_of(link))
    ended(client, path_of(link, "es"))
    assert client.get(path_of(other)).status_code == 200


def test_a_token_that_was_tampered_with_shows_nothing(client: Client, draft: Practice, editor_user: Any) -> None:
    good = path_of(share(draft, editor_user)).removeprefix("/preview/").rstrip("/")
    number, _dot, signature = good.partition(".")
    bad = [
        number,
        f"{int(number) + 1}.{signature}",
        f"{number}.{signature[:-1]}",
        f"{number}.{signature}A",
        f"{number}.{signature.swapcase()}",
        f"{number}.",
        ".",
        "x" * 300,
        "%00",
        "%ff",
        "é.ü",
        Signer(sep=".").sign(number),
        Signer(salt="practices.preview", sep=".", key="another").sign(number),
    ]
    for token in bad:
        ended(client, f"/preview/{token}/", 404)
        ended(client, f"/fr/preview/{token}/", 404)


@pytest.mark.both_databases
def test_a_draft_that_was_put_aside_or_deleted_shows_nothing(client: Client, draft: Practice, editor_user: Any) -> None:
    path = path_of(share(draft, editor_user))
    workflow.perform(draft, "archive", editor_user, moves.Details(reason="Twice."))
    ended(client, path)
    workflow.perform(draft, "reopen", editor_user)
    assert client.get(path).status_code == 200
    workflow.delete_draft(draft, editor_user)
    ended(client, path)


@pytest.mark.parametrize("state", ["in-review", "changes-requested"])
def test_it_goes_on_working_in_review(client: Client, draft: Practice, editor_user: Any, state: str) -> None:
    path = path_of(share(draft, editor_user))
    Practice.objects.filter(pk=draft.pk).update(state=state)
    assert client.get(path).status_code == 200


def test_once_published_it_leads_to_the_page(client: Client, editor_user: Any) -> None:
    practice = factories.draft(policy_areas=_some(PolicyArea), migration_phases=_some(MigrationPhase))
    practice.stakeholder_types.set(_some(StakeholderType))
    link = share(practice, editor_user)
    workflow.publish_all([practice])
    for language, address in (("en", f"/practices/{practice.pk}/"), ("fr", f"/fr/practices/{practice.pk}/")):
        answer = client.get(path_of(link, language))
        assert answer.status_code == 302
        assert answer["Location"].startswith(address)
        assert answer["Cache-Control"] == "private, no-store"


def _some(model: Any) -> list[Any]:
    return list(model.objects.all()[:1])


def test_a_working_copy_is_shown_and_then_leads_to_what_it_became(client: Client, editor_user: Any) -> None:
    original = factories.practice("Live title")
    copy = revisions.start(original, editor_user)
    Practice.objects.filter(pk=copy.pk).update(title_en="New title")
    path = path_of(share(copy, editor_user))
    page = client.get(path).content.decode()
    assert '<h1 lang="en">New title</h1>' in page
    assert "It proposes changes to a published practice." in page
    assert '<h1 lang="en">Live title</h1>' in client.get(original.get_absolute_url()).content.decode()
    workflow.perform(copy, "publish", editor_user, moves.Details(reason="Checked."))
    assert client.get(path)["Location"].startswith(f"/practices/{original.pk}/")


def test_a_working_copy_that_was_discarded_shows_nothing(client: Client, editor_user: Any) -> None:
    copy = revisions.start(factories.practice("Kenya"), editor_user)
    path = path_of(share(copy, editor_user))
    revisions.discard(copy, editor_user)
    ended(client, path)


def test_nothing_else_can_be_read_with_it(client: Client, draft: Practice, editor_user: Any) -> None:
    """'More like this' names published practices alone: no other draft, and not what a working copy revises."""
    terms = {"policy_areas": _some(PolicyArea), "migration_phases": _some(MigrationPhase)}
    alike = {"summary_en": "Nurseries apprenticeship.", **terms}
    others = [factories.practice(f"Published {i}", **alike) for i in range(4)]
    secret = factories.draft("Another secret draft", **alike)
    copy = revisions.start(others[0], editor_user)
    for name, values in terms.items():
        getattr(draft, name).set(values)
    search.snapshot()
    for shown in (draft, copy):
        page = client.get(path_of(share(shown, editor_user))).content.decode()
        assert "Another secret draft" not in page
        assert f"/practices/{secret.pk}/" not in page
        assert f"/practices/{others[1].pk}/" in page
    assert f"/practices/{others[0].pk}/" not in page
    assert client.get(f"/practices/{draft.pk}/").status_code == 404


@pytest.mark.both_databases
def test_it_makes_at_most_14_queries(
    client: Client, draft: Practice, editor_user: Any, django_assert_max_num_queries: Any
) -> None:
    for i in range(3):
        Requirement.objects.create(practice=draft, kind="budget", text_en=f"Money {i}.")
    path = path_of(share(draft, editor_user))
    client.get(path)
    with django_assert_max_num_queries(14):
        client.get(path)


def test_an_empty_draft_is_shown_too(client: Client, editor_user: Any) -> None:
    bare = Practice.objects.create(title_en="Only a title", slug="bare", summary_en="", evidence_basis="approach")
    page = client.get(path_of(share(bare, editor_user))).content.decode()
    assert "Only a title" in page
    assert "Where it was reported" not in page
