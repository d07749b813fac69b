"""Groups of words that mean the same, as staff wrote them, and the runs of typed words in which they are recognised."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from practices.taxonomy.vocabularies import LANGUAGES

from . import analysis, asking
from .query import Part, Phrase, Synonym, Word, parse

Words = tuple[str, ...]
_Runs = dict[tuple[str, str], list[tuple[Words, list[Synonym]]]]
_MOST_JOINED = 4  # words that are compared as if they were one


class Runs:
    """Runs of words that mean the same as something else, by the stems of their first words."""

    def __init__(self) -> None:
        self._by_stem: _Runs = {}

    def add(self, run: Words, others: list[Synonym], language: str) -> None:
        """Take a run of words of a language in, with what means the same."""
        self._by_stem.setdefault((language, analysis.stem(run[0], language)), []).append((run, others))

    def beginning_at(self, typed: list[Word], start: int) -> Iterator[tuple[list[Word], list[Synonym]]]:
        """Yield the runs of typed words from a place on that were taken in, with what means the same."""
        for language in LANGUAGES:
            for stem in typed[start].stems(language):
                for member, others in self._by_stem.get((language, stem), ()):
                    run = typed[start : start + len(member)]
                    if len(run) == len(member) and _is_typed(member, run, language):
                        yield run, others


class Synonyms(Runs):
    """All groups. Making it takes a quarter of a second, so it is kept while the groups stay as they are."""

    def __init__(self, groups: tuple[Words, ...]) -> None:
        super().__init__()
        # By all words as if they were one: 'codevelopment' is typed for 'co-development', or the other way.
        self._as_one: _Runs = {}
        members: set[Part] = set()
        words: set[str] = set()
        for group in map(_members, groups):
            for written, part, key in group:
                others = [Synonym(other, text, of=written) for text, other, _key in group if other != part]
                for language in LANGUAGES:
                    self.add(key, others, language)
                    as_one = (language, analysis.stem("".join(key), language))
                    self._as_one.setdefault(as_one, []).append((key, others))
                words.update(part.words, key)
                members.add(part)
        self.members = frozenset(members)
        self.words = frozenset(words)

    def beginning_at(self, typed: list[Word], start: int) -> Iterator[tuple[list[Word], list[Synonym]]]:
        """Yield the runs as above, and those that are typed as one word or as several."""
        yield from super().beginning_at(typed, start)
        for language in LANGUAGES:
            for end in range(start + 1, min(start + _MOST_JOINED, len(typed)) + 1):
                run = typed[start:end]
                joined = analysis.stem("".join(word.text for word in run), language)
                for member, others in self._as_one.get((language, joined), ()):
                    if len(member) != len(run):
                        yield run, others


@lru_cache(maxsize=2)
def of(groups: tuple[Words, ...]) -> Synonyms:
    """Return the synonyms of groups of texts."""
    return Synonyms(groups)


def telling(words: Words) -> Words:
    """Return the words that are left of a question, or all if none is."""
    return tuple(word for word in words if word not in asking.IDLE) or words


def _members(group: Words) -> list[tuple[str, Part, Words]]:
    """Return the members of a group: what staff wrote, what it finds, and the words by which it is recognised.

    It is recognised by what is left of it when it is read as a question, but not by one word of several: 'sin' and
    'tout' alone mean nothing.
    """
    members = {tuple(analysis.words(text)): text for text in group}
    return [(text, _part(words), _key(text, words)) for words, text in members.items() if words]


def _part(words: Words) -> Part:
    return Word(words[0]) if len(words) == 1 else Phrase(words)


def _key(text: str, words: Words) -> Words:
    key = _read(text)
    return words if not key or (len(words) > 1 and len(key) == 1 and key[0] in words) else key


def _read(text: str) -> Words:
    """Return the words of a text as they are read in a question."""
    clauses = parse(f"{text} ")
    return tuple(word for clause in clauses for word in ((clause.whole,) if clause.whole else clause.parts[0].words))


def _is_typed(member: Words, run: list[Word], language: str) -> bool:
    """Whether a run of typed words is a member of a group, in British or American spelling."""
    return all(analysis.stem(word, language) in one.stems(language) for word, one in zip(member, run, strict=True))
