"""Sets one PDF, in a process of its own: typst keeps in memory much of what it has set, up to hundreds of megabytes.

Takes the paper as JSON from standard input, and writes the file to standard output (`pdf.py`).
"""

from __future__ import annotations

import base64
import datetime
import json
import sys
from pathlib import Path
from typing import Any

import typst

_TEMPLATE = Path(__file__).with_name("pdf.typ")
_STANDARD = "ua-1"


def main() -> None:
    """Set what is given."""
    paper = json.load(sys.stdin.buffer)
    year, month, day = paper["day"]
    files = {"main.typ": _TEMPLATE.read_bytes()}
    files |= {name: base64.b64decode(png) for name, png in paper.pop("pictures").items()}
    moment = datetime.datetime(year, month, day, tzinfo=datetime.UTC)
    try:
        made = _set(files, paper, moment, _STANDARD)
    except typst.TypstError:  # the standard refuses letters that no font has: then tagged all the same, with boxes
        made = _set(files, paper, moment, None)
    sys.stdout.buffer.write(made)


def _set(files: dict[str, bytes], paper: dict[str, Any], moment: datetime.datetime, standard: str | None) -> bytes:
    return typst.compile(  # type: ignore[call-overload, no-any-return] # takes files, though its types don't say so
        files,
        format="pdf",
        sys_inputs={"paper": json.dumps(paper)},
        pdf_standards=standard or [],
        timestamp=moment,
        ignore_system_fonts=True,  # the same file from every machine
    )


if __name__ == "__main__":
    main()
