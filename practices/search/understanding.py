"""How a question is understood: what else its words mean, what they begin, and which of them were misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import Protocol

from pyroaring import BitMap

from practices.text import lexicon

from . import analysis, spelling
from .names import Names
from .query import Clause, Part, Phrase, Synonym, Word
from .spelling import Dictionary

_LONGEST_ACRONYM = 5  # letters
_ENDING = 3  # letters by which words of one stem differ
_SHORTEST_HALF = 3  # letters of words that were typed as one


class Known(Protocol):
    """What is known of words."""

    @property
    def names(self) -> Names: ...

    @property
    def dictionary(self) -> Dictionary:
        """All words of all practices and names."""

    def having(self, part: Part) -> BitMap:
        """Return the practices in whose text a word or phrase stands."""

    def holding(self, facet: str, values: Iterable[str]) -> BitMap:
        """Return the practices that have any of these values."""


@dataclass(frozen=True)
class Correction:
    """A word that nothing was found for, and the one that was taken in its place."""

    typed: str
    used: str


def members(known: Known, clause: Clause) -> BitMap:
    """Return the practices that meet a clause: in their text, or by the name of a value that they have."""
    return BitMap.union(BitMap(), *(_having(known, part) for part in clause.all_parts))


def _having(known: Known, part: Part) -> BitMap:
    by_facet: dict[str, list[str]] = {}
    for name in known.names.meant_by(part):
        by_facet.setdefault(name.facet, []).append(name.value)
    return BitMap.union(known.having(part), *(known.holding(facet, values) for facet, values in by_facet.items()))


def understand(known: Known, clauses: tuple[Clause, ...]) -> tuple[tuple[Clause, ...], tuple[Correction, ...]]:
    """Return the clauses with synonyms, completions and other spellings, and with misspelt words corrected."""
    with_synonyms = spelled(known, _with_synonyms(tuple(_as_one(known, clauses)), known.names))
    clauses = tuple(_without_unknown_synonyms(known, clause) for clause in with_synonyms)
    # 'Good practices' asks for everything.
    telling = tuple(clause for clause in clauses if not clause.is_idle or members(known, clause))
    return _corrected(known, telling)


def _without_unknown_synonyms(known: Known, clause: Clause) -> Clause:
    """Return the clause without the synonyms that no practice has: most of them, and each takes time to look for."""

    def is_known(part: Part) -> bool:
        return any(_having(known, one) for one in (part, *_spellings_of(known, part)))

    return replace(clause, synonyms=tuple(one for one in clause.synonyms if is_known(one.part)))


def spelled(known: Known, clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Return the clauses with all that their words may be the beginning of, and with their other spellings."""
    found = [replace(clause, parts=tuple(_complete(known, part) for part in clause.parts)) for clause in clauses]
    others = [_other_spellings(known, clause.parts) for clause in found]
    for i, (one, following) in enumerate(pairwise(found)):
        if (joined := _joined(one, following)) and _is_known(known, joined):
            others[i].append(Word(joined))
            others[i + 1].append(Word(joined))
    return tuple(
        replace(clause, spelled=tuple(spelled), synonyms=(*clause.synonyms, *_synonyms_spelled(known, clause)))
        if spelled or clause.synonyms
        else clause
        for clause, spelled in zip(found, others, strict=True)
    )


def _complete(known: Known, part: Part) -> Part:
    """Return the part with the words that it may be the beginning of."""
    if not isinstance(part, Word) or not part.is_beginning:
        return part
    words = dict.fromkeys(known.dictionary.continuing(part.text))
    if part.has_star:
        words |= dict.fromkeys(word for word in sorted(known.names.words) if word.startswith(part.text))
    return replace(part, completions=tuple(words))


def _as_one(known: Known, clauses: tuple[Clause, ...]) -> Iterator[Clause]:
    """Yield the clauses, but as one those that the catalogue knows as one word: 'co-development', 'e-mail'.

    Of others with a hyphen each half is looked for: 'Italy-Tunisia'.
    """
    waiting: Clause | None = None
    for clause in chain.from_iterable(_halves(known, one) for one in clauses):
        if clause.whole and _is_known(known, clause.whole):
            clause = replace(clause, parts=(Word(clause.whole),), whole="")
        joined = _joined(waiting, clause) if waiting and waiting.bare.lower() in analysis.PREFIXES else ""
        if waiting and joined and _is_known(known, joined):
            clause = replace(
                clause, typed=f"{waiting.typed}-{clause.typed}", parts=(replace(clause.words[0], text=joined),)
            )
        elif waiting:
            yield waiting
        waiting = clause
    if waiting:
        yield waiting


def _halves(known: Known, clause: Clause) -> tuple[Clause, ...]:
    """Return a clause, or two for a word that only the catalogue's others make up: 'antitrafficking'."""
    part = clause.parts[0]
    if len(clause.parts) > 1 or clause.is_excluded or not isinstance(part, Word) or part.text in known.dictionary:
        return (clause,)
    for prefix, rest in _prefixed(part.text):
        if rest in known.dictionary and not _is_known(known, part.text) and not lexicon.languages(part.text):
            return replace(clause, typed=prefix, parts=(Word(prefix),)), replace(
                clause, typed=rest, parts=(replace(part, text=rest),)
            )
    return (clause,)


def _prefixed(word: str) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that a word may have, each with what is left."""
    ends = range(2, len(word) - _SHORTEST_HALF)
    return ((word[:end], word[end:]) for end in ends if word[:end] in analysis.PREFIXES)


def _joined(one: Clause, following: Clause) -> str:
    """Return what two words next to each other are as one. Empty unless both are nothing but words."""
    both = (one, following)
    if any(clause.is_excluded or len(clause.parts) > 1 or not clause.words for clause in both) or one.words[0].has_star:
        return ""
    return one.words[0].text + following.words[0].text


def _is_known(known: Known, word: str) -> bool:
    """Whether a text or a name has the word in any form."""
    stems = _stems(word)
    alike = known.dictionary.continuing(word[: max(_SHORTEST_HALF, len(word) - _ENDING)])
    return any(stems & _stems(other) for other in alike) or bool(known.names.meant_by(Word(word)))


def _stems(word: str) -> set[tuple[str, str]]:
    """The stem of a word in each language."""
    return {(language, analysis.stem(word, language)) for language in analysis.STEMMERS}


def _other_spellings(known: Known, parts: tuple[Part, ...]) -> list[Part]:
    return [other for part in parts for other in _spellings_of(known, part)]


def _synonyms_spelled(known: Known, clause: Clause) -> Iterator[Synonym]:
    for synonym in clause.synonyms:
        for other in _spellings_of(known, synonym.part):
            yield replace(synonym, part=other)


def _spellings_of(known: Known, part: Part) -> tuple[Part, ...]:
    """Return a word or phrase with two of its words written as one, or one as two. Remembered with the dictionary."""
    remembered = known.dictionary.spellings
    words = part.words
    found = remembered.get(words)
    if found is None:
        if len(remembered) >= spelling.REMEMBERED:
            remembered.clear()
        found = remembered[words] = tuple(_respelled(known, words))
    return found


def _respelled(known: Known, words: tuple[str, ...]) -> Iterator[Part]:
    for i, word in enumerate(words):
        before, after = words[:i], words[i + 1 :]
        for halves in _prefixed(word):
            if all(half in known.dictionary for half in halves):
                yield Phrase((*before, *halves, *after))
        if after and _is_known(known, joined := word + after[0]):
            rest = (*before, joined, *after[1:])
            yield Phrase(rest) if len(rest) > 1 else Word(joined)


def _with_synonyms(clauses: tuple[Clause, ...], names: Names) -> tuple[Clause, ...]:
    """Add to each word what means the same. What stands in quotes is meant literally."""
    found: dict[Word, list[Synonym]] = {}
    for run in _runs(clauses):
        for word, others in names.synonyms(run).items():
            found.setdefault(word, []).extend(others)
    return tuple(
        clause
        if clause.is_excluded
        else replace(
            clause, synonyms=tuple(dict.fromkeys(other for word in clause.words for other in found.get(word, ())))
        )
        for clause in clauses
    )


def _runs(clauses: tuple[Clause, ...]) -> Iterator[list[Word]]:
    """Yield the words that stand next to each other. What is excluded, in quotes or an alternative ends a run."""
    run: list[Word] = []
    for clause in clauses:
        if not clause.is_excluded and len(clause.parts) == len(clause.words) == 1:
            run.append(clause.words[0])
            continue
        yield run
        run = []
        if not clause.is_excluded:
            yield from ([word] for word in clause.words)
    yield run


def _corrected(known: Known, clauses: tuple[Clause, ...]) -> tuple[tuple[Clause, ...], tuple[Correction, ...]]:
    """Replace the words that nothing is found for, and that no name has, by the likeliest ones."""
    corrections = []
    corrected = []
    for clause in clauses:
        likeliest = None if clause.is_excluded or not _is_doubtful(known, clause) else _likeliest(known, clause)
        if likeliest:
            corrections.append(Correction(clause.typed, likeliest.parts[0].text))
        corrected.append(likeliest or clause)
    return tuple(corrected), tuple(corrections)


def _is_doubtful(known: Known, clause: Clause) -> bool:
    """Whether a clause may be one misspelt word: nothing has it; or only its stem, and no list of words knows it."""
    part = clause.parts[0]
    is_word = len(clause.parts) == 1 and isinstance(part, Word) and not part.has_star
    is_acronym = clause.typed.isupper() and len(clause.typed) <= _LONGEST_ACRONYM
    if not is_word or is_acronym or part.text in known.names.words:
        return False
    if not members(known, clause):
        return True
    is_found = part.text in known.dictionary or clause.spelled or (isinstance(part, Word) and part.completions)
    return not is_found and not lexicon.languages(part.text) and not _has_form(known, part.text)


def _has_form(known: Known, word: str) -> bool:
    """Whether a word that is as near as a misspelt one is only another form of it."""
    near = (other for level in spelling.candidates(word, known.dictionary) for other in level)
    return any(_stems(word) & _stems(other) for other in near)


def _likeliest(known: Known, clause: Clause) -> Clause | None:
    """Return the clause with what was most likely meant. None if it is right as it is, or past guessing.

    A real word is never taken for another one of its language; of another language its cognate is taken.
    """
    typed = clause.parts[0].text
    levels = spelling.candidates(typed, known.dictionary)
    if real := lexicon.languages(typed):
        levels = [[word for word in level if spelling.are_cognates(typed, word, real)] for level in levels]
    if members(known, clause):
        levels = levels[:1]
    guesses: list[list[Part]] = [[Word(word) for word in level] for level in levels]
    for ways in (*guesses, _apart(known, typed)):
        meant = [_with_synonyms((replace(clause, parts=(way,)),), known.names)[0] for way in ways]
        best = max(meant, key=lambda one: _likeness(known, one, typed), default=None)
        if best and members(known, best):
            return best
    return None


def _likeness(known: Known, meant: Clause, typed: str) -> tuple[bool, int]:
    """Return how likely a clause was meant by a word: vowels are mistaken more than consonants, then many have it."""
    sounds = {spelling.consonants(part.text) for part in meant.parts if isinstance(part, Word)}
    found = members(known, meant)
    return bool(found) and spelling.consonants(typed) in sounds, len(found)


def _apart(known: Known, word: str) -> list[Part]:
    """Return the word as two that the catalogue has: 'textmessage'."""
    ends = range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)
    halves = ((word[:end], word[end:]) for end in ends)
    return [Phrase(both) for both in halves if all(half in known.dictionary for half in both)]
