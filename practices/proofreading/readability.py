"""How long the sentences are, and how hard a text is to read. Reported, never enforced: numbers don't hear a text."""

from __future__ import annotations

import re
from typing import NamedTuple


class Readability(NamedTuple):
    """What can be counted of a text."""

    words: int
    longest: int  # sentence, in words
    average: float  # sentence, in words
    lix: float


def measure(text: str) -> Readability:
    """Return the lengths of a text's sentences and its LIX, the same in every language.

    LIX: words to a sentence plus the share of words with more than six letters, in per cent; below 40 is plain,
    above 60 is hard (C. H. Björnsson, Läsbarhet, 1968).
    """
    sentences = [re.findall(r"[^\W\d_]+", part) for part in re.split(r"[.!?:;]\s|\n+", text)]
    lengths = [len(words) for words in sentences if words]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Readability(0, 0, 0.0, 0.0)
    average = len(words) / len(lengths)
    return Readability(len(words), max(lengths), average, average + 100 * sum(len(w) > 6 for w in words) / len(words))
