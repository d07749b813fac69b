"""Small things for writing XML. Names carry their prefix, as they shall stand in the document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

# Characters that XML can't carry, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, name: str, text: object = "", attributes: Mapping[str, str] | None = None) -> Element:
    """Append an element with a text, and return it."""
    child = ElementTree.SubElement(parent, name, {key: legal(value) for key, value in (attributes or {}).items()})
    child.text = legal(str(text)) or None
    return child


def utc(moment: datetime) -> str:
    """Return a time to the second: `2026-11-22T09:20:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def written(element: Element) -> bytes:
    """Return a document, in UTF-8."""
    text: bytes = ElementTree.tostring(element, encoding="utf-8", xml_declaration=True)
    return text


def legal(text: str) -> str:
    """Return text without what XML can't carry."""
    return _ILLEGAL.sub("", text)
