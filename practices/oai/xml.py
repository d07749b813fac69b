"""Small things for writing XML. Names carry their prefix, as they shall stand in the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

# Characters that XML can't carry, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def root(name: str, schema: str, namespaces: Mapping[str, str]) -> Element:
    """Return an element that declares namespaces by prefix, and where the schema of the first of them lies."""
    declared = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in namespaces.items()}
    location = f"{next(iter(namespaces.values()))} {schema}"
    return Element(name, {**declared, "xmlns:xsi": _SCHEMA_INSTANCE, "xsi:schemaLocation": location})


def add(parent: Element, name: str, text: object = "", attributes: Mapping[str, str] | None = None) -> Element:
    """Append an element with a text, and return it."""
    child = ElementTree.SubElement(parent, name, {key: legal(value) for key, value in (attributes or {}).items()})
    child.text = legal(str(text)) or None
    return child


def legal(text: str) -> str:
    """Leave out what XML can't carry."""
    return _ILLEGAL.sub("", text)


def written(element: Element) -> bytes:
    """Return a document."""
    text: bytes = ElementTree.tostring(element, encoding="utf-8", xml_declaration=True)
    return text
