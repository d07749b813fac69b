"""The list of results as readers get it: two columns, by which it is known again in any language."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override


def first_headings() -> tuple[str, str]:
    """Return the headings of its first two columns, in the reader's language."""
    return _("Entry number"), _("Permanent link")


def is_list(headings: Iterable[str]) -> bool:
    """Whether a table with these headings is such a list, in any language."""
    found = {heading.strip().lower() for heading in headings}
    return any(found.issuperset(map(str.lower, headings)) for headings in _in_each_language())


def _in_each_language() -> Iterable[tuple[str, str]]:
    for code, _language in settings.LANGUAGES:
        with override(code):
            yield first_headings()
