"""Feeds in RSS 2.0 say what those in Atom say, by the rules of RSS and of the W3C's feed validator."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
from django.test import Client
from lxml import etree

from practices.feeds import question
from practices.models import Practice
from tests import factories
from tests.feeds.test_feeds import REASON

pytestmark = pytest.mark.django_db
FEED = "/practices/feed.rss"
ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
PERMANENT = "tag:127.0.0.1,2026:practices/"


@pytest.fixture
def fees(vocabulary: factories.Vocabulary) -> Practice:
    """A practice of Morocco and remittances."""
    return factories.practice(
        "Lower fees", countries=[(vocabulary.countries[0], "origin")], policy_areas=[vocabulary.areas[0]]
    )


def read(client: Client, address: str = FEED) -> Any:
    """Return a feed as a feed reader reads it, which must keep the rules."""
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/rss+xml; charset=utf-8")
    (channel,) = etree.fromstring(answer.content)
    once = ("title", "link", "description", "language", "copyright", "lastBuildDate", "generator")
    assert all(len(channel.findall(name)) == 1 and channel.findtext(name) for name in once)
    (own,) = [link for link in channel.findall(ATOM_LINK) if link.get("rel") == "self"]
    assert (own.get("href"), own.get("type")) == (f"http://127.0.0.1:8000{address}", "application/rss+xml")
    names = []
    dates = [parsedate_to_datetime(channel.findtext("lastBuildDate", ""))]
    for item in channel.findall("item"):
        assert item.findtext("title") and item.findtext("description")
        assert item.find("link") is None or item.findtext("link", "").startswith("http://127.0.0.1:8000/")
        (guid,) = item.findall("guid")
        assert guid.get("isPermaLink") == "false" and str(guid.text).startswith("tag:")
        names.append(guid.text)
        dates.append(parsedate_to_datetime(item.findtext("pubDate", "")))
    assert len(names) == len(set(names))
    assert dates == sorted(dates, reverse=True) and all(date.tzinfo == UTC for date in dates)
    found = feedparser.parse(answer.content)
    assert not found.bozo and found.version == "rss20"
    return found


def test_it_says_what_the_feed_in_atom_says(client: Client, fees: Practice) -> None:
    factories.practice("Elsewhere")
    feed = read(client, f"{FEED}?country=MA")
    (entry,) = feed.entries
    (same,) = feedparser.parse(client.get("/practices/feed.atom?country=MA").content).entries
    assert (entry.id, entry.title, entry.summary, entry.link) == (same.id, same.title, same.summary, same.link)
    assert entry.published_parsed == same.updated_parsed
    assert {(tag.scheme, tag.term) for tag in entry.tags} == {(tag.scheme, tag.label) for tag in same.tags}
    assert feed.feed.title == "Labour Mobility Practices · Country: Morocco"
    assert feed.feed.link == "http://127.0.0.1:8000/practices/?country=MA"
    assert "CC BY 4.0" in feed.feed.rights


def test_what_was_withdrawn_or_deleted_says_so(client: Client, fees: Practice) -> None:
    gone = factories.practice("Mistaken")
    read(client)
    pk = gone.pk
    gone.delete()
    factories.withdraw(fees, REASON)
    told = {entry.id: entry for entry in read(client).entries}
    assert told[f"{PERMANENT}{fees.pk}"].title == "Withdrawn: Lower fees"
    assert REASON in told[f"{PERMANENT}{fees.pk}"].summary
    assert told[f"{PERMANENT}{pk}"].title == "Practice deleted"
    assert "Mistaken" not in client.get(FEED).content.decode()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "A & B <b>bold</b>", "]]> &lt;i&gt;", "\x08 x"])
def test_no_text_becomes_markup(client: Client, text: str) -> None:
    factories.practice(summary_en=text)
    item = etree.fromstring(client.get(FEED).content).find("channel/item")
    assert item is not None
    assert "<" not in item.findtext("description", "")
    (entry,) = read(client).entries
    assert "<script" not in entry.summary


def test_pages_of_it_lead_to_each_other_in_rss(client: Client, fees: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question, "PAGE_SIZE", 1)
    factories.practice("Another")
    links = {link.rel: (link.href, link.type) for link in read(client).feed.links}
    assert links["next"] == ("http://127.0.0.1:8000/practices/feed.rss?page=2", "application/rss+xml")
    assert [entry.title for entry in read(client, f"{FEED}?page=2").entries] == ["Lower fees"]


def test_it_is_in_the_language_of_its_address(client: Client, fees: Practice) -> None:
    feed = read(client, "/fr/practices/feed.rss?country=MA")
    assert feed.feed.language == "fr" and "Maroc" in feed.feed.title


def test_a_feed_with_nothing_in_it_is_a_feed(client: Client, fees: Practice) -> None:
    assert read(client, f"{FEED}?country=EG").entries == []


def test_the_changes_of_a_practice_are_told_too(client: Client, fees: Practice) -> None:
    (entry,) = read(client, f"/practices/{fees.pk}/changes.rss").entries
    assert entry.title == "Published: Lower fees"


@pytest.mark.parametrize("page", ["/", "/practices/", "/countries/MA/", "/policy-areas/remittances/"])
def test_pages_lead_to_it(client: Client, fees: Practice, page: str) -> None:
    head = client.get(page).content.decode().partition("</head>")[0]
    assert 'type="application/rss+xml" href="http://127.0.0.1:8000/practices/feed.rss' in head


def test_a_practice_leads_to_that_of_its_changes(client: Client, fees: Practice) -> None:
    head = client.get(fees.get_absolute_url()).content.decode().partition("</head>")[0]
    assert f'type="application/rss+xml" href="http://127.0.0.1:8000/practices/{fees.pk}/changes.rss"' in head
