"""What is asked of the catalogue: words, phrases, selections, an order and a page. Knows no HTTP and no index."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from . import analysis

BEST, TITLE, NEWEST = "best", "title", "newest"
_QUOTED = re.compile(r'[“”„«»"]([^“”„«»"]*)[“”„«»"]')
_SHORTEST_PREFIX = 3
_FEW = 3  # practices
_LONG = 3  # words and phrases


@dataclass(frozen=True)
class Word:
    """A word to find, by the stem of each language; the last word typed may be a beginning."""

    text: str
    stems: Mapping[str, frozenset[str]]
    is_beginning: bool = False


@dataclass(frozen=True)
class Phrase:
    """Words to find next to each other, stemmed for each language."""

    text: str
    stems: Mapping[str, tuple[str, ...]]


Clause = Word | Phrase


@dataclass(frozen=True)
class Query:
    """One question. Values of a facet are alternatives; facets and clauses must all hold."""

    clauses: tuple[Clause, ...] = ()
    selections: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    sort: str = NEWEST
    language: str = "en"
    offset: int = 0
    limit: int = 20

    def without(self, facet: str) -> Query:
        """Return the query as if nothing had been selected in this facet."""
        return replace(self, selections={name: values for name, values in self.selections.items() if name != facet})


@dataclass(frozen=True)
class Results:
    """What was found: one page of ids, and counts that ignore a facet's own selection and obey all others."""

    ids: list[int]
    total: int
    counts: dict[str, dict[str, int]]
    # True when hardly any practice has all the words, and those with some of them were taken as well.
    relaxed: bool = False
    # How many practices have all the words, whatever is selected. They come first by best match.
    exact: int = 0


def parse(text: str) -> tuple[Clause, ...]:
    """Return the clauses of what somebody typed. Any text is valid: signs other than quotes only separate words.

    Function words are left out, unless there is nothing else or they were typed as an acronym (WHO).
    """
    phrases = [_phrase(quoted) for quoted in _QUOTED.findall(text)]
    rest = _QUOTED.sub(" ", text)
    typed = rest.split()
    idle = analysis.FUNCTION_WORDS
    shouting = rest.upper() == rest
    kept: list[str] = []
    everything: list[str] = []
    for token in typed:
        for word in analysis.words(token):
            everything.append(word)
            if word not in idle or (token.isupper() and len(token) > 1 and not shouting):
                kept.append(word)
    if not kept and not any(phrases):
        kept = everything
    unfinished = rest[-1:].isalnum() and bool(everything) and len(everything[-1]) >= _SHORTEST_PREFIX
    clauses: list[Clause] = [phrase for phrase in phrases if phrase is not None]
    words = [_word(word, is_beginning=unfinished and word == everything[-1]) for word in dict.fromkeys(kept)]
    return (*clauses, *words)


def is_enough(exact: int, clauses: tuple[Clause, ...]) -> bool:
    """Whether what has all the words is answer enough.

    In a long question one practice may have all the words by chance and hide better ones.
    """
    return exact >= _FEW or (exact > 0 and len(clauses) < _LONG)


def fallbacks(clauses: tuple[Clause, ...]) -> list[int]:
    """Return how many clauses must hold where all of them find too little: half of them; where nothing does, any."""
    return sorted({(len(clauses) + 1) // 2, 1}, reverse=True)


def _word(word: str, is_beginning: bool) -> Word:
    stems = {
        language: frozenset(
            analysis.stem(spelling, language) for spelling in (analysis.spellings(word) if language == "en" else {word})
        )
        for language in analysis.STEMMERS
    }
    return Word(word, MappingProxyType(stems), is_beginning)


def _phrase(quoted: str) -> Phrase | None:
    words = analysis.words(quoted)
    if not words:
        return None
    stems = {language: tuple(analysis.stem(word, language) for word in words) for language in analysis.STEMMERS}
    return Phrase(quoted.strip(), MappingProxyType(stems))
