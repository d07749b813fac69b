"""Text that a spreadsheet would take for a formula: an apostrophe in front keeps it text, and is taken away again.

What somebody writes into a practice must not run on the machine of whoever opens an export.
"""

from __future__ import annotations

import re

# Also after apostrophes, so that text which begins with one of its own comes back as it was.
_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_FIRST = frozenset("'=+-@\t\r\n＝＋－＠")  # what one of these begins with, which most text does not


def is_like_one(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return text[:1] in _FIRST and bool(_LIKE_A_FORMULA.match(text))


def escaped(text: str) -> str:
    """Return the text with an apostrophe in front, if it needs one."""
    return f"'{text}" if text[:1] in _FIRST and is_like_one(text) else text


def unescaped(text: str) -> str:
    """Return what `escaped` was given."""
    return text[1:] if text.startswith("'") and is_like_one(text) else text
