"""The files of one practice, its entry and the documents that it rests on; and those of one document."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from . import bibtex, csl, ris
from .entry import Document, Entry


class Form(NamedTuple):
    """A format of records."""

    content_type: str
    write: Callable[[Entry, date], str]
    write_source: Callable[[Document], str]


def _ris(entry: Entry, accessed: date) -> str:
    return ris.write(entry, accessed) + "".join(map(ris.write_source, entry.documents))


def _bibtex(entry: Entry, accessed: date) -> str:
    return bibtex.write(entry, accessed) + "".join(map(bibtex.write_source, entry.documents))


def _csl(entry: Entry, accessed: date) -> str:
    items = [csl.item(entry, accessed), *map(csl.source_item, entry.documents)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _csl_of_source(document: Document) -> str:
    return json.dumps([csl.source_item(document)], ensure_ascii=False, indent=2) + "\n"


# By how the file's name ends.
FORMS = {
    "ris": Form(ris.CONTENT_TYPE, _ris, ris.write_source),
    "bib": Form(bibtex.CONTENT_TYPE, _bibtex, bibtex.write_source),
    "csl.json": Form(csl.CONTENT_TYPE, _csl, _csl_of_source),
}
