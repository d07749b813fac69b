"""Several names in one cell of a table from elsewhere: 'Morocco, Egypt and the Philippines'.

A comma or an 'and' may belong to a name ('Bosnia and Herzegovina', 'Korea, Republic of'), so the longest name that is
known counts.
"""

from __future__ import annotations

import re

from .names import Names

MOST = 60  # names in one cell
_BETWEEN = re.compile(r"[;\n|•·]|\s/\s|(?<=\w)/(?=\w)")
_AND = r"\s+(?:and|et|y|e|&|with|avec|con)\s+"
_PERHAPS_BETWEEN = re.compile(rf"(\s*,{_AND}|\s*,\s*|{_AND}|\s+[-–—]\s+)", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|les|le|la|el|los|las)\s+|l['’]\s*", re.IGNORECASE)


Found = list[tuple[str, str | None]]


def of(text: str, names: Names, *, are_open: bool = False) -> Found:
    """Return the names that a cell holds, each with the value that it means, or with None if that isn't known.

    Where names that are not known may be added, such a one is not taken apart at commas: 'Ministry of Labour, Kenya'.
    A cell with more names than anybody writes is one that isn't known.
    """
    found: Found = []
    parts = _BETWEEN.split(text)
    if len(parts) > MOST:
        return [(text, None)]
    # With single spaces: looking for what may stand around them would take the square of their number.
    for part in filter(None, (" ".join(part.split()).strip(" .") for part in parts)):
        inner = _in_part(part, names)
        found += [(part, None)] if are_open and any(value is None for _name, value in inner) else inner
    return list(dict.fromkeys(found)) if len(found) <= MOST else [(text, None)]


def _value(text: str, names: Names) -> str | None:
    """Return the value that a name means, with an article or without, or None."""
    return names.find(text) or names.find(_ARTICLE.sub("", text, count=1) if _ARTICLE.match(text) else "")


def _in_part(part: str, names: Names) -> Found:
    """Take the longest known name from the left, again and again. What is known of nothing stays as it is written."""
    pieces = _PERHAPS_BETWEEN.split(part)  # names and what stands between them, in turn
    if len(pieces) > 2 * MOST:
        return [(part, None)]
    found: Found = []
    place = 0
    while place < len(pieces):
        for end in range(min(len(pieces), place + 9), place, -2):
            name = "".join(pieces[place:end]).strip()
            value = _value(name, names) if name else None
            if value is not None or end == place + 1:
                break
        if name:
            found.append((name, value))
        place = end + 1
    return found
