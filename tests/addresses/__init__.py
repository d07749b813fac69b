"""The addresses that each release made public: `*.txt`, one a line, with what it answered then.

    200 /practices/1/foreign-workforce-policy-committee/
    301 /practices/1/ /practices/1/foreign-workforce-policy-committee/

`tests/web/test_released_addresses.py` opens all of them. Before a release, write down those that are new:

    python -m tests.addresses > tests/addresses/<number>-<what is new>.txt

A list is never edited. An address that is gone for good is named in `explained.txt`, with the reason behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
_EXPLAINED = "explained.txt"


class Released(NamedTuple):
    """An address, with the status of its answer when it was released, and where it led to."""

    status: str
    path: str
    target: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, self))


def released(upto: int = 10**6) -> Iterator[Released]:
    """Return what stands in the lists, if told only in those up to a number."""
    for file in sorted(FOLDER.glob("*.txt")):
        if file.name != _EXPLAINED and int(file.name.partition("-")[0]) <= upto:
            yield from (Released(*line.split()) for line in file.read_text(encoding="utf-8").splitlines())


def explained() -> dict[str, str]:
    """Return why some addresses are gone."""
    lines = (FOLDER / _EXPLAINED).read_text(encoding="utf-8").splitlines()
    return dict(line.split(maxsplit=1) for line in lines if not line.startswith("#"))
