"""Signs between pieces of text that code puts together, as the reader's language writes them."""

from __future__ import annotations

from django.utils.translation import get_language


def colon() -> str:
    """Return the sign between a label and what it is the label of, with the spaces around it."""
    return "\N{NO-BREAK SPACE}: " if get_language() == "fr" else ": "


def semicolon() -> str:
    """Return the sign between two items of a list, with the spaces around it."""
    return "\N{NARROW NO-BREAK SPACE}; " if get_language() == "fr" else "; "
