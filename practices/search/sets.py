"""Which practices have which value of each facet, as compressed bitmaps, and all words of their texts.

Counting by intersecting bitmaps costs a small part of what an aggregation over all practices found costs.
They lie in one file beside tantivy's, written anew with each change.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyroaring import BitMap

from .documents import Document

Holders = dict[str, dict[str, BitMap]]  # facet -> value -> practices


class Sets:
    """All practices of the index, those that hold each value, and all words. Never changed once made."""

    def __init__(self, everything: BitMap, holders: Holders, words: frozenset[str]) -> None:
        self.everything = everything
        # Also words of practices that are gone, until the next rebuild.
        self.words = words
        self._holders = holders

    def holding(self, facet: str, values: Iterable[str]) -> BitMap:
        """Return the practices that have any of these values."""
        holders = self._holders.get(facet, {})
        return BitMap.union(BitMap(), *(holders[value] for value in values if value in holders))

    def counts(self, facet: str, among: BitMap) -> dict[str, int]:
        """Count how many of some practices have each value. Values that none has are left out."""
        holders = self._holders.get(facet, {})
        if among == self.everything:
            return {value: len(pks) for value, pks in holders.items()}
        counted = map(among.intersection_cardinality, holders.values())
        return {value: count for value, count in zip(holders, counted, strict=True) if count}

    def values_of(self, pks: Iterable[int], facets: Iterable[str]) -> dict[int, dict[str, list[str]]]:
        """Return the values of some practices, sorted. Facets of which one has none are left out."""
        held: dict[int, dict[str, list[str]]] = {pk: {} for pk in pks}
        some = BitMap(held)
        for facet in facets:
            for value, holding in self._holders.get(facet, {}).items():
                for pk in holding & some:
                    held[pk].setdefault(facet, []).append(value)
        for row in held.values():
            for values in row.values():
                values.sort()
        return held

    def with_changes(self, gone: Iterable[int], added: Iterable[Document]) -> Sets:
        """Return the sets without some practices, and with others."""
        gone = BitMap(gone)
        everything = self.everything - gone
        holders: Holders = {
            facet: {value: left for value, pks in values.items() if (left := pks - gone)}
            for facet, values in self._holders.items()
        }
        words = set(self.words)
        for document in added:
            everything.add(document.pk)
            words |= document.words
            for facet, values in document.facets.items():
                for value in values:
                    holders.setdefault(facet, {}).setdefault(value, BitMap()).add(document.pk)
        return Sets(everything, holders, frozenset(words))

    def save(self, path: Path) -> None:
        """Write them into a file: a line that says what there is, then the bitmaps."""
        rows = [("", "", self.everything)]
        rows += [(facet, value, pks) for facet, values in self._holders.items() for value, pks in values.items()]
        blobs = [pks.serialize() for _facet, _value, pks in rows]
        head = [(facet, value, len(blob)) for (facet, value, _pks), blob in zip(rows, blobs, strict=True)]
        body = b"".join(blobs)
        content = json.dumps({"sets": head, "words": sorted(self.words)}).encode() + b"\n" + body
        path.write_bytes(b"%08x\n" % zlib.crc32(content) + content)


def load(path: Path) -> Sets:
    """Read what `save` wrote. Raise OSError or ValueError if the file is missing or damaged."""
    crc, _newline, content = path.read_bytes().partition(b"\n")
    if crc != b"%08x" % zlib.crc32(content):
        raise ValueError("The file of the sets is damaged.")
    line, _newline, blobs = content.partition(b"\n")
    head = json.loads(line)
    holders: Holders = {}
    start = 0
    for facet, value, length in head["sets"]:
        holders.setdefault(facet, {})[value] = BitMap.deserialize(blobs[start : start + length])
        start += length
    return Sets(holders.pop("")[""], holders, frozenset(head["words"]))


def in_at_least(sets: Sequence[BitMap], everything: BitMap) -> list[BitMap]:
    """Return for each number, from 0 on, the practices that are in at least so many of some sets."""
    levels = [everything] + [BitMap() for _ in sets]
    for i, pks in enumerate(sets):
        for level in range(i + 1, 0, -1):
            levels[level] = levels[level] | (levels[level - 1] & pks)
    return levels


EMPTY = Sets(BitMap(), {}, frozenset())
