"""Reads what a page tells machines, as they would."""

from __future__ import annotations

from typing import Any

import extruct
from lxml import html
from requests.utils import parse_header_links

SITE = "http://127.0.0.1:8000"


def structured(page: Any) -> dict[str, dict[str, Any]]:
    """Return the things that a page describes in the words of schema.org, by their types."""
    [data] = extruct.extract(page.content.decode(), base_url=SITE, syntaxes=["json-ld"])["json-ld"]
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def dublin_core(page: Any) -> dict[str, str]:
    """Return the elements of Dublin Core that a page's head has, without their prefix."""
    [found] = extruct.extract(page.content.decode(), base_url=SITE, syntaxes=["dublincore"])["dublincore"]
    return {one["name"].removeprefix("DC."): one["content"] for one in found["elements"] if "name" in one}


def tree(page: Any) -> Any:
    """Return the elements of a page."""
    return html.document_fromstring(page.content.decode())


def linked(page: Any, *relations: str) -> list[dict[str, str]]:
    """Return the <link> elements with one of these relations, in order."""
    return [dict(link.attrib) for link in tree(page).iter("link") if link.get("rel") in relations]


def in_each_language(page: Any) -> dict[str, str]:
    """Return the page's address in each language, as its head says."""
    return {link["hreflang"]: link["href"] for link in linked(page, "alternate") if "hreflang" in link}


def signposts(answer: Any) -> list[dict[str, str]]:
    """Return the links of an answer's header."""
    return [{"href": link.pop("url"), **link} for link in parse_header_links(answer["Link"])]
