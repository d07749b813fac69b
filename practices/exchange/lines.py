r"""Rows below a practice, in one cell: a line for each row, its parts between bars.

    MA | origin | lead
    report-2010 | section=Nurses | pages=12-14

A backslash takes the meaning from what follows it: `\|` is a bar, `\\` a backslash, `\n` a new line within a part,
`\s` a space at its beginning or end.
"""

from __future__ import annotations

import re

BAR = " | "
_WRITTEN = {"\\": r"\\", "|": r"\|", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "s": " "}


def join(rows: list[list[str]]) -> str:
    """Return the cell with these rows of parts."""
    return "\n".join(BAR.join(map(_escaped, parts)) for parts in rows)


def split(cell: str) -> list[list[str]]:
    """Return the parts of each row in a cell. Empty lines don't count."""
    return [_parts(line) for line in cell.split("\n") if line.strip()]


def _parts(line: str) -> list[str]:
    parts: list[list[str]] = [[]]
    for piece in re.findall(r"\\.|\||[^\\|]+|\\", line):
        if piece == "|":
            parts.append([])
        else:
            parts[-1].append(piece)
    return [_unescaped(part.strip(" \t")) for part in map("".join, parts)]


def _escaped(part: str) -> str:
    text = re.sub(r"[\\|\n\r\t]", lambda match: _WRITTEN[match[0]], part)
    return re.sub(r"^ | $", r"\\s", text)


def _unescaped(part: str) -> str:
    return re.sub(r"\\(.)", lambda match: _MEANT.get(match[1], match[1]), part)
