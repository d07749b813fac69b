"""Words that come close to a misspelt one."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from practices.text import lexicon

_SHORTEST = 4  # letters: in shorter words one error makes another word
_LONG = 8  # letters: from here on two errors are forgiven
REMEMBERED = 1_000  # words
_SHORTEST_COGNATE = 6  # letters
# How the same word is written in several languages: sanctions, sanciones; accreditation, acreditación.
_COGNATES = (
    *((r"(es|s)$", ""), (r"t(?=ion)", "c"), ("ct", "t"), ("nm", "mm"), ("rt$", "r"), ("ph", "f"), ("qu|k", "c")),
    *((r"[aeiouyh]", ""), (r"(.)\1+", r"\1")),
)
_BEYOND = "\U0010ffff"  # sorts behind every letter


class Dictionary:
    """All words of all practices and names, in lower case and without accents."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        self.candidates: dict[str, list[list[str]]] = {}  # for the words that were looked up last
        self.spellings: dict[tuple[str, ...], tuple[Any, ...]] = {}  # others, of the words that were looked up last
        self._by_length: dict[int, list[str]] = {}
        self._doubled: dict[str, list[str]] = {}  # words that have a letter twice in a row, by how they are with one
        for word in self._words:
            self._by_length.setdefault(len(word), []).append(word)
            if (single := singled(word)) != word:
                self._doubled.setdefault(single, []).append(word)

    def __contains__(self, word: str) -> bool:
        place = bisect_left(self._words, word)
        return self._words[place : place + 1] == [word]

    def doubled(self, word: str) -> list[str]:
        """Return the other words that differ from this one only in which letters are doubled."""
        single = singled(word)
        return [other for other in (single, *self._doubled.get(single, ())) if other != word and other in self]

    def of_lengths(self, shortest: int, longest: int) -> Iterator[list[str]]:
        """Yield the words of each of these lengths."""
        for length in range(shortest, longest + 1):
            yield self._by_length.get(length, [])

    def continuing(self, beginning: str) -> list[str]:
        """Return the longer words that begin so."""
        return self._words[bisect_right(self._words, beginning) : bisect_left(self._words, beginning + _BEYOND)]


def errors_forgiven(word: str) -> int:
    """How many typing errors a word may have."""
    if len(word) < _SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) < _LONG else 2


def are_cognates(real: str, other: str, languages: frozenset[str]) -> bool:
    """Whether a real word of some languages is written nearly so in another one: by its consonants."""
    others = lexicon.languages(other)
    is_foreign = bool(others) and others.isdisjoint(languages)
    return is_foreign and len(real) >= _SHORTEST_COGNATE and consonants(real) == consonants(other)


def consonants(word: str) -> str:
    """Return what is left of a word without vowels, spelled as sound has it: alike in misspelt words and cognates."""
    for pattern, written in _COGNATES:
        word = re.sub(pattern, written, word)
    return word


def candidates(word: str, dictionary: Dictionary) -> list[list[str]]:
    """Return what the word may be meant for: first those where a letter is but doubled, or not, then the words with the
    fewest errors, then those with more. None of these lists is empty.

    A letter too many, missing, or another one is an error; so are two neighbours that changed places.
    """
    most = errors_forgiven(word)
    if not most:
        return []
    found = dictionary.candidates.get(word)
    if found is None:
        if len(dictionary.candidates) >= REMEMBERED:
            dictionary.candidates.clear()
        found = dictionary.candidates[word] = _close(word, most, dictionary)
    return found


def _close(word: str, most: int, dictionary: Dictionary) -> list[list[str]]:
    found: dict[str, int] = {}
    for words in dictionary.of_lengths(len(word) - most, len(word) + most):
        # Hardly anybody gets the first letter of a short word wrong; many short words differ in it alone.
        alike = words if len(word) >= _LONG else [other for other in words if other[0] == word[0]]
        matches = process.extract(word, alike, scorer=OSA.distance, score_cutoff=most, limit=None)
        found |= {match: int(distance) for match, distance, _index in matches}
    levels = {errors: [other for other in found if found[other] == errors] for errors in range(1, most + 1)}
    return [level for level in (dictionary.doubled(word), *levels.values()) if level]


@lru_cache(maxsize=100_000)  # each state of the index has a dictionary, most of whose words were in the last one
def singled(word: str) -> str:
    """Return the word with one letter for each that is doubled: hardly any error is more frequent."""
    return re.sub(r"(.)\1+", r"\1", word)
