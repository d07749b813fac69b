"""The formats that practices can be harvested in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from . import dublin_core, mods
from .described import Described
from .errors import Refusal


@dataclass(frozen=True)
class Format:
    """One of them. Every practice can be had in every format."""

    prefix: str
    schema: str
    namespace: str
    write: Callable[[Described], Element]


FORMATS = {
    format_.prefix: format_
    for format_ in (
        Format("oai_dc", dublin_core.SCHEMA, dublin_core.NAMESPACE, dublin_core.write),
        Format("mods", mods.SCHEMA, mods.NAMESPACE, mods.write),
    )
}


def get(prefix: str) -> Format:
    """Return the format of a prefix. Raise cannotDisseminateFormat."""
    if prefix not in FORMATS:
        raise Refusal("cannotDisseminateFormat", f"The formats are {' and '.join(FORMATS)}.")
    return FORMATS[prefix]
