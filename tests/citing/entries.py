"""Entries to write records of, without a database."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st

from practices.citing.entry import Document, Entry, Place
from practices.models import Citation, Source

ACCESSED = datetime.date(2026, 11, 22)
NASTY = [
    "Tom & Jerry: 100% of $5, #1_a ~ b^2 \\today",
    "Brace { left open",
    "Brace } closed first",
    "{{both}} \\{ and \\}",
    "@article{key, title = {stolen}}",
    "two\nlines\r\nand\u2028three\x0b\x85",
    "ER  - ",
    "line\nER  - \nTY  - BOOK",
    "- a dash, — a longer one, -- two",
    "L'Égypte : « Œuvre », ñandú, Ærø, İstanbul, Straße",
    "العمل في الخارج (2026)\u200f",
    "日本語の題名 🌍👩\u200d🌾",
    "\"quoted\" 'single' ``ticks''",
    "<script>alert(1)</script> &amp; ]]>",
    "\x01\x7f control",
    "a, b; c and d",
]
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.sampled_from("ab {}\\&%$#_~^\"'`@,;:=<>|-\n\r\t é\u0301ß🌍ע\u200f\u2028"), max_size=40),
    st.text(max_size=60),
).filter(lambda text: text.strip() != "")


def plain(text: str) -> str:
    """Return text as a reader of a one-line field gets it, said in another way than the writers say it."""
    spaced = "".join(" " if ord(c) <= 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029" else c for c in text)
    return " ".join(word for word in spaced.split(" ") if word)


def source(**fields: Any) -> Source:
    """Return a report as the fixtures have it."""
    usual = {
        "slug": "idm-12",
        "title": "Making Global Labour Mobility a Catalyst for Development",
        "kind": "report",
        "authors": "International Organization for Migration\nKlein Solomon, Michele",
        "publisher": "International Organization for Migration",
        "place": "Geneva",
        "year": 2010,
        "series": "International Dialogue on Migration",
        "number": "12",
        "issn": "1726-2224",
    }
    return Source(**usual | fields)


def citation(**fields: Any) -> Citation:
    """Return a passage in it."""
    return Citation(**{"source": source(), "section": "Remittances", "pages": "21-26"} | fields)


def document(*citations: Citation, **fields: Any) -> Document:
    """Return a document with these passages, or with one of these fields."""
    passages = list(citations) or [citation(**fields)]
    return Document(passages[0].source, passages)


def entry(**fields: Any) -> Entry:
    """Return an entry that rests on it."""
    usual: dict[str, Any] = {
        "number": 12,
        "title": "Kenya trains nurses",
        "summary": "What Kenya did.",
        "language": "en",
        "address": "https://example.org/practices/12/",
        "page": "https://example.org/practices/12/kenya/",
        "catalogue": "Labour Mobility Practices",
        "publisher": "International Organization for Migration",
        "published": datetime.date(2026, 3, 4),
        "changed": datetime.datetime(2026, 5, 6, tzinfo=datetime.UTC),
        "areas": ["Recruitment regulation"],
        "phases": ["Planning"],
        "places": [Place("KE", "Kenya")],
        "regions": [],
        "documents": [document()],
    }
    return Entry(**usual | fields)
