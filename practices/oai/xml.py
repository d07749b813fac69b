"""The outermost element of an answer, and of each description in it."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def root(name: str, schema: str, namespaces: Mapping[str, str]) -> Element:
    """Return an element that declares namespaces by prefix, and where the schema of the first of them lies."""
    declared = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in namespaces.items()}
    location = f"{next(iter(namespaces.values()))} {schema}"
    return Element(name, {**declared, "xmlns:xsi": _SCHEMA_INSTANCE, "xsi:schemaLocation": location})
