"""Which texts a clause matches, in plain Python: what the SQL twin uses, and what highlighting shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import analysis, schema
from .query import Clause, Phrase, Word


class TextOfPractice:
    """The words of one practice's fields, ready to be asked for clauses."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._plain = set(analysis.words(texts.get(schema.PLAIN, "")))
        self._stems: list[tuple[str, list[str]]] = [
            (language, analysis.stemming(language).analyze(texts[field]))
            for language in analysis.STEMMERS
            for part in schema.WEIGHTS
            if (field := schema.text_field(part, language)) in texts
        ]

    def meets(self, clause: Clause) -> bool:
        """Whether any field holds the clause's word, or its words in a row."""
        if isinstance(clause, Phrase):
            return any(_stands_in(list(clause.stems[language]), stems) for language, stems in self._stems)
        if clause.is_beginning and any(word.startswith(clause.text) for word in self._plain):
            return True
        return any(not clause.stems[language].isdisjoint(stems) for language, stems in self._stems)


def _stands_in(needle: list[str], hay: list[str]) -> bool:
    return any(hay[i : i + len(needle)] == needle for i in range(len(hay) - len(needle) + 1))


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and whether it is what was searched for."""

    text: str
    is_hit: bool


def highlighted(text: str, clauses: tuple[Clause, ...], language: str) -> Iterator[Piece]:
    """Yield the text in pieces, those that match a word or phrase marked as hits."""
    tokens = analysis.stemming(language).pre_tokenize(text).tokens
    plain = analysis.words(text)
    stems = [token.text for token in tokens]
    hits = [any(isinstance(clause, Word) and _is_hit(clause, language, stem, word) for clause in clauses)
            for stem, word in zip(stems, plain, strict=True)]  # fmt: skip
    for clause in clauses:
        if isinstance(clause, Phrase):
            needle = list(clause.stems[language])
            for i in range(len(stems) - len(needle) + 1):
                if stems[i : i + len(needle)] == needle:
                    hits[i : i + len(needle)] = [True] * len(needle)
    shown = 0
    for token, is_hit in zip(tokens, hits, strict=True):
        if is_hit:
            yield Piece(text[shown : token.char_offset_from], False)
            yield Piece(text[token.char_offset_from : token.char_offset_to], True)
            shown = token.char_offset_to or shown
    yield Piece(text[shown:], False)


def _is_hit(word: Word, language: str, stem: str, plain: str) -> bool:
    return stem in word.stems[language] or (word.is_beginning and plain.startswith(word.text))
