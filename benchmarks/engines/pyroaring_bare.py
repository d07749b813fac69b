"""Bare pyroaring: the floor for selections. One bitmap for each value, in memory; no text."""

from __future__ import annotations

import importlib.metadata
import pickle
from functools import reduce
from itertools import islice
from operator import and_, or_
from pathlib import Path

from pyroaring import BitMap

from benchmarks import entries, machine
from benchmarks.engines import Answer, store
from benchmarks.questions import PAGE_SIZE, Question

_FILE = "bitmaps.pickle"
_ORDERS = ("newest", "by_title")


class Engine:
    """Practices are numbered by their place from newest to oldest, so that the first of a bitmap are the newest.

    A second set of bitmaps has them by title.
    """

    VERSION = f"pyroaring {importlib.metadata.version('pyroaring')}"
    NOTES = "No text at all."

    def __init__(self, folder: Path) -> None:
        with (store(folder, "pyroaring") / _FILE).open("rb") as file:
            self._ids, self._bitmaps = pickle.load(file)  # noqa: S301 - our own file

    @staticmethod
    def prepare(folder: Path) -> int:
        path = store(folder, "pyroaring")
        total = sum(1 for _entry in entries.read(folder))
        ids = {order: [0] * total for order in _ORDERS}
        places: dict[str, dict[str, dict[str, list[int]]]] = {
            order: {name: {} for name in entries.facet_names(folder)} for order in _ORDERS
        }
        for entry in entries.read(folder):
            for order, place in zip(_ORDERS, (total - 1 - entry.newest, entry.by_title), strict=True):
                ids[order][place] = entry.id
                for name, values in entry.facets.items():
                    for value in values:
                        places[order][name].setdefault(value, []).append(place)
        bitmaps = {
            order: {name: {value: BitMap(found) for value, found in values.items()} for name, values in facets.items()}
            for order, facets in places.items()
        }
        with (path / _FILE).open("wb") as file:
            pickle.dump((ids, bitmaps), file)
        return machine.size_of(path)

    def can(self, question: Question) -> bool:
        return not question.text

    def answer(self, question: Question) -> Answer:
        order = "by_title" if question.by_title else "newest"
        ids, facets = self._ids[order], self._bitmaps[order]
        everything = BitMap(range(len(ids)))
        chosen = {
            name: reduce(or_, (facets[name].get(value, BitMap()) for value in values))
            for name, values in question.selections.items()
        }
        whole = reduce(and_, chosen.values(), everything)
        counts = {}
        for name, values in facets.items():
            others = reduce(and_, (found for other, found in chosen.items() if other != name), everything)
            found = {value: bitmap.intersection_cardinality(others) for value, bitmap in values.items()}
            counts[name] = {value: count for value, count in found.items() if count}
        page = islice(whole, question.offset, question.offset + PAGE_SIZE)
        return Answer([ids[place] for place in page], len(whole), counts)

    def close(self) -> None:
        """There is nothing to let go of."""
