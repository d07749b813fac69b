"""What Zotero makes of a page: its translators 'Embedded Metadata' (with 'RDF'), 'COinS', 'RIS', told again in short.

Only what matters for a page of ours is told: which tags are read, in which order, and what they do to each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import html

_PREFIXES = {"dc", "dcterms", "og", "prism", "bib", "bibo", "z", "eprints", "article", "book", "music", "video", "so"}
_TYPE_BY_TAG = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_book_title": "bookSection",
    "citation_dissertation_institution": "thesis",
}
_DC_TYPES = {"book": "book", "report": "report", "article": "journalArticle", "webpage": "webpage", "map": "map"}
_HIGHWIRE = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_date": "date",
    "citation_publisher": "publisher",
    "citation_technical_report_institution": "institution",
    "citation_abstract": "abstract",
    "citation_public_url": "url",
    "citation_language": "language",
}


@dataclass
class Item:
    """What would be saved."""

    kind: str
    fields: dict[str, str] = field(default_factory=dict)
    creators: list[tuple[str, str]] = field(default_factory=list)  # first name, last name
    tags: list[str] = field(default_factory=list)


def embedded(page: str) -> Item:
    """Return what the tags of the head say."""
    head = html.fromstring(page).find("head")
    metas = [(m.get("name") or m.get("property"), m.get("content")) for m in head.iter("meta")]
    named = [(name, content) for name, content in metas if name and content]
    told: dict[str, list[str]] = {}
    for name, content in named:
        if statement := _statement(name):
            told.setdefault(statement, []).append(content)
    names = {name for name, _content in named}
    item = Item(_kind(names, told))
    item.fields = {
        "title": _first(told, "dc title", "dcterms title", "og title"),
        "websiteTitle": _first(told, "dc source", "dcterms source", "og site_name"),
        "publisher": _first(told, "dc publisher", "dcterms publisher"),
        "date": _first(told, "og published_time", "dc date.issued", "dcterms issued", "dc date", "dcterms date"),
        "abstract": _first(told, "og description", "dcterms abstract", "dc description"),
        "language": _first(told, "dc language", "dcterms language"),
        "rights": _first(told, "dc rights", "dcterms rights"),
        "url": _first(told, "og url"),
    }
    for tag, name in _HIGHWIRE.items():
        if value := next((content for meta, content in named if meta == tag), ""):
            item.fields[name] = " ".join(value.split())
    authors = [content for name, content in named if name == "citation_author"]
    # A single author with words on both sides of a comma is taken for several.
    if len(authors) == 1 and all(" " in part for part in re.split(r"\s*,\s*", authors[0])[:2]):
        authors = re.split(r"\s*,\s*", authors[0])
    item.creators = [_person(author, "," in author) for text in authors for author in re.split(r"\s*;\s*", text)]
    if not item.creators:
        item.creators = [_person(name, "," in name) for name in told.get("dc creator", [])]
    item.tags = told.get("dc subject") or [content for name, content in named if name == "citation_keywords"]
    return item


def coins(page: str) -> list[Item]:
    """Return what spans with a context object say."""
    return [_context_object(span.get("title")) for span in html.fromstring(page).iter("span") if _is_coins(span)]


def creators_of_ris(record: str) -> list[tuple[str, str]]:
    """Return the authors of a record: what stands before the first comma is the last name, the rest the first."""
    lines = [line[6:] for line in record.splitlines() if line.startswith("AU  - ")]
    return [(first.strip(), last) for last, _comma, first in (line.partition(",") for line in lines)]


def _is_coins(span: Any) -> bool:
    return "Z3988" in (span.get("class") or "").split() and bool(span.get("title"))


def _context_object(said: str) -> Item:
    pairs = [(key, unquote(re.sub(r"\+|%2[bB]", " ", value))) for key, _eq, value in _split(said)]
    formats = {"info:ofi/fmt:kev:mtx:dc": "webpage", "info:ofi/fmt:kev:mtx:journal": "journalArticle"}
    item = Item(formats[dict(pairs)["rft_val_fmt"]])
    fields = {"title": "title", "source": "websiteTitle", "publisher": "publisher", "date": "date"}
    fields |= {"identifier": "url", "description": "abstract", "language": "language"}
    for key, value in pairs:
        name = key.removeprefix("rft.")
        if key == "rft_id" and value.startswith("http"):
            item.fields |= {"url": value, "accessDate": ""}
        elif name == "type":
            item.kind = value
        elif name in {"creator", "au"}:
            item.creators.append(_person(value, "," in value))
        elif name == "aucorp":
            item.creators.append(("", value))
        elif name == "subject":
            item.tags.append(value)
        elif name in fields:
            item.fields[fields[name]] = value
    return item


def _split(said: str) -> list[tuple[str, str, str]]:
    return [part.partition("=") for part in said.split("&")]


def _statement(name: str) -> str:
    """Return 'prefix property' of a tag whose prefix is known: of the second of three parts before the first."""
    parts = re.split(r"[.:_]", name)
    if len(parts) > 2 and parts[1].lower() in _PREFIXES:
        rest = name[len(parts[0]) + len(parts[1]) + 2 :]
        return f"{parts[1].lower()} {rest[:1].lower()}{rest[1:]}"
    rest = name[len(parts[0]) + 1 :]
    return f"{parts[0].lower()} {rest[:1].lower()}{rest[1:]}" if parts[0].lower() in _PREFIXES else ""


def _kind(names: set[str], told: dict[str, list[str]]) -> str:
    """Return the type: Highwire tags that tell it, then Zotero's own, OpenGraph's, Dublin Core's, then a guess."""
    by_tag = [kind for tag, kind in _TYPE_BY_TAG.items() if tag in names]
    if by_tag:
        return by_tag[-1]
    if own := _first(told, "z itemType", "z type"):
        return own
    by_graph = {"website": "webpage", "book": "book"}.get(_first(told, "og type"))
    by_core = _DC_TYPES.get(re.sub(r"\s", "", _first(told, "dc type", "dcterms type").lower()))
    return by_graph or by_core or ("journalArticle" if "citation_title" in names else "webpage")


def _first(told: dict[str, list[str]], *statements: str) -> str:
    return next((told[statement][0] for statement in statements if statement in told), "")


def _person(name: str, is_inverted: bool) -> tuple[str, str]:
    """Return first and last name: around the comma, or the last word from the others."""
    name = name.strip().strip(" .,/[]:")
    if is_inverted:
        last, _comma, first = name.partition(",")
        return first.strip(), last
    first, _space, last = name.rpartition(" ")
    return first, last
