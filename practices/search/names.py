"""What words mean beyond the text of practices: names of terms, countries and institutions, and synonyms.

Kept in memory for as long as the vocabularies stay as they are, so that a renamed term or a new
synonym counts from the next question on, without touching the index.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from practices.taxonomy.facets import SEARCHED
from practices.taxonomy.vocabularies import LANGUAGES, Vocabularies

from . import analysis, asking, synonyms
from .query import Clause, Part, Phrase, Synonym, Word
from .synonyms import Runs, Words, telling

_LONGEST = 8  # words of a name
_LETTERS = 2
_ENDING = 2  # letters by which forms of a word differ
_COMMON = 4  # letters that forms of a proper name begin with: the stem of 'danés' is that of 'daños'
_COUNTRY = "country"
_PROPER = {_COUNTRY, "region", "organisation"}  # facets whose values have names of their own


@dataclass(frozen=True)
class Name:
    """A name, in one language, of a value that practices are tagged with."""

    facet: str
    value: str
    language: str
    text: str
    words: Words
    is_alias: bool
    compounds: Words = ()  # what words with a hyphen between them make

    @property
    def counts_whole(self) -> bool:
        """Whether its words mean nothing apart: 'state' in 'Plurinational State of Bolivia', 'African' in 'South
        African'.
        """
        return self.is_alias and self.facet == _COUNTRY and len(telling(self.words)) > 1


class _Read(NamedTuple):
    """A name, and what it is looked up by: the stems of its words, and all of them with the language ('' for any)."""

    name: Name
    stems: frozenset[str]
    wholes: frozenset[tuple[str, Words]]


class Names:
    """Every name in every language, and every group of synonyms."""

    def __init__(self, vocabularies: Vocabularies) -> None:
        self.vocabularies = vocabularies
        self._by_facet: dict[str, list[Name]] = {}
        self._by_letters: dict[tuple[str, str], list[Name]] = {}  # by what any of its words begins with
        self._by_stem: dict[tuple[str, str], list[Name]] = {}
        self._whole: dict[tuple[str, Words], list[Name]] = {}  # by all words, and by their stems in each language
        words: set[str] = set()
        for name, stems, wholes in _names(vocabularies):
            words.update(name.words, name.compounds)
            self._by_facet.setdefault(name.facet, []).append(name)
            for letters in {word[:_LETTERS] for word in name.words}:
                self._by_letters.setdefault((name.facet, letters), []).append(name)
            for stem in stems:
                self._by_stem.setdefault((name.language, stem), []).append(name)
            for whole in wholes:
                self._whole.setdefault(whole, []).append(name)
        self._meant_by: dict[Part, list[Name]] = {}  # of these, once asked for
        self._synonyms = synonyms.of(tuple(map(tuple, vocabularies.synonyms)))
        self._whole_countries = Runs()
        for name in self._by_facet.get(_COUNTRY, ()):
            if name.counts_whole:  # so each word of the run means all of it
                itself = Synonym(Phrase(name.words), name.text, of=name.text)
                self._whole_countries.add(telling(name.words), [itself], name.language)
        # All words of all names and synonyms.
        self.words = frozenset(words | self._synonyms.words)

    @cached_property
    def spellings(self) -> frozenset[str]:
        """The words that a misspelt one may be meant for: of proper names, of names of one word, and synonyms."""
        names = (name for name in self._all() if not name.counts_whole)
        proper = {word for name in names if name.facet in _PROPER or len(name.words) == 1 for word in name.words}
        return frozenset((proper | self._synonyms.words) - asking.IDLE)

    def meant_by(self, part: Part) -> list[Name]:
        """Return the names that hold the word or the phrase."""
        if (known := self._meant_by.get(part)) is not None:
            return known
        meant = self._meaning(part)
        if part in self._synonyms.members:  # what readers type is without number
            self._meant_by[part] = meant
        return meant

    def _meaning(self, part: Part) -> list[Name]:
        if isinstance(part, Phrase):
            return [name for name in self._beginning_with(part) if _holds(name, part)]
        beginnings = {word[:_COMMON] for word in (part.text, *part.completions)}
        found = {
            name: None
            for language in LANGUAGES
            for stem in part.stems(language)
            for name in self._by_stem.get((language, stem), ())
            if not name.counts_whole and (name.facet not in _PROPER or _begins_like(name, beginnings))
        }
        return list(found)

    def beginning_with(self, typed: list[str], facet: str) -> Iterator[Name]:
        """Yield the names of one facet in which each typed word begins a word."""
        if not typed:
            return
        letters = max((word[:_LETTERS] for word in typed), key=len)
        some, everything = self._by_letters.get((facet, letters), ()), self._by_facet.get(facet, ())
        among = some if len(letters) == _LETTERS else everything
        yield from (name for name in among if _begins_with(name, typed))

    def called(self, words: Words) -> list[Name]:
        """Return the names that consist of these words, function words aside; else those that do so by their stems."""
        if not words:
            return []
        if exactly := self._whole.get(("", _each(words))) or self._whole.get(("", _joined(words))):
            return exactly
        stemmed = ((language, _stems(words, language)) for language in LANGUAGES)
        by_stems = (name for key in stemmed for name in self._whole.get(key, ()))
        return [name for name in by_stems if _is_form(_each(words), _each(name.words))]

    def pieces(self, clauses: Sequence[Clause]) -> Iterator[tuple[Clause, ...]]:
        """Yield the clauses one by one, but together those that are one proper name: 'United Arab Emirates'."""
        place = 0
        while place < len(clauses):
            ends = range(min(len(clauses), place + _LONGEST), place + 1, -1)
            end = next((end for end in ends if self._is_proper(clauses[place:end])), place + 1)
            yield tuple(clauses[place:end])
            place = end

    def _is_proper(self, clauses: Sequence[Clause]) -> bool:
        if any(clause.is_excluded or len(clause.parts) > 1 for clause in clauses):
            return False
        words = tuple(word for clause in clauses for word in clause.parts[0].words)
        return any(name.facet in _PROPER for name in self.called(words))

    def synonyms(self, typed: list[Word]) -> dict[Word, list[Synonym]]:
        """Return for each word, typed in this order, what means the same as it or as the run of words it stands in."""
        found: dict[Word, list[Synonym]] = {}
        for start in range(len(typed)):
            for runs in (self._synonyms, self._whole_countries):
                for run, others in runs.beginning_at(typed, start):
                    for word in run:
                        found.setdefault(word, []).extend(others)
        return found

    def _all(self) -> Iterator[Name]:
        return itertools.chain.from_iterable(self._by_facet.values())

    def _beginning_with(self, phrase: Phrase) -> Iterable[Name]:
        stems = [(language, analysis.stem(phrase.words[0], language)) for language in LANGUAGES]
        return {name: None for key in stems for name in self._by_stem.get(key, ())}


def of(vocabularies: Vocabularies) -> Names:
    """Return the names of a snapshot of the vocabularies. Made once for each."""
    key = ("names",)
    if key not in vocabularies.memory:
        vocabularies.memory[key] = Names(vocabularies)
    names: Names = vocabularies.memory[key]
    return names


def _names(vocabularies: Vocabularies) -> Iterator[_Read]:
    for facet in SEARCHED:
        if facet.vocabulary is None or facet.is_derived:
            continue
        for entry in vocabularies[facet.vocabulary]:
            value = facet.meaning(entry.value, vocabularies)
            for language in LANGUAGES:
                own = [entry.names[language]] if language in entry.names else []
                for i, text in enumerate([*own, *entry.aliases[language]]):
                    if read := _read(facet.name, value, language, text, i >= len(own)):
                        yield read


@lru_cache(maxsize=50_000)  # when one term changes, all others are as they were
def _read(facet: str, value: str, language: str, text: str, is_alias: bool) -> _Read | None:
    """Take a name apart; None if it has no words."""
    if not (words := tuple(analysis.words(text))):
        return None
    compounds = tuple(token.word for token in analysis.compounds(text))
    name = Name(facet, value, language, text, words, is_alias, compounds)
    stems = frozenset(analysis.stem(word, language) for word in (*words, *compounds))
    wholes = frozenset({("", _each(words)), ("", _joined(words)), (language, _stems(words, language))})
    return _Read(name, stems, wholes)


def _holds(name: Name, phrase: Phrase) -> bool:
    length = len(phrase.words)
    return any(
        _same(name.words[start : start + length], phrase.words, name.language)
        for start in range(len(name.words) - length + 1)
    )


def _begins_with(name: Name, typed: list[str]) -> bool:
    words = (*name.words, *name.compounds)
    ways = (typed, ["".join(typed[:2]), *typed[2:]])  # 'pre-departure', and 'predeparture' that a name may have for it
    return any(all(any(word.startswith(beginning) for word in words) for beginning in way) for way in ways)


def _begins_like(name: Name, beginnings: set[str]) -> bool:
    return any(word[:_COMMON] in beginnings for word in (*name.words, *name.compounds))


def _same(some: Iterable[str], others: Iterable[str], language: str) -> bool:
    """Whether two runs of words are the same, by their stems in a language."""
    pairs = zip(some, others, strict=True)
    return all(analysis.stem(one, language) == analysis.stem(other, language) for one, other in pairs)


def _joined(words: Words) -> Words:
    return ("".join(_each(words)),)


def _each(words: Words) -> Words:
    """Return each telling word once, as questions are read."""
    return tuple(dict.fromkeys(telling(words)))


def _is_form(some: Words, others: Words) -> bool:
    """Whether words of the same stems are forms of each other. The Spanish stem of Canada is 'can'."""
    pairs = zip(some, others, strict=True)
    return all(abs(len(one) - len(other)) <= _ENDING and one[:_COMMON] == other[:_COMMON] for one, other in pairs)


def _stems(words: Words, language: str) -> Words:
    return tuple(analysis.stem(word, language) for word in _each(words))
