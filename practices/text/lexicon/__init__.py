"""Words of English, French and Spanish, by which a word that the catalogue merely lacks is told from a misspelt one.

`words.txt` is drawn from the lists of a spelling checker (`draw.py`, LICENSE). It is mapped, not read: it takes no
memory of a process's own, and a look-up some 50 microseconds, which only a word costs that the catalogue lacks.
"""

from __future__ import annotations

import mmap
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "words.txt"
SHORTEST = 4  # letters
# How plurals end, and what of it the singular has.
PLURALS = (("s", ""), ("es", ""), ("ces", "z"), ("x", ""), ("aux", "al"), ("ies", "y"))


def languages(word: str) -> frozenset[str]:
    """Return the languages of which this is a word, in lower case and without accents."""
    return frozenset().union(*map(_listed, [word, *singulars(word)]))


def singulars(word: str) -> list[str]:
    """Return what the word may be the plural of. Some of it may be no word at all."""
    return [
        f"{word.removesuffix(ending)}{singular}"
        for ending, singular in PLURALS
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST
    ]


@cache
def _lines() -> mmap.mmap:
    with _FILE.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _listed(word: str) -> frozenset[str]:
    """Search the sorted lines, each a word and its languages."""
    lines, wanted = _lines(), word.encode()
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", 0, (low + high) // 2) + 1
        end = lines.find(b"\n", start)
        found, *of = lines[start:end].split()
        if found == wanted:
            return frozenset(code.decode() for code in of)
        if found < wanted:
            low = end + 1
        else:
            high = start
    return frozenset()
