"""What is asked of the catalogue: words, phrases, selections, an order and a page. Knows no HTTP and no index.

The language of questions: words, "phrases", -excluded (or NOT before it), OR between alternatives, a star for the
beginning of a word. Any other sign separates words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from pyroaring import BitMap

from . import analysis, asking

BEST, NAMED, NEWEST, TITLE = "best", "named", "newest", "title"
_OR, _AND, _NOT = _OPERATORS = "OR", "AND", "NOT"  # AND holds anyway
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"  # where a word begins and ends
_PLURAL = re.compile(rf"{_BEFORE}([A-Z]{{2,}})s{_AFTER}")  # of an acronym
_DOTTED = re.compile(rf"{_BEFORE}(?:[^\W\d_]\.){{2,}}(?:[^\W\d_]{_AFTER})?")  # I.L.O.
_CAPITALS = re.compile(rf"{_BEFORE}[^\W\d_]{{2,}}{_AFTER}")
_QUOTE = '“”„«»"'
_QUOTES = re.compile(f"[{_QUOTE}]")
# A phrase or a run of other signs, either of them perhaps with a minus before it.
_TYPED = re.compile(
    rf"(?P<minus>(?<!\S)[-−–])?(?:[{_QUOTE}](?P<quoted>[^{_QUOTE}]*)[{_QUOTE}]|(?P<bare>[^\s{_QUOTE}]+))"
)
_SHORTEST_PREFIX = 3
_STAR = re.compile(rf"\*{_AFTER}")
_HYPHENS = {"-", "\u2010", "\u2011"}
# What is often written as two words and makes one: 'e mail'.
_APART = re.compile(
    rf"{_BEFORE}(e (?=mail|learning|government|commerce|visa)|on (?=line{_AFTER}(?! minist)))", re.IGNORECASE
)


@dataclass(frozen=True)
class Word:
    """A word to find, by the stem of each language; the last word typed may be a beginning, one with a star is."""

    text: str
    is_beginning: bool = False
    completions: tuple[str, ...] = ()  # the words that begin so
    has_star: bool = False

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


def _is_idle(part: Part) -> bool:
    if isinstance(part, Phrase):
        return all(map(_is_nothing, part.words))
    return not part.has_star and part.text in asking.IDLE


def _is_nothing(word: str) -> bool:
    """Whether a word means nothing in quotes, either."""
    return word in analysis.FUNCTION_WORDS


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
    # The same in other spellings: 'co-development' and 'codevelopment' (see `understanding.py`).
    spelled: tuple[Part, ...] = ()
    # What the word makes with another before or after its hyphen that says nothing by itself: 'email' of 'e-mail'.
    whole: str = ""

    @property
    def bare(self) -> str:
        """As the reader wrote it, without the marks of a phrase."""
        return _QUOTES.sub("", self.typed)

    @property
    def words(self) -> list[Word]:
        """The parts that are no phrases."""
        return [part for part in self.parts if isinstance(part, Word)]

    @property
    def is_idle(self) -> bool:
        """Whether it has nothing but function words."""
        return all(_is_idle(part) for part in self.parts)

    @property
    def own_parts(self) -> tuple[Part, ...]:
        """What was typed, in all spellings."""
        return (*self.parts, *self.spelled)

    @property
    def all_parts(self) -> tuple[Part, ...]:
        return (*self.own_parts, *(synonym.part for synonym in self.synonyms))


@dataclass(frozen=True)
class Query:
    """One question. Values of a facet are alternatives, but for those with a minus, which must not be there; facets and
    clauses must all hold.
    """

    clauses: tuple[Clause, ...] = ()
    selections: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    sort: str = NAMED
    language: str = "en"
    offset: int = 0
    limit: int = 20
    within: BitMap | None = None  # if given, nothing but these practices
    text: str = ""  # all that was typed, for who asks what it means as a whole

    @property
    def effective_sort(self) -> str:
        """The order in force: there is no best match where nothing is searched for."""
        has_text = any(not clause.is_excluded for clause in self.clauses)
        return NAMED if self.sort == BEST and not has_text else self.sort


def parse(text: str) -> tuple[Clause, ...]:
    """Return the clauses of what somebody typed. Any text is valid.

    Function words, and words that only make a question, are left out, unless there is nothing else or they were typed
    as an acronym: in capitals (WHO), and where everything is, with dots (W.H.O.). Wherever a word stands, the same
    holds for it.
    """
    text, dotted = _cleaned(text)
    text = _APART.sub(lambda match: f"{match[1][:-1]}-", asking.without_openings(text))
    is_shouted = text.upper() == text

    def tells(typed: _Typed) -> bool:
        is_acronym = _is_acronym(typed.written) and (not is_shouted or typed.written in dotted)
        return is_acronym or typed.has_star or typed.word not in asking.IDLE

    clauses = list(_clauses(text, tells))
    if all(clause.is_excluded for clause in clauses):
        everything = _clauses(text, lambda typed: True)
        clauses = [clause for clause in everything if not clause.is_excluded or clause in clauses]
    return tuple({(clause.parts, clause.is_excluded): clause for clause in clauses}.values())


def meaningful(text: str) -> list[str]:
    """Return the words of a text that have a meaning of their own. The last may be the beginning of any word."""
    words = analysis.words(text)
    return [word for i, word in enumerate(words) if word not in asking.IDLE or (i and i == len(words) - 1)]


def written(clauses: Iterable[Clause]) -> str:
    """Return a text that is read as these clauses."""
    clauses = list(clauses)
    nothing_tells = all(clause.is_idle for clause in clauses if not clause.is_excluded)
    texts = [_in_lower_case(c) if nothing_tells and not c.is_excluded else c.typed for c in clauses]
    if all(text.upper() == text for text in texts):
        texts = [_with_dots(clause, text) for clause, text in zip(clauses, texts, strict=True)]
    return " ".join(f"-{text}" if c.is_excluded else text for c, text in zip(clauses, texts, strict=True))


def insisting(text: str, typed: str) -> str:
    """Return the text with a word in quotes, so that it is neither corrected nor widened by synonyms."""
    text, _dotted = _cleaned(text)
    word = " ".join(analysis.words(typed))
    quoted = [match.span() for match in _TYPED.finditer(text) if match["quoted"] is not None]

    def is_quoted(place: int) -> bool:
        return any(start <= place < end for start, end in quoted)

    places = [t for t in analysis.tokens(text) if t.word == word and not is_quoted(t.start)]
    for token in reversed(places):
        text = f'{text[: token.start]}"{text[token.start : token.end]}"{text[token.end :]}'
    return text


class _Typed(NamedTuple):
    """A word as it is compared, and as it was written."""

    word: str
    written: str
    has_star: bool = False
    is_joined: bool = False  # by a hyphen, to the word before it


_Tells = Callable[[_Typed], bool]


def _cleaned(text: str) -> tuple[str, set[str]]:
    """Return a text without what means nothing, with acronyms in one form, and those of them that had dots."""
    dotted = set()
    if len(quotes := list(_QUOTES.finditer(text))) % 2:  # the last one opens nothing
        text = f"{text[: quotes[-1].start()]} {text[quotes[-1].end() :]}"

    def without_dots(match: re.Match[str]) -> str:
        dotted.add(acronym := match.group().replace(".", ""))
        return acronym

    return _PLURAL.sub(r"\1", _DOTTED.sub(without_dots, _INVISIBLE.sub("", text))), dotted


def _is_acronym(written: str) -> bool:
    return written.isupper() and len(written) > 1 and written not in _OPERATORS


def _clauses(text: str, tells: _Tells) -> Iterator[Clause]:
    """Yield a clause for each word and phrase that tells something, those joined by OR as one."""
    waiting: Clause | None = None  # it is yielded when no OR follows
    is_joined = is_negated = False
    unfinished = text[-1:].isalnum()
    found = list(_TYPED.finditer(text))
    for i, match in enumerate(found):
        operator = None if match["minus"] else match["bare"]
        if operator in _OPERATORS:
            is_negated = is_negated or operator == _NOT
            is_joined = is_joined if operator == _NOT else operator == _OR and waiting is not None
            continue
        is_excluded = is_negated or match["minus"] is not None
        for clause in _parts(match, tells, is_excluded, unfinished and i == len(found) - 1):
            if is_joined and waiting is not None and not waiting.is_excluded and not is_excluded:
                waiting = Clause(f"{waiting.typed} {_OR} {clause.typed}", (*waiting.parts, *clause.parts))
            else:
                if waiting is not None:
                    yield waiting
                waiting = clause
            is_joined = False
        is_negated = False
    if waiting is not None:
        yield waiting


def _parts(match: re.Match[str], tells: _Tells, is_excluded: bool, is_last: bool) -> Iterator[Clause]:
    """Yield the words of one run of signs, or the phrase between quotes, each as it was typed."""
    is_quoted = match["quoted"] is not None
    words = _words(match["quoted"] if is_quoted else match["bare"])
    if is_quoted or (is_excluded and len(words) > 1):
        if any(tells(one) or not _is_nothing(one.word) for one in words):
            typed = match.group().removeprefix(match["minus"] or "")
            whole = "" if is_quoted else _whole(words, tells)
            yield Clause(typed, (Phrase(tuple(one.word for one in words)),), is_excluded, whole=whole)
        return
    for i, one in enumerate(words):
        if not tells(one):
            continue
        # An acronym is no beginning of a word.
        can_begin = is_last and not is_excluded and i == len(words) - 1 and not one.written.isupper()
        is_beginning = one.has_star or (can_begin and len(one.word) >= _SHORTEST_PREFIX)
        pair = next((pair for pair in _pairs(words) if one in pair and _whole(pair, tells)), [])
        typed = "-".join(word.written for word in pair) or f"{one.written}{'*' * one.has_star}"
        part = Word(one.word, is_beginning=is_beginning, has_star=one.has_star)
        yield Clause(typed, (part,), is_excluded, whole=_whole(pair, tells))


def _pairs(words: list[_Typed]) -> Iterator[list[_Typed]]:
    """Yield the words that have a hyphen between them, but for those of three or more."""
    starts = [i for i, word in enumerate(words) if not word.is_joined]
    runs = (words[start:end] for start, end in zip(starts, [*starts[1:], len(words)], strict=True))
    return (run for run in runs if len(run) == 2)


def _whole(pair: list[_Typed], tells: _Tells) -> str:
    """Return what two words with a hyphen between them make, if only one of them tells something."""
    is_one = len(pair) == 2 and pair[1].is_joined and [*map(tells, pair)].count(True) == 1
    return "".join(word.word for word in pair) if is_one and not pair[1].has_star else ""


def _words(text: str) -> list[_Typed]:
    words, tokens = analysis.words(text), analysis.tokens(text)
    if [token.word for token in tokens] != words:  # in some scripts we can't tell where the words stand
        return [_Typed(word, word) for word in words]
    ends = [0, *(token.end for token in tokens)]
    return [
        _Typed(
            token.word,
            text[token.start : token.end],
            has_star=len(token.word) > 1 and _STAR.match(text, token.end) is not None,
            is_joined=end > 0 and text[end : token.start] in _HYPHENS,
        )
        for token, end in zip(tokens, ends, strict=False)
    ]


def _in_lower_case(clause: Clause) -> str:
    """Return a clause as nobody takes it for acronyms or an operator."""
    texts = (f'"{part.text}"' if isinstance(part, Phrase) else part.text for part in clause.parts)
    return f" {_OR} ".join(texts)


def _with_dots(clause: Clause, text: str) -> str:
    """Return what was typed with dots in the acronyms that would be taken for function words."""
    if not any(_is_idle(part) for part in clause.parts):
        return text

    def dotted(match: re.Match[str]) -> str:
        word = match.group()
        is_hidden = _is_acronym(word) and analysis.words(word)[0] in analysis.FUNCTION_WORDS
        return "".join(f"{letter}." for letter in word) if is_hidden else word

    return _CAPITALS.sub(dotted, text)
