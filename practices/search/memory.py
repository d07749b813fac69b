"""What was worked out from one state of the index, and what of it holds in the next.

Which practices have a frequent word takes long to find out. After a publication only the practices that have changed
need to be asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyroaring import BitMap

from .encoder import Vector
from .query import Part
from .spelling import Dictionary
from .store import State

_MOST = 500  # parts of questions that are remembered
_MOST_TERMS = 50_000  # of which it is remembered how frequent they are


class Memory:
    """What one state of the index has been asked."""

    def __init__(self) -> None:
        self._having: dict[Part, BitMap] = {}
        # What the states before were asked, each with the practices that have changed since.
        self._before: dict[Part, tuple[BitMap, BitMap]] = {}
        self._frequencies: dict[tuple[str, str], int] = {}
        self.vectors: dict[int, Vector] = {}  # of practices, as the encoder knows them
        self.dictionary: Dictionary | None = None
        self.of_others: dict[str, Any] = {}  # what those who ask keep here, by name

    def knows(self, part: Part) -> bool:
        """Whether it is known at once who has a part of a question."""
        return part in self._having

    def having(self, part: Part, find: Callable[[BitMap | None], BitMap]) -> BitMap:
        """Return the practices that have a part of a question. `find` finds them, among all or among some."""
        if (known := self._having.get(part)) is not None:
            return known
        before = self._before.pop(part, None)
        if before is None:
            found = find(None)
        else:
            pks, changed = before
            found = (pks - changed) | find(changed) if changed else pks
        if len(self._having) >= _MOST:
            self._having.clear()
        self._having[part] = found
        return found

    def frequency(self, field: str, term: str, count: Callable[[], int]) -> int:
        """Return how many practices have a term in a field."""
        known = self._frequencies.get((field, term))
        if known is None:
            if len(self._frequencies) >= _MOST_TERMS:
                self._frequencies.clear()
            known = self._frequencies[field, term] = count()
        return known

    def after(self, changed: BitMap) -> Memory:
        """Return what still holds of it in a state in which these practices have changed."""
        following = Memory()
        older = {part: (pks, also | changed) for part, (pks, also) in self._before.copy().items()}
        latest = {part: (pks, changed) for part, pks in self._having.copy().items()}
        following._before = dict(list({**older, **latest}.items())[-_MOST:])
        following.vectors = {pk: vector for pk, vector in self.vectors.copy().items() if pk not in changed}
        return following


def following(memory: Memory, before: State, state: State) -> Memory:
    """Return what a memory of one state of the index is worth in another."""
    if before.generation != state.generation:
        return Memory()
    if before.sets == state.sets:
        return memory.after(BitMap())
    names = [name for name, _ids in state.steps]
    if before.sets not in names:  # too long ago
        return Memory()
    since = state.steps[names.index(before.sets) :]
    return memory.after(BitMap.union(BitMap(), *(BitMap(ids) for _name, ids in since)))
