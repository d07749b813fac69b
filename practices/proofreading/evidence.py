"""The two lists that the command makes of the documents, so that tests hold the entries without them.

`figures.csv`: which passage has each number. `runs.bin`: digests of all runs of nine words of the documents.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import wording
from .documents import Document
from .entries import Entry
from .figures import Evidence, given, is_recorded, place_of

_FIGURES, _RUNS = "figures.csv", "runs.bin"


def write(folder: Path, found: Iterable[Evidence], documents: Iterable[Document], names: wording.Names) -> None:
    """Write both lists."""
    with (folder / _FIGURES).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(Evidence._fields)
        rows.writerows(sorted(set(found)))
    runs = (run for document in documents for run in wording.runs(document.text, names))
    (folder / _RUNS).write_bytes(wording.packed(map(wording.digest, runs)))


def runs(folder: Path) -> frozenset[bytes]:
    """Read the digests of the documents' runs of words."""
    return wording.unpacked((folder / _RUNS).read_bytes())


def figures(folder: Path) -> frozenset[tuple[str, ...]]:
    """Read where each number stands, as rows of `Evidence`."""
    with (folder / _FIGURES).open(encoding="utf-8", newline="") as file:
        return frozenset(map(tuple, csv.reader(file)))


def unproven(entry: Entry, known: frozenset[tuple[str, ...]], records: dict[str, set[str]]) -> Iterator[str]:
    """Yield the numbers of an entry that the list has in none of the passages that must have them."""
    for number, citations in given(entry):
        places = {(str(entry.number), number, one["source"], place_of(one)) for one in citations}
        if not places & known and not is_recorded(number, entry, citations, records):
            yield f"{entry.file}: no list says that {number} stands where it is cited. Run manage.py proofread."
