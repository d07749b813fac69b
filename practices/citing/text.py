"""What all records need: text on one line, keywords, and names as reference managers read them."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from practices.models import locators
from practices.models.authors import Author

from . import references
from .entry import Document, Entry

# Everything that any reader of a file could take for the end of a line, or that no text has.
_BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters."""
    return _BREAKS.sub(" ", text).strip()


def inverted(author: Author) -> str:
    """Return 'Family name, Given name'. The comma ends the name of an institution, too, and is the only one in it.

    Readers who find none take the last word for the family name: 'Migration, International Organization for'. Those
    who find one take what follows for a given name, and no format has a way to say otherwise: so a comma within the
    name of an institution becomes a sign that looks like one.
    """
    if author.is_institution:
        return one_line(author.name).replace(",", "\N{SINGLE LOW-9 QUOTATION MARK}") + ","
    return one_line(str(author)) if author.given else f"{one_line(author.name)},"


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
