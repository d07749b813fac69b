"""The rules that feeds are held to can each be broken: each is shown a feed that breaks it."""

from __future__ import annotations

import pytest

from tests.feeds.atom_rules import RULES, broken

FEED = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="en">
<id>tag:example.org,2026:a</id><title>A</title><updated>2026-02-01T00:00:00Z</updated>
<author><name>Somebody</name></author><generator uri="https://example.org/">Us</generator><rights>Free</rights>
<link rel="alternate" type="text/html" href="https://example.org/"/><link rel="self" href="https://example.org/feed"/>
<link rel="license" href="https://example.org/licence"/>
<entry><id>tag:example.org,2026:b</id><title>B</title><published>2026-01-01T00:00:00Z</published>
<updated>2026-02-01T00:00:00Z</updated><summary>Text</summary><content type="html">&lt;p&gt;More&lt;/p&gt;</content>
<category term="x" scheme="tag:example.org,2026:s" label="X"/><rights>Free</rights>
<link rel="alternate" type="text/html" href="https://example.org/b"/><link rel="license" href="https://example.org/l"/>
</entry>
<entry><id>tag:example.org,2026:c</id><title>C</title><updated>2026-01-01T00:00:00Z</updated><rights>Free</rights>
<link rel="alternate" href="https://example.org/c"/><link rel="license" href="https://example.org/l"/></entry>
<at:deleted-entry ref="tag:example.org,2026:d" when="2026-01-01T00:00:00Z"/></feed>"""
CATEGORY = '<category term="x" scheme="tag:example.org,2026:s" label="X"/>'
# For each rule: what is replaced in the feed by what, to break it.
BREAKS = {
    "a feed has one id, title and updated": ("<title>A</title>", ""),
    "nothing stands twice in a feed that may stand once": ("<rights>", "<rights>x</rights><rights>"),
    "an entry has one id, title and updated": ("<title>B</title>", ""),
    "nothing stands twice in an entry that may stand once": ("<summary>", "<summary>x</summary><summary>"),
    "elements stand only where they may": ("<summary>", "<name>x</name><summary>"),
    "attributes are known": ("<title>A", '<title lang="en">A'),
    "the feed says who its author is": ("<name>Somebody</name>", "<name> </name>"),
    "one link leads to the feed itself": ('rel="self"', 'rel="related"'),
    "a feed links to a page": ('rel="alternate" type="text/html" href="https://example.org/"', 'rel="via" href="https://e.org/"'),
    "an entry without content links to a page": ('rel="alternate" href="https://example.org/c"', 'rel="via" href="https://e.org/"'),
    "no two alternates are of one type and language": (
        'href="https://example.org/b"/>', 'href="https://example.org/b"/><link type="text/html" rel="alternate" href="https://e.org/"/>',
    ),
    "relations are registered": ('rel="self"', 'rel="selfish"'),
    "addresses are absolute": ("https://example.org/b", "/b"),
    "types are media types": ('type="text/html"', 'type="html"'),
    "ids are identifiers": ("tag:example.org,2026:b", "b"),
    "ids are unique": ("tag:example.org,2026:b", "tag:example.org,2026:c"),
    "dates are RFC 3339": ("2026-01-01T00:00:00Z</published>", "2026-01-01</published>"),
    "nothing is published after it was updated": ("01-01T00:00:00Z</published>", "03-01T00:00:00Z</published>"),
    "nothing in a feed is newer than the feed": ("02-01T00:00:00Z</updated>\n<a", "01-01T00:00:00Z</updated>\n<a"),
    "entries stand newest first": ("2026-01-01T00:00:00Z</updated><rights>", "2026-02-01T00:00:01Z</updated><rights>"),
    "titles and names say something": ("<title>B</title>", "<title> </title>"),
    "a plain text holds no markup": ("<summary>Text", "<summary>&lt;b&gt;Text"),
    "HTML is balanced and harmless": ("&lt;/p&gt;", "&lt;script&gt;&lt;/script&gt;&lt;/p&gt;"),
    "categories have a term, a scheme and a label": ('label="X"', ""),
    "no category stands twice": (CATEGORY, CATEGORY * 2),
    "the language is said": (' xml:lang="en"', ""),
    "the licence is linked and named": ('rel="license" href="https://example.org/l"', 'rel="via" href="https://e.org/"'),
    "tombstones name what is gone, and when": ('when="2026-01-01T00:00:00Z"', ""),
}  # fmt: skip


def test_a_feed_that_keeps_all_of_them() -> None:
    assert broken(FEED.encode()) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_feed_that_breaks_one(rule: str) -> None:
    old, new = BREAKS[rule]
    assert old in FEED
    assert rule in broken(FEED.replace(old, new, 1).encode())
