"""Runs of words that an entry shares with a source: every sentence is to be our own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

LONGEST = 8  # words that may be the same; names and titles apart
_BYTES = 5  # of each run's digest: with some 100,000 runs of ours, one in 400 such lists would err once


class Names:
    """Names and titles, which may be repeated as they are."""

    def __init__(self, names: Iterable[str]) -> None:
        longest_first = sorted({name for name in names if name}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_as_pattern, longest_first)) or r"(?!)", re.IGNORECASE)

    def cut(self, text: str) -> list[str]:
        """Return the text between them."""
        return self._pattern.split(text)


def runs(text: str, names: Names) -> Iterator[str]:
    """Yield each run of more words than may be the same."""
    for part in names.cut(text):
        words = re.findall(r"[^\W⁰¹²³⁴-⁹]+", part.casefold())  # without the marks of footnotes
        for place in range(len(words) - LONGEST):
            yield " ".join(words[place : place + LONGEST + 1])


def digest(run: str) -> bytes:
    """Return what the list of runs holds instead of the words, which are not ours to publish."""
    return hashlib.sha256(run.encode()).digest()[:_BYTES]


def packed(found: Iterable[bytes]) -> bytes:
    """Return digests as they are kept in a file."""
    return b"".join(sorted(set(found)))


def unpacked(kept: bytes) -> frozenset[bytes]:
    """Return the digests of a file."""
    return frozenset(kept[place : place + _BYTES] for place in range(0, len(kept), _BYTES))


def _as_pattern(name: str) -> str:
    return r"\b" + r"\W+".join(map(re.escape, re.findall(r"\w+", name))) + r"\b"
