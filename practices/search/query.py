"""What is asked of the catalogue: words, phrases, selections, an order and a page. Knows no HTTP and no index.

The language of questions: words, "phrases", -excluded, OR between alternatives. Any other sign separates words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from . import analysis

BEST, TITLE, NEWEST = "best", "title", "newest"
_OR = "OR"
_OTHER_OPERATORS = {"AND", "NOT"}  # of other search engines; here they are words without meaning
# What nobody sees, and the dots of acronyms such as I.L.O.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_PLURAL = re.compile(r"\b([A-Z]{2,})s\b")  # of an acronym
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_QUOTE = '“”„«»"'
# A phrase or a run of other signs, either of them perhaps with a minus before it.
_TYPED = re.compile(
    rf"(?P<minus>(?<!\S)[-−–])?(?:[{_QUOTE}](?P<quoted>[^{_QUOTE}]*)[{_QUOTE}]|(?P<bare>[^\s{_QUOTE}]+))"
)
_SHORTEST_PREFIX = 3


@dataclass(frozen=True)
class Word:
    """A word to find, by the stem of each language; the last word typed may be a beginning."""

    text: str
    is_beginning: bool = False
    completions: tuple[str, ...] = ()  # the words that begin so

    @property
    def words(self) -> tuple[str, ...]:
        return (self.text,)

    def stems(self, language: str) -> frozenset[str]:
        """The stems that count as this word in one language."""
        return _stems(self.text, self.completions, language)


@lru_cache(maxsize=2_000)
def _stems(text: str, completions: tuple[str, ...], language: str) -> frozenset[str]:
    written = analysis.spellings(text) if language == "en" else {text}
    return frozenset(analysis.stem(word, language) for word in (*written, *completions))


@dataclass(frozen=True)
class Phrase:
    """Words to find next to each other, stemmed for each language."""

    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def stems(self, language: str) -> list[tuple[int, str]]:
        """The stems in one language and how far each stands from the first. Function words match any word."""
        kept = [(i, word) for i, word in enumerate(self.words) if word not in analysis.FUNCTION_WORDS]
        return [(i - kept[0][0], analysis.stem(word, language)) for i, word in kept]


Part = Word | Phrase


@dataclass(frozen=True)
class Synonym:
    """Something that means the same as a word or run of words that was typed, both as staff wrote them."""

    part: Part
    written: str
    of: str


@dataclass(frozen=True)
class Clause:
    """One thing that a practice must have, or must not have: any of these words or phrases."""

    typed: str  # as the reader wrote it
    parts: tuple[Part, ...]
    is_excluded: bool = False
    # What means the same (see `names.py`).
    synonyms: tuple[Synonym, ...] = ()

    @property
    def words(self) -> list[Word]:
        """The parts that are no phrases."""
        return [part for part in self.parts if isinstance(part, Word)]

    @property
    def is_idle(self) -> bool:
        """Whether it has nothing but function words."""
        return all(word in analysis.FUNCTION_WORDS for part in self.parts for word in part.words)

    @property
    def all_parts(self) -> tuple[Part, ...]:
        return (*self.parts, *(synonym.part for synonym in self.synonyms))


@dataclass(frozen=True)
class Query:
    """One question. Values of a facet are alternatives; facets and clauses must all hold."""

    clauses: tuple[Clause, ...] = ()
    selections: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    sort: str = NEWEST
    language: str = "en"
    offset: int = 0
    limit: int = 20

    @property
    def effective_sort(self) -> str:
        """The order in force: there is no best match where nothing is searched for."""
        has_text = any(not clause.is_excluded for clause in self.clauses)
        return NEWEST if self.sort == BEST and not has_text else self.sort


def parse(text: str) -> tuple[Clause, ...]:
    """Return the clauses of what somebody typed. Any text is valid.

    Function words are left out, unless there is nothing else or they were typed as an acronym (WHO).
    """
    text = _PLURAL.sub(r"\1", _DOTTED.sub(lambda found: found.group().replace(".", ""), _INVISIBLE.sub("", text)))
    clauses = list(_clauses(text))
    is_shouted = text.upper() == text
    kept = [clause for clause in clauses if not _is_left_out(clause, is_shouted)]
    if not any(not clause.is_excluded for clause in kept):
        kept += [clause for clause in clauses if not clause.is_excluded]
    return tuple({(clause.parts, clause.is_excluded): clause for clause in kept}.values())


def meaningful(text: str) -> list[str]:
    """Return the words of a text that have a meaning of their own. The last may be the beginning of any word."""
    words = analysis.words(text)
    return [word for i, word in enumerate(words) if word not in analysis.FUNCTION_WORDS or (i and i == len(words) - 1)]


def written(clauses: Iterable[Clause]) -> str:
    """Return a text that is read as these clauses."""
    return " ".join(
        f"-{clause.typed}" if clause.is_excluded else clause.typed.lower() if clause.typed == _OR else clause.typed
        for clause in clauses
    )


def insisting(text: str, typed: str) -> str:
    """Return the text with a word in quotes, so that it is neither corrected nor widened by synonyms."""
    word = " ".join(analysis.words(typed))
    quoted = [match.span() for match in _TYPED.finditer(text) if match["quoted"] is not None]
    places = [
        token
        for token in analysis.tokens(text)
        if token.word == word and not any(start < token.start < end for start, end in quoted)
    ]
    for token in reversed(places):
        text = f'{text[: token.start]}"{text[token.start : token.end]}"{text[token.end :]}'
    return text


def _clauses(text: str) -> Iterator[Clause]:
    """Yield a clause for each word and phrase, those joined by OR as one."""
    waiting: Clause | None = None  # it is yielded when no OR follows
    is_joined = False
    unfinished = text[-1:].isalnum()
    found = list(_TYPED.finditer(text))
    for i, match in enumerate(found):
        if match["bare"] == _OR and not match["minus"]:
            is_joined = waiting is not None and not waiting.is_excluded
            continue
        for part in _parts(match, unfinished and i == len(found) - 1):
            clause = Clause(_as_typed(match, part), (part,), is_excluded=match["minus"] is not None)
            if is_joined and waiting is not None and not clause.is_excluded:
                waiting = Clause(f"{waiting.typed} OR {clause.typed}", (*waiting.parts, part))
            else:
                if waiting is not None:
                    yield waiting
                waiting = clause
            is_joined = False
    if waiting is not None:
        yield waiting


def _parts(match: re.Match[str], is_last: bool) -> list[Part]:
    """Return the words of one run of signs, or the phrase between quotes."""
    if match["quoted"] is not None:
        words = analysis.words(match["quoted"])
        return [Phrase(tuple(words))] if words else []
    words = analysis.words(match["bare"])
    if match["minus"] and len(words) > 1:
        return [Phrase(tuple(words))]
    last = len(words) - 1
    # An acronym is no beginning of a word.
    can_begin = is_last and not match["minus"] and not match["bare"].isupper()
    return [
        Word(word, is_beginning=can_begin and i == last and len(word) >= _SHORTEST_PREFIX)
        for i, word in enumerate(words)
    ]


def _as_typed(match: re.Match[str], part: Part) -> str:
    if isinstance(part, Phrase):
        return match.group().removeprefix(match["minus"] or "").strip()
    # A run such as d'Ivoire holds several words.
    tokens = analysis.tokens(match["bare"])
    return next((match["bare"][t.start : t.end] for t in tokens if t.word == part.text), part.text)


def _is_left_out(clause: Clause, is_shouted: bool) -> bool:
    """Whether it has nothing but function words, and is no acronym such as WHO."""
    is_acronym = clause.typed.isupper() and len(clause.typed) > 1 and clause.typed not in {_OR, *_OTHER_OPERATORS}
    return clause.is_idle and (is_shouted or not is_acronym)
