"""The feed of one practice's changes: what its readers saw happen, and nothing of what curators did meanwhile."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import feedparser
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from practices.editorial import content, diff, history, revisions, workflow
from practices.editorial.moves import Details
from practices.feeds import changes
from practices.models import Citation, Figure, Practice
from tests import factories
from tests.feeds.atom_rules import broken

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
    assert (entry.title, entry.summary) == ("Published: Advice for nurses", "What somebody did.")
    assert entry.published == live.published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert feed.feed.title == "Changes: Advice for nurses"


def test_a_revision_tells_what_changed_and_what_was_added(
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
        "Changed: Advice for all nurses",
        "Published: Advice for all nurses",
    ]
    text = said(feed.entries[0])
    assert re.findall("<h3>(.+?)</h3>", text) == [
        *("title (English)", "what was done (French)", "from year", "policy areas", "countries in the practice")
    ]
    assert '<p lang="en">Advice for <ins>all </ins>nurses</p>' in text
    assert '<p lang="fr"><ins>Une chose &lt;b&gt;de plus&lt;/b&gt;.</ins></p>' in text
    assert '<p lang="en"><ins>2004</ins></p>' in text
    assert "<ins>Remittances</ins>" in text and "Other" not in text
    assert "Egypt" in text and "Morocco" not in text


def test_what_was_taken_out_is_never_shown_again(client: Client, live: Practice, publisher: User) -> None:
    revise(live, publisher, results_en="It helped. Ana Diaz lost her job.", done_en="Clinics were asked.")
    assert "Ana Diaz" in said(read(client, live).entries[0])
    revise(live, publisher, results_en="It helped.")
    revise(live, publisher, lessons_en="Ask early.")
    changed = [said(entry) for entry in read(client, live).entries[:3]]
    assert changed[0] == '<h3>what others can take from it (English)</h3><p lang="en"><ins>Ask early.</ins></p>'
    assert changed[1] == '<h3>results (English)</h3><p lang="en">It helped.</p>'
    assert "<h3>results (English)</h3>" in changed[2] and "Clinics" in changed[2]
    live.refresh_from_db()
    live.done_en = "Somebody was asked."  # by a command, which writes no history
    live.save()
    text = client.get(f"/practices/{live.pk}/changes.atom").content.decode()
    assert "Ana" not in text and "Clinics" not in text


def test_what_curators_do_meanwhile_is_not_told(client: Client, live: Practice, publisher: User) -> None:
    begun = revisions.start(live, publisher, "An internal remark.")
    change(begun, publisher, title_en="A secret title")
    assert told(client, live) == ["Published: Advice for nurses"]
    revisions.discard(begun, publisher, "An internal remark.")
    revise(live, publisher, slug="another-name", credit="Pat")
    assert told(client, live) == ["Published: Advice for nurses"]


def test_a_long_text_is_cut_where_nothing_changed(client: Client, live: Practice, publisher: User) -> None:
    words = " ".join(str(number) for number in range(500))
    revise(live, publisher, results_en=f"{words} old.")
    revise(live, publisher, results_en=f"{words} new.")
    first, second = (said(entry) for entry in read(client, live).entries[:2])
    assert "<ins>new.</ins>" in first and "old." not in first
    assert len(first) < 500
    assert second == "<h3>results (English)</h3>"
    revise(live, publisher, lessons_en=words * 3)
    assert 1000 < len(said(read(client, live).entries[0])) < 4000


def test_a_withdrawal_is_told_with_its_reason_and_ends_what_is_shown(
    client: Client, live: Practice, publisher: User
) -> None:
    successor = factories.practice("The successor")
    revise(live, publisher, results_en="No longer public.")
    live.refresh_from_db()
    workflow.perform(live, "withdraw", publisher, Details("The figures were wrong.", replaced_by=successor))
    feed = read(client, live)
    assert [entry.title for entry in feed.entries] == [
        "Withdrawn: Advice for nurses",
        "Changed: Advice for nurses",
        "Published: Advice for nurses",
    ]
    assert "The figures were wrong. Replaced by ‘The successor’." in feed.entries[0].summary
    links = {link.rel: link.href for link in feed.entries[0].links}
    assert links["related"] == f"http://127.0.0.1:8000{successor.get_absolute_url()}"
    assert said(feed.entries[1]) == "<h3>results (English)</h3>"
    assert "What somebody did" not in repr(feed)
    assert "No longer public" not in repr(feed)


def test_it_goes_on_when_it_is_published_again(client: Client, live: Practice, publisher: User) -> None:
    revise(live, publisher, results_en="Public text.")
    live.refresh_from_db()
    workflow.perform(live, "withdraw", publisher, Details("The figures were wrong."))
    ids = [entry.id for entry in read(client, live).entries]
    begun = revisions.start(live, publisher)
    change(begun, publisher, results_en="Mended text.")
    assert told(client, live)[0] == "Withdrawn: Advice for nurses"
    workflow.perform(begun, "submit", publisher)
    workflow.perform(begun, "publish", publisher, replace(WHY, again=True))
    feed = read(client, live)
    assert feed.entries[0].title == "Published again: Advice for nurses"
    assert [entry.id for entry in feed.entries[1:]] == ids
    assert "<ins>Mended</ins>" in said(feed.entries[0])
    assert said(feed.entries[2]) == "<h3>results (English)</h3>"


def test_what_was_merged_into_it_is_told(client: Client, live: Practice, publisher: User) -> None:
    other = factories.practice("Advice for doctors")
    workflow.perform(other, "merge", publisher, Details("A secret reason.", replaced_by=live))
    assert told(client, live) == ["Merged into another: Advice for doctors", "Published: Advice for nurses"]
    entry = read(client, live).entries[0]
    assert entry.summary == "Replaced by ‘Advice for nurses’."
    ids = [entry.id for entry in read(client, live, "/fr").entries]
    assert ids[0].endswith(f"practices/{live.pk}/changes/merged-{other.pk}")
    revise(live, publisher, lessons_en="Ask early.")
    assert [one.id for one in read(client, live).entries][1:] == ids


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
    assert [entry.title for entry in before.entries] == ["Published: Loaded"]
    revise(made, publisher, summary_en="Another summary.")
    after = read(client, made)
    assert [entry.title for entry in after.entries] == ["Changed: Loaded", "Published: Loaded"]
    assert (after.entries[1].id, after.entries[1].published) == (before.entries[0].id, before.entries[0].published)
    made.refresh_from_db()
    factories.withdraw(made, "The figures were wrong.")
    feed = read(client, made)
    assert feed.entries[0].title == "Withdrawn: Loaded" and "The figures were wrong." in feed.entries[0].summary


def test_only_the_last_changes_are_told(client: Client, live: Practice, publisher: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(changes, "_MOST", 2)
    for year in (2001, 2002, 2003):
        revise(live, publisher, start_year=year)
    entries = read(client, live).entries
    assert [entry.id.rpartition("/")[2] for entry in entries] == ["4", "3"]
    assert ["2003" in said(entry) for entry in entries] == [True, False]


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
    fields = {changes.base(diff.Difference(name, "", "", "")) for name in diff.labels(Practice)}
    assert fields - changes.PUBLIC_FIELDS == {"slug", "verified_by", "confirmed_by", "credit"}
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
