"""How a question is understood: what else its words mean, what they begin, and which of them were misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from pyroaring import BitMap

from . import spelling
from .names import Names
from .query import Clause, Part, Synonym, Word
from .spelling import Dictionary

_LONGEST_ACRONYM = 5  # letters


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
    """Return the clauses with synonyms and completions, and with misspelt words corrected."""
    clauses = _with_synonyms(clauses, known.names)
    completed = tuple(
        replace(clause, parts=tuple(complete(known, part) for part in clause.parts)) for clause in clauses
    )
    # 'Good practices' asks for everything.
    telling = tuple(clause for clause in completed if not clause.is_idle or members(known, clause))
    return _corrected(known, telling)


def complete(known: Known, part: Part) -> Part:
    """Return the part with the words that it may be the beginning of."""
    if not isinstance(part, Word) or not part.is_beginning:
        return part
    return replace(part, completions=tuple(known.dictionary.continuing(part.text)))


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
        likeliest = None if clause.is_excluded or members(known, clause) else _likeliest(known, clause)
        if likeliest:
            corrections.append(Correction(clause.typed, likeliest.words[0].text))
        corrected.append(likeliest or clause)
    return tuple(corrected), tuple(corrections)


def _likeliest(known: Known, clause: Clause) -> Clause | None:
    """Return the clause with the word that was most likely meant. None if it is right as it is, or past guessing."""
    part = clause.parts[0]
    is_word = len(clause.parts) == 1 and isinstance(part, Word)
    is_acronym = clause.typed.isupper() and len(clause.typed) <= _LONGEST_ACRONYM
    if not is_word or is_acronym or part.text in known.names.words:
        return None
    for candidates in spelling.candidates(part.text, known.dictionary):
        meant = [_with_synonyms((replace(clause, parts=(Word(word),)),), known.names)[0] for word in candidates]
        best = max(meant, key=lambda one: len(members(known, one)), default=None)
        if best and members(known, best):
            return best
    return None
