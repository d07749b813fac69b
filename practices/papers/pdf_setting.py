"""Sets one PDF, in a process of its own: typst keeps in memory much of what it has set, up to hundreds of megabytes.

Takes the paper as JSON from standard input, and writes the file to standard output (`pdf.py`).
"""

from __future__ import annotations

import base64
import datetime
import json
import sys
from pathlib import Path

import typst

_TEMPLATE = Path(__file__).with_name("pdf.typ")
_STANDARD = "ua-1"


def main() -> None:
    """Set what is given."""
    paper = json.load(sys.stdin.buffer)
    year, month, day = paper["day"]
    files = {"main.typ": _TEMPLATE.read_bytes()}
    files |= {name: base64.b64decode(png) for name, png in paper.pop("pictures").items()}
    made = typst.compile(
        files,  # type: ignore[call-overload] # takes them, though its types don't say so
        format="pdf",
        sys_inputs={"paper": json.dumps(paper)},
        pdf_standards=_STANDARD,
        timestamp=datetime.datetime(year, month, day, tzinfo=datetime.UTC),
    )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
