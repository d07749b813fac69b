"""COinS: an entry as an OpenURL context object in an empty <span>, which reference managers find on a page."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from . import text
from .entry import Entry


def context_object(entry: Entry) -> str:
    """Return what the span has for a title.

    The address is given as `rft.identifier`, not as `rft_id`: after that, Zotero leaves the date of access empty. An
    institution is `rft.aucorp`: as `rft.creator` it would be taken apart at a comma.
    """
    fields = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "webpage"),
        ("rft.title", entry.title),
        ("rft.source", entry.catalogue),
        ("rft.aucorp", entry.publisher),
        ("rft.publisher", entry.publisher),
        ("rft.date", entry.published.isoformat()),
        ("rft.identifier", entry.address),
        ("rft.description", entry.summary),
        ("rft.language", entry.language),
        *(("rft.subject", word) for word in text.keywords(entry)),
    ]
    return urlencode([(name, text.one_line(value)) for name, value in fields], quote_via=quote, safe="")
