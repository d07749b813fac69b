"""The feed of one practice's changes: what its readers saw happen, and nothing of what curators did meanwhile."""

from __future__ import annotations

from typing import Any

import feedparser
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from practices import content, differences, history, revisions, workflow
from practices.feeds import changes
from practices.models import Citation, Figure, Practice
from practices.workflow import Details
from tests import factories
from tests.atom_rules import broken

pytestmark = pytest.mark.django_db
WHY = Details("Between us.")


@pytest.fixture
def publisher() -> User:
    return factories.person("pat", "Administrator", first_name="Pat", last_name="Quill")


@pytest.fixture
def live(vocabulary: factories.Vocabulary, publisher: User) -> Practice:
    """A practice that went through a draft and a review before it was published."""
    draft = factories.complete_draft(
        "Advice for nurses", countries=[(vocabulary.countries[0], "origin")], done_en="Somebody did something."
    )
    history.record(draft, publisher, reason="Begun in haste.")
    change(draft, publisher, summary_en="A secret summary.")
    change(draft, publisher, summary_en="What somebody did.")
    workflow.perform(draft, "submit", publisher)
    return workflow.perform(draft, "publish", publisher, WHY)


def change(practice: Practice, by: User, **values: Any) -> None:
    content.put(content.of(practice) | values, practice)
    history.record(practice, by, reason="An internal remark.")


def revise(live: Practice, by: User, **values: Any) -> None:
    """Publish a revision."""
    copy = revisions.start(live, by, "An internal remark.")
    change(copy, by, **values)
    workflow.perform(copy, "submit", by)
    workflow.perform(copy, "publish", by, WHY)


def read(client: Client, practice: Practice, prefix: str = "") -> Any:
    answer = client.get(f"{prefix}/practices/{practice.pk}/changes.atom")
    assert answer.status_code == 200
    assert broken(answer.content) == []
    text = answer.content.decode()
    for secret in ("secret", "haste", "internal", "Between us", "Pat", "Quill", "pat<"):
        assert secret not in text, secret
    return feedparser.parse(answer.content, sanitize_html=False)


def told(client: Client, practice: Practice) -> list[str]:
    return [entry.title for entry in read(client, practice).entries]


def said(entry: Any) -> str:
    return str(entry.content[0].value) if "content" in entry else ""


def test_it_begins_with_the_publication(client: Client, live: Practice) -> None:
    feed = read(client, live)
    (entry,) = feed.entries
    assert (entry.title, entry.published) == ("Published", live.published_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert feed.feed.title == "Changes: Advice for nurses"


def test_a_revision_tells_what_changed_before_and_after(
    client: Client, live: Practice, publisher: User, vocabulary: factories.Vocabulary
) -> None:
    revise(
        live,
        publisher,
        title_en="Advice for all nurses",
        done_fr="Une chose <b>de plus</b>.",
        start_year=2004,
        policy_areas=["remittances"],
        participations=[{"country": "EG", "role": "destination", "part": "lead"}],
    )
    feed = read(client, live)
    assert [entry.title for entry in feed.entries] == [
        "Changed: title (English), what was done (French), from year, policy areas, countries in the practice",
        "Published",
    ]
    text = said(feed.entries[0])
    assert '<p lang="en">Advice for <ins>all </ins>nurses</p>' in text
    assert '<p lang="fr"><ins>Une chose &lt;b&gt;de plus&lt;/b&gt;.</ins></p>' in text
    assert '<p lang="en"><ins>2004</ins></p>' in text
    assert "<del>Other</del>" in text and "<ins>Remittances</ins>" in text
    assert "Egypt" in text and "Morocco" in text


def test_what_curators_do_meanwhile_is_not_told(client: Client, live: Practice, publisher: User) -> None:
    begun = revisions.start(live, publisher, "An internal remark.")
    change(begun, publisher, title_en="A secret title")
    assert told(client, live) == ["Published"]
    revisions.discard(begun, publisher, "An internal remark.")
    revise(live, publisher, slug="another-name", credit="Pat")
    assert told(client, live) == ["Published"]


def test_a_long_text_is_cut_where_nothing_changed(client: Client, live: Practice, publisher: User) -> None:
    words = " ".join(str(number) for number in range(500))
    revise(live, publisher, results_en=f"{words} old.")
    revise(live, publisher, results_en=f"{words} new.")
    first, second = (said(entry) for entry in read(client, live).entries[:2])
    assert "<del>old.</del>" in first and "<ins>new.</ins>" in first
    assert len(first) < 800
    assert len(second) < 4000


def test_a_withdrawal_is_told_with_its_reason_and_ends_what_is_shown(
    client: Client, live: Practice, publisher: User
) -> None:
    successor = factories.practice("The successor")
    revise(live, publisher, results_en="No longer public.")
    live.refresh_from_db()
    workflow.perform(live, "withdraw", publisher, Details("The figures were wrong.", replaced_by=successor))
    feed = read(client, live)
    assert [entry.title for entry in feed.entries] == ["Withdrawn", "Changed: results (English)", "Published"]
    assert "The figures were wrong." in said(feed.entries[0])
    assert f'href="http://127.0.0.1:8000{successor.get_absolute_url()}"' in said(feed.entries[0])
    assert "No longer public" not in repr(feed)


def test_it_goes_on_when_it_is_published_again(client: Client, live: Practice, publisher: User) -> None:
    revise(live, publisher, results_en="Public text.")
    live.refresh_from_db()
    workflow.perform(live, "withdraw", publisher, Details("The figures were wrong."))
    ids = [entry.id for entry in read(client, live).entries]
    begun = revisions.start(live, publisher)
    change(begun, publisher, results_en="Mended text.")
    assert told(client, live) == ["Withdrawn", "Changed: results (English)", "Published"]
    workflow.perform(begun, "submit", publisher)
    workflow.perform(begun, "publish", publisher, WHY)
    feed = read(client, live)
    assert feed.entries[0].title == "Published again"
    assert [entry.id for entry in feed.entries[1:]] == ids
    assert "<ins>Mended</ins>" in said(feed.entries[0])
    assert "<ins>Public text.</ins>" in said(feed.entries[2])


def test_ids_are_the_same_in_every_language_and_stay(client: Client, live: Practice, publisher: User) -> None:
    first = read(client, live).entries[0].id
    revise(live, publisher, title_en="Another title", slug="another-name")
    ids = [[entry.id for entry in read(client, live, prefix).entries] for prefix in ("", "/fr", "/es")]
    assert ids[0] == ids[1] == ids[2]
    assert ids[0][1] == first
    assert read(client, live, "/fr").feed.language == "fr"


def test_what_a_command_did_is_told_by_the_practice_itself(client: Client, publisher: User) -> None:
    made = factories.practice("Loaded")
    before = read(client, made)
    assert [entry.title for entry in before.entries] == ["Published"]
    revise(made, publisher, summary_en="Another summary.")
    after = read(client, made)
    assert [entry.title for entry in after.entries] == ["Changed: summary (English)", "Published"]
    assert (after.entries[1].id, after.entries[1].published) == (before.entries[0].id, before.entries[0].published)
    made.refresh_from_db()
    workflow.withdraw(made, "The figures were wrong.")
    feed = read(client, made)
    assert feed.entries[0].title == "Withdrawn" and "The figures were wrong." in said(feed.entries[0])


def test_only_the_last_changes_are_told(client: Client, live: Practice, publisher: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(changes, "_MOST", 2)
    for year in (2001, 2002, 2003):
        revise(live, publisher, start_year=year)
    entries = read(client, live).entries
    assert [entry.id.rpartition("/")[2] for entry in entries] == ["4", "3"]
    assert all("<del>200" in said(entry) for entry in entries)


def test_what_was_never_published_has_none(client: Client, live: Practice, publisher: User) -> None:
    copy = revisions.start(live, publisher)
    for pk in (factories.draft().pk, copy.pk, 10**11):
        assert client.get(f"/practices/{pk}/changes.atom").status_code == 404
    assert client.post(f"/practices/{live.pk}/changes.atom").status_code == 405


def test_previews_do_not_offer_it(client: Client, publisher: User) -> None:
    draft = factories.complete_draft("A draft", author=publisher)
    client.force_login(publisher)
    page = client.get(reverse("admin:practices_practice_preview", args=[draft.pk]))
    assert page.status_code == 200
    assert b"atom" not in page.content


def test_of_every_field_it_is_decided_whether_its_changes_are_told() -> None:
    fields = {changes.base(differences.Difference(name, "", "", "")) for name in differences.labels(Practice)}
    assert fields - changes.PUBLIC_FIELDS == {"slug", "verified_by", "credit"}
    assert fields >= changes.PUBLIC_FIELDS


def test_rows_are_compared(client: Client, live: Practice, publisher: User) -> None:
    first = Citation.objects.get(practice=live)
    revise(
        live,
        publisher,
        figures=[{"value": "300", "qualifier": "about", "label_en": "nurses", "citation": 1}],
        citations=[*content.of(live)["citations"], {"source": first.source.slug, "pages": "40"}],
    )
    assert Figure.objects.filter(practice=live).exists()
    text = said(read(client, live).entries[0])
    assert "nurses" in text and "Report" in text and "40" in text
