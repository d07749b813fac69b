"""COinS: an entry as an OpenURL context object in an empty <span>, which reference managers find on a page."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.utils.html import format_html
from django.utils.safestring import SafeString

from . import text
from .entry import Entry


def span(entry: Entry, is_whole: bool = True) -> SafeString:
    """Return the span, which has nothing to read: its title is for programs. In a list it goes without the summary."""
    form = '<span class="Z3988" title="{}" aria-hidden="true"></span>'
    return format_html(form, context_object(entry, is_whole))


def context_object(entry: Entry, is_whole: bool = True) -> str:
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
        ("rft.aucorp", entry.author.name),
        ("rft.publisher", entry.publisher),
        ("rft.date", entry.published.isoformat()),
        ("rft.identifier", entry.address),
        *([("rft.description", entry.summary)] if is_whole else []),
        ("rft.language", entry.language),
        *(("rft.subject", word) for word in text.keywords(entry)),
    ]
    return urlencode([(name, text.one_line(value)) for name, value in fields], quote_via=quote, safe="")
