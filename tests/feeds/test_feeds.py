"""The feed of a question: what it finds, newest change first, with what was withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.db.models import QuerySet, Value
from django.test import Client, override_settings
from django.utils import timezone

from catalogue import environment
from practices.changelog import records
from practices.editorial import moves, revisions, workflow
from practices.feeds import question
from practices.models import Country, PolicyArea, Practice, Record
from practices.search import follow, sql
from practices.search.store import IndexUnavailable
from tests import factories
from tests.feeds.atom_rules import broken

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
FEED = "/practices/feed.atom"
REASON = "The figures were wrong."


@pytest.fixture
def fees(vocabulary: factories.Vocabulary) -> Practice:
    """A practice of Morocco and remittances."""
    return factories.practice(
        "Lower fees",
        done_en="Agencies charge nothing.",
        countries=[(vocabulary.countries[0], "origin")],
        policy_areas=[vocabulary.areas[0]],
    )


def read(client: Client, address: str = FEED, allowed: tuple[str, ...] = ()) -> Any:
    """Return a feed as a feed reader reads it, which must keep all rules but those allowed."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [rule for rule in broken(answer.content) if rule not in allowed] == []
    found = feedparser.parse(answer.content)
    assert not found.bozo
    return found


def titles(client: Client, address: str = FEED) -> list[str]:
    return [entry.title for entry in read(client, address).entries]


def days_ago(days: int, *practices: Practice) -> None:
    """Let all that changed until now have changed some days ago, also for those who hold it in memory."""
    records.catch_up()
    moment = timezone.now() - timedelta(days=days)
    Record.objects.update(changed_at=moment.replace(microsecond=0), updated_at=moment.replace(microsecond=0))
    QuerySet(Practice).update(published_at=moment)  # not ours, which would tell of a change
    for practice in practices:
        practice.refresh_from_db()


# What is in it ----------------------------------------------------------------------------------


def test_it_tells_everything_of_a_practice_that_a_reader_of_feeds_can_show(client: Client, fees: Practice) -> None:
    feed = read(client, f"{FEED}?country=MA")
    (entry,) = feed.entries
    assert (entry.title, entry.summary) == ("Lower fees", "What somebody did.")
    assert entry.id == f"tag:127.0.0.1,2026:practices/{fees.pk}"
    links = {(link.rel, link.type): link.href for link in entry.links}
    assert links["alternate", "text/html"] == f"http://127.0.0.1:8000{fees.get_absolute_url()}"
    assert links["version-history", "application/atom+xml"] == f"http://127.0.0.1:8000/practices/{fees.pk}/changes.atom"
    assert client.get(urlsplit(links["alternate", "application/json"]).path).json()["id"] == fees.pk
    assert {(tag.scheme.rpartition(":")[2], tag.term, tag.label) for tag in entry.tags} == {
        ("policy_area", "remittances", "Remittances"),
        ("migration_phase", "other", "Other"),
        ("country", "MA", "Morocco"),
    }
    assert feed.feed.title == "Labour Mobility Practices · Country: Morocco"
    assert feed.feed.author == "International Organization for Migration"
    assert "CC BY 4.0" in entry.rights
    assert feed.feed.link == "http://127.0.0.1:8000/practices/?country=MA"


def test_it_finds_what_the_page_finds(client: Client, fees: Practice, vocabulary: factories.Vocabulary) -> None:
    other = factories.practice("Schools", countries=[(vocabulary.countries[2], "origin")])
    for parameters, expected in {
        "": {fees, other},
        "q=agencies": {fees},
        "q=charged&country=MA": {fees},
        "q=agencies&country=PH": set(),
        "region=africa": {fees},
        "country=MA&country=PH&sort=title": {fees, other},
        "policy_area=recruitment-regulation": set(),
        "q=feees": {fees},  # misspelt
        "q=-fees": {other},
    }.items():
        found = client.get(f"/practices/?{parameters}").context["found"]
        assert {card.practice for card in found.cards} == expected, parameters
        assert set(titles(client, f"{FEED}?{parameters}")) == {one.title for one in expected}, parameters


def test_what_changed_last_comes_first(client: Client) -> None:
    first, *_others = (factories.practice(title) for title in ("First", "Second", "Third"))
    assert titles(client) == ["Third", "Second", "First"]
    days_ago(3, first)
    first.summary_en = "Something new."
    first.save()
    feed = read(client)
    assert [entry.title for entry in feed.entries] == ["First", "Third", "Second"]
    assert feed.entries[0].updated == feed.feed.updated > feed.entries[1].updated
    assert feed.entries[0].published == feed.entries[1].published


def test_drafts_and_working_copies_are_not_in_it(client: Client, fees: Practice) -> None:
    factories.complete_draft("A draft")
    copy = revisions.start(fees, factories.person("ed", "Editor"))
    copy.title_en = "Not yet"
    copy.save()
    assert titles(client) == ["Lower fees"]


def test_a_feed_with_nothing_in_it_is_a_feed(client: Client, fees: Practice) -> None:
    feed = read(client, f"{FEED}?country=EG")
    assert feed.entries == []
    assert feed.feed.updated == "2026-01-01T00:00:00Z"


def test_signs_that_xml_cannot_hold_do_no_harm(client: Client) -> None:
    Practice.objects.filter(pk=factories.practice().pk).update(
        title_en=Value("A\x0bB\ufffe <b>&amp; C"), summary_en=Value("]]>\x1b\r")
    )
    read(client, allowed=("a plain text holds no markup",))
    (entry,) = read(client, allowed=("a plain text holds no markup",)).entries
    assert entry.title_detail.type == "text/plain"
    assert entry.summary == "]]>"


# What was withdrawn -----------------------------------------------------------------------------


def test_what_was_withdrawn_says_so_in_its_place(client: Client, fees: Practice) -> None:
    successor = factories.practice("The successor")
    days_ago(3, fees)
    before = read(client, f"{FEED}?country=MA").entries[0]
    factories.withdraw(fees, REASON, successor)
    (entry,) = read(client, f"{FEED}?country=MA").entries
    assert (entry.id, entry.title) == (before.id, "Withdrawn: Lower fees")
    assert REASON in entry.summary and "‘The successor’" in entry.summary
    assert entry.updated > before.updated
    assert entry.published == before.published
    assert {link.rel: link.href for link in entry.links}["related"].endswith(successor.get_absolute_url())
    assert [(tag.term, tag.label) for tag in entry.tags] == [("withdrawn", "Withdrawn")]


def test_reasons_end_in_a_full_stop(client: Client, fees: Practice) -> None:
    successor = factories.practice("The successor")
    for reason, shown in {"Old figures": "Old figures.", "Why? Ask!": "Why? Ask!", REASON: REASON}.items():
        factories.withdraw(fees, reason, successor)
        (entry,) = read(client, f"{FEED}?country=MA").entries
        assert entry.summary.endswith(f". {shown} Replaced by ‘The successor’.")
        workflow.publish_all([fees])


def test_it_is_told_in_the_feeds_that_had_it_alone(client: Client, fees: Practice) -> None:
    factories.practice("Something else about fees")
    factories.withdraw(fees, REASON)
    for parameters, is_there in {
        "": True,
        "country=MA": True,
        "region=africa&policy_area=remittances": True,
        "q=fees": True,
        "q=fee": True,
        "q=%22lower+fees%22": True,
        "q=fees&country=MA": True,
        "q=fees&country=EG": False,
        "q=else+-lower": False,
        "country=PH": False,
    }.items():
        assert ("Withdrawn: Lower fees" in titles(client, f"{FEED}?{parameters}")) == is_there, parameters


def test_its_text_is_not_told_any_more(client: Client, fees: Practice) -> None:
    Practice.objects.filter(pk=fees.pk).update(summary_en="What was wrong.")
    factories.withdraw(fees, REASON)
    assert b"What was wrong" not in client.get(FEED).content


def test_nor_is_it_found_out_by_trying_words(client: Client, fees: Practice) -> None:
    factories.practice("Agencies", done_en="They charge nothing.")
    title = "Withdrawn: Lower fees"
    days_ago(3)
    factories.withdraw(fees, REASON)
    for words in ("agencies", "nothing", "charge+nothing", "%22charge+nothing%22", "morocco"):
        assert title not in titles(client, f"{FEED}?q={words}"), words
    assert title in titles(client, f"{FEED}?q=fees+-agencies")


def test_what_replaces_it_is_named_only_while_it_is_public(client: Client, fees: Practice) -> None:
    successor = factories.practice("The successor")
    factories.withdraw(fees, REASON, successor)
    factories.withdraw(successor, REASON)
    assert {entry.title: "The successor" in entry.summary for entry in read(client).entries} == {
        "Withdrawn: The successor": False,
        "Withdrawn: Lower fees": False,
    }


def test_of_what_was_deleted_the_feed_of_everything_says_that_it_is_gone(client: Client, fees: Practice) -> None:
    pk = fees.pk
    factories.practice("Another")
    read(client)
    fees.delete()
    read(client)
    assert f'at:deleted-entry ref="tag:127.0.0.1,2026:practices/{pk}"' in client.get(FEED).content.decode()
    assert b"deleted-entry" not in client.get(f"{FEED}?country=MA").content


def test_what_was_merged_leads_to_what_it_became(client: Client, fees: Practice) -> None:
    into = factories.practice("The other")
    boss = factories.person("boss", "Administrator")
    workflow.perform(fees, "merge", boss, moves.Details("The same.", replaced_by=into))
    (entry,) = read(client, f"{FEED}?country=MA").entries
    assert (entry.title, entry.summary) == ("Merged into another: Lower fees", "Replaced by ‘The other’.")
    answer = client.get(f"/fr/practices/{fees.pk}/changes.atom")
    assert (answer.status_code, answer["Location"]) == (301, f"/fr/practices/{into.pk}/changes.atom")
    factories.withdraw(into, REASON)
    (entry,) = read(client, f"{FEED}?country=MA").entries
    assert "summary" not in entry


def test_what_is_published_again_is_an_entry_again(client: Client, fees: Practice) -> None:
    before = read(client).entries[0].id
    factories.withdraw(fees, REASON)
    assert titles(client) == ["Withdrawn: Lower fees"]
    workflow.publish_all([fees])
    assert [(entry.id, entry.title) for entry in read(client).entries] == [(before, "Lower fees")]


# What lasts -------------------------------------------------------------------------------------


def test_an_entry_keeps_its_id_in_every_language_and_under_every_name(client: Client, fees: Practice) -> None:
    ids = {read(client, f"{prefix}{FEED}").entries[0].id for prefix in ("", "/fr", "/es")}
    fees.slug = "another-name"
    fees.save()
    site = environment.site("SITE_URL", "https://127.0.0.1")
    with override_settings(SITE_URL="https://127.0.0.1", SITE=site):
        ids.add(read(client).entries[0].id)
    assert len(ids) == 1


def test_it_is_in_the_language_of_its_address(client: Client, fees: Practice) -> None:
    Practice.objects.filter(pk=fees.pk).update(title_fr="Moins de frais", summary_fr="Un résumé.")
    factories.practice("Not translated")
    feed = read(client, f"/fr{FEED}?region=africa")
    assert feed.feed.language == "fr"
    assert feed.feed.link.startswith("http://127.0.0.1:8000/fr/practices/?")
    (entry,) = feed.entries
    assert entry.title == "Moins de frais" and "/fr/practices/" in entry.link
    assert {tag.label for tag in entry.tags} >= {"Maroc"}
    english = {one.title: one.title_detail.language for one in read(client, f"/fr{FEED}").entries}
    assert english == {"Moins de frais": "fr", "Not translated": "en"}


def test_the_id_of_a_feed_does_not_depend_on_the_order_of_its_values(client: Client, fees: Practice) -> None:
    ids = {
        read(client, f"{FEED}?{asked}").feed.id
        for asked in ("country=MA&country=EG", "country=EG&country=MA&sort=title")
    }
    assert len(ids) == 1
    assert ids.isdisjoint({read(client, f"{FEED}?country=MA").feed.id, read(client, f"/fr{FEED}?country=MA").feed.id})


def test_what_happens_elsewhere_leaves_it_as_it_is(client: Client, fees: Practice) -> None:
    days_ago(3)
    addresses = [f"{FEED}?country=MA", f"{FEED}?q=fees", f"{FEED}?country=EG", f"/practices/{fees.pk}/changes.atom"]
    before = [client.get(address) for address in addresses]
    factories.withdraw(factories.practice("Elsewhere"), REASON)
    after = [client.get(address) for address in addresses]
    assert [answer.content for answer in after] == [answer.content for answer in before]
    assert after[0]["Last-Modified"] == before[0]["Last-Modified"]


def test_who_has_it_need_not_get_it_again(client: Client, fees: Practice) -> None:
    days_ago(3)
    for address in (f"{FEED}?country=MA", f"/practices/{fees.pk}/changes.atom"):
        answer = client.get(address)
        for name, told in {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}.items():
            again = client.get(address, headers={name: answer[told]})
            assert (again.status_code, again.content) == (304, b""), name
    fees.summary_en = "Something new."
    fees.save()
    address = f"{FEED}?country=MA"
    for name, told in {"If-None-Match": '"x"', "If-Modified-Since": answer["Last-Modified"]}.items():
        assert client.get(address, headers={name: told}).status_code == 200, name


# Pages ------------------------------------------------------------------------------------------


def test_its_pages_hold_everything_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "PAGE_SIZE", 2)
    made = [factories.practice(f"Practice {letter}").title for letter in "ABCDE"]
    seen, address, ids = [], f"http://127.0.0.1:8000{FEED}", set()
    while address:
        feed = read(client, address.removeprefix("http://127.0.0.1:8000"))
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["self"] == address
        assert (links["first"], links["last"]) == (
            f"http://127.0.0.1:8000{FEED}",
            f"http://127.0.0.1:8000{FEED}?page=3",
        )
        seen += [entry.title for entry in feed.entries]
        ids.add(feed.feed.id)
        address = links.get("next", "")
    assert seen == made[::-1]
    assert len(ids) == 1
    assert titles(client, f"{FEED}?page=99999") == ["Practice A"]


def test_it_costs_as_many_queries_for_many_practices_as_for_few(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        factories.practice()
    factories.withdraw(factories.practice(), REASON)
    client.get(FEED)
    with django_assert_max_num_queries(14):
        assert len(read(client).entries) == 5


# Odd questions ----------------------------------------------------------------------------------


def test_a_subscription_outlives_its_terms(client: Client, fees: Practice, vocabulary: factories.Vocabulary) -> None:
    old = PolicyArea.objects.create(slug="money", name_en="Money", retired=True, merged_into=vocabulary.areas[0])
    answer = client.get(f"{FEED}?policy_area={old.slug}&q=fees")
    assert (answer.status_code, answer["Location"]) == (301, f"{FEED}?q=fees&policy_area=remittances")
    assert client.get(f"{FEED}?country=ma")["Location"] == f"{FEED}?country=MA"
    Country.objects.filter(code="MA").update(retired=True)
    assert titles(client, f"{FEED}?country=MA") == ["Lower fees"]


def test_what_nobody_can_have_subscribed_to_is_refused_with_the_reason(client: Client, fees: Practice) -> None:
    answer = client.get(f"{FEED}?country=XX")
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert "‘XX’" in answer.content.decode()
    assert titles(client, f"{FEED}?country=XX&country=MA") == ["Lower fees"]
    answer = client.get(FEED, {"q": "a" * 300})
    assert (answer.status_code, b"200" in answer.content) == (400, True)
    assert client.post(FEED).status_code == 405
    assert client.head(FEED).status_code == 200


def test_without_an_index_it_says_when_to_ask_again(
    client: Client, fees: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise IndexUnavailable("It is broken.")

    monkeypatch.setattr(follow, "reader", broken)
    assert titles(client, f"{FEED}?q=agencies") == ["Lower fees"]
    assert "no-store" in client.get(FEED)["Cache-Control"]
    monkeypatch.setattr(sql, "can_read_all", lambda: False)
    assert titles(client, f"{FEED}?country=MA") == ["Lower fees"]
    answer = client.get(f"{FEED}?q=agencies")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


# How it is found --------------------------------------------------------------------------------


def test_pages_lead_to_their_feeds(client: Client, fees: Practice) -> None:
    for page, feed in {
        "/": FEED,
        "/fr/": f"/fr{FEED}",
        "/practices/?sort=title&page=1": FEED,
        "/practices/?q=fees&country=MA&sort=title": f"{FEED}?q=fees&amp;country=MA",
        "/practices/?country=EG": f"{FEED}?country=EG",
        "/practices/?country=XX": FEED,
        fees.get_absolute_url(): f"/practices/{fees.pk}/changes.atom",
    }.items():
        html = client.get(page).content.decode()
        assert f'<link rel="alternate" type="application/atom+xml" href="http://127.0.0.1:8000{feed}"' in html, page
        if "practices" in page:
            assert f'value="http://127.0.0.1:8000{feed}"' in html, page
            assert "No account is needed." in html
            assert f'<a href="http://127.0.0.1:8000{feed}"' not in html  # which would show XML
    assert "atom+xml" not in client.get("/practices/", {"q": "a" * 300}).content.decode()


def test_scripts_of_other_sites_may_read_it(client: Client, fees: Practice) -> None:
    for address in (FEED, f"/fr{FEED}", f"/practices/{fees.pk}/changes.atom"):
        assert client.get(address, headers={"Origin": "https://example.org"})["Access-Control-Allow-Origin"] == "*"
