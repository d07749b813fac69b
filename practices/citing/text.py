"""What all records need: text on one line, keywords, and names of people told from those of institutions."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from practices.models import locators

from . import references
from .entry import Document, Entry

# Everything that any reader of a file could take for the end of a line, or that no text has.
_BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


class Name(NamedTuple):
    """A person with family and given name; an institution has the first alone."""

    family: str
    given: str = ""


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters."""
    return _BREAKS.sub(" ", text).strip()


def name(written: str) -> Name:
    """Read 'Family name, Given name'. Without a comma, or in braces, it is an institution."""
    line = one_line(written)
    if line.startswith("{") and line.endswith("}"):
        return Name(line.strip("{}").strip())
    family, _comma, given = line.partition(",")
    return Name(family.strip(), given.strip())


def inverted(name: Name) -> str:
    """Return 'Family name, Given name'. The comma ends the name of an institution, too.

    Readers who find none take the last word for the family name: 'Migration, International Organization for'.
    """
    return f"{name.family}, {name.given}".strip()


def key(entry: Entry) -> str:
    """Return what a record is called in a file, and in the documents that cite it."""
    return f"labour-mobility-{entry.number}"


def keywords(entry: Entry) -> list[str]:
    """Return policy areas, phases and places."""
    return [one_line(word) for word in (*entry.subjects, *entry.coverage)]


def note(entry: Entry) -> str:
    """Return what the entry rests on: the reference of each document, and where in it."""
    passages = [references.of_document(document).rstrip(".") for document in entry.documents]
    return one_line(" ".join(_("Drawn from %(passage)s.") % {"passage": passage} for passage in passages))


def pages(document: Document) -> tuple[str, str]:
    """Return the first and the last page of the only passage, or '' for what can't be said so."""
    return locators.ends(document.citations[0].pages) if len(document.citations) == 1 else ("", "")
