"""Files for reference managers: RIS, BibTeX, and CSL JSON."""

from __future__ import annotations

import json
from collections.abc import Generator

from practices.citing import bibtex, csl, ris

from .result import Result


def write_ris(result: Result) -> Generator[bytes]:
    """Yield a record for each practice."""
    for entry in result.entries():
        yield ris.write(entry, result.at.date()).encode()


def write_bibtex(result: Result) -> Generator[bytes]:
    """Yield a record for each practice."""
    for entry in result.entries():
        yield bibtex.write(entry, result.at.date()).encode()


def write_csl(result: Result) -> Generator[bytes]:
    """Yield an array with an item for each practice."""
    before = "["
    for entry in result.entries():
        yield f"{before}\n{json.dumps(csl.item(entry, result.at.date()), ensure_ascii=False)}".encode()
        before = ","
    yield b"\n]\n" if before == "," else b"[]\n"
