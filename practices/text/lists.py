"""Lists as other programs write them, in the signs of Markdown. static/js/writing.js does so, too."""

from __future__ import annotations

import re

# What begins an item of a list in other programs, among it what is left of Word's own signs. A dash does so from two
# lines on: one may as well begin an aside.
_BULLET = re.compile(r"^([ \t]*)(?:[•‣◦▪●■□∙⁃►➢➤\uf0a7\uf0b7\uf0d8\uf076][ \t\u00a0\u202f]*|o\t)(?=\S)", re.MULTILINE)
_DASH = re.compile(r"^([ \t]*)[·–—][ \t\u00a0\u202f]+(?=\S)", re.MULTILINE)
_NUMBER = re.compile(r"^([ \t]*\d{1,3})[.)](?:\t[ \t\u00a0]*|[\u00a0\u202f]+)(?=\S)", re.MULTILINE)
_PARAGRAPHS = re.compile(r"(\n[ \t]*\n)")


def with_lists(text: str) -> str:
    """Return text in which lines that begin with a bullet, dashes or numbers of Word are items of lists."""
    text = _NUMBER.sub(r"\1. ", _BULLET.sub(r"\1- ", text))
    return "".join(map(_with_dashes_as_bullets, _PARAGRAPHS.split(text)))


def _with_dashes_as_bullets(paragraph: str) -> str:
    return _DASH.sub(r"\1- ", paragraph) if len(_DASH.findall(paragraph)) > 1 else paragraph
