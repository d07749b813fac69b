"""Where words and phrases stand in a text, in plain Python: for the SQL twin, and for what is highlighted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from . import analysis, schema
from .query import Part, Phrase

Span = tuple[int, int]  # characters of a text: from, and up to but not including


class Text:
    """A text in one language, ready to be asked where words stand in it."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language

    def has(self, part: Part) -> bool:
        """Whether a word or phrase stands in it."""
        if isinstance(part, Phrase):
            return any(self._runs(part))
        return not self._stems.isdisjoint(part.stems(self.language))

    def spans(self, part: Part) -> list[Span]:
        """Return where a word or phrase stands, in order."""
        if not self.has(part):
            return []
        if isinstance(part, Phrase):
            return [self._span(start, end) for start, end in self._runs(part)]
        places = {i for stem in part.stems(self.language) for i in self._places.get(stem, ())}
        return [self._span(i, i) for i in sorted(places)]

    @cached_property
    def _stems(self) -> frozenset[str]:
        """All stems: quick to get, while places cost a good deal."""
        return frozenset(analysis.stemming(self.language).analyze(analysis.indexed(self.text)))

    @cached_property
    def _tokens(self) -> list[analysis.Token]:
        return analysis.indexed_tokens(self.text)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """For each stem the places of the words that have it. Function words have none."""
        places: dict[str, list[int]] = {}
        for i, token in enumerate(self._tokens):
            if token.word not in analysis.FUNCTION_WORDS:
                places.setdefault(analysis.stem(token.word, self.language), []).append(i)
        return places

    def _runs(self, phrase: Phrase) -> Iterator[tuple[int, int]]:
        """Yield the first and last place of each run of words that is the phrase."""
        stems = phrase.stems(self.language)
        if not stems or not self._stems.issuperset(stem for _offset, stem in stems):
            return
        for start in self._places.get(stems[0][1], ()):
            if all(start + offset in self._places.get(stem, ()) for offset, stem in stems):
                yield start, start + stems[-1][0]

    def _span(self, first: int, last: int) -> Span:
        return self._tokens[first].start, self._tokens[last].end


class TextOfPractice:
    """All texts of one practice."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = [
            Text(texts[field], language)
            for language in analysis.STEMMERS
            for part in schema.WEIGHTS
            if (field := schema.text_field(part, language)) in texts
        ]

    def has(self, part: Part) -> bool:
        """Whether any of them holds the word or phrase."""
        return any(text.has(part) for text in self._texts)


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and whether it is what was searched for."""

    text: str
    is_hit: bool


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """Cut a text into what was searched for and what stands between."""
    found: list[Piece] = []
    shown = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):  # the longest at a place
        if start < shown:
            continue
        if start > shown:
            found.append(Piece(text[shown:start], False))
        found.append(Piece(text[start:end], True))
        shown = end
    return [*found, Piece(text[shown:], False)] if shown < len(text) else found
