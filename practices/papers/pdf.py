"""A paper as a tagged PDF (PDF/UA-1), set by typst, which gets what it says as data: no text is taken for markup."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from dataclasses import asdict
from functools import singledispatch
from pathlib import Path
from typing import Any

from . import blocks as b
from .prose import pieces

CONTENT_TYPE = "application/pdf"
_SETTING = Path(__file__).with_name("pdf_setting.py")
_PATIENCE = 60  # seconds


def write(paper: b.Paper) -> bytes:
    """Return a paper as a file. Raise subprocess.SubprocessError if that fails, or takes far too long."""
    pictures: dict[str, str] = {}
    said = {
        "title": paper.title,
        "language": _code(paper.language),
        "subtitle": paper.subtitle,
        "author": paper.author,
        "description": paper.description,
        "keywords": list(paper.keywords),
        "day": [paper.day.year, paper.day.month, paper.day.day],
        "licence": paper.licence.text,  # a link in the footer would be none to a screen reader
        "footer": paper.footer,
        "blocks": [_said(block, pictures) for block in paper.blocks],
        "pictures": pictures,
    }
    asked = [sys.executable, "-I", str(_SETTING)]
    made = subprocess.run(asked, input=json.dumps(said).encode(), capture_output=True, check=True, timeout=_PATIENCE)
    return made.stdout


def _said(block: b.Block, pictures: dict[str, str]) -> dict[str, Any]:
    if isinstance(block, b.Picture):
        name = f"{len(pictures) + 1}.png"
        pictures[name] = base64.b64encode(block.png).decode()
        size = {"width_cm": block.width_cm}
        return {"kind": "Picture", "name": name, "alt": block.alt, "caption": block.caption, **size}
    return {"kind": type(block).__name__, **_data(block)}


@singledispatch
def _data(block: b.Block) -> dict[str, Any]:
    """Return what the template needs of a block."""
    raise TypeError(block)


@_data.register
def _heading(block: b.Heading) -> dict[str, Any]:
    return {**asdict(block), "language": _code(block.language)}


@_data.register
def _paragraph(block: b.Paragraph) -> dict[str, Any]:
    return {"line": _line(block.line), "style": block.style, "language": _code(block.language)}


@_data.register
def _prose(block: b.Prose) -> dict[str, Any]:
    found = [
        {
            "line": _line(piece.line),
            "depth": len(piece.lists),
            "is_first": piece.is_first,
            "numbered": bool(piece.lists) and piece.lists[-1].numbered,
            "is_quoted": piece.is_quoted,
        }
        for piece in pieces(block.markdown)
    ]
    return {"pieces": found, "language": _code(block.language)}


@_data.register
def _bullets(block: b.Bullets) -> dict[str, Any]:
    return {"items": [_line(item) for item in block.items], "numbered": block.numbered}


@_data.register
def _checklist(block: b.Checklist) -> dict[str, Any]:
    return {"items": [_line(item) for item in block.items]}


@_data.register
def _facts(block: b.Facts) -> dict[str, Any]:
    return {"pairs": [[label, _line(line)] for label, line in block.pairs]}


@_data.register
def _table(block: b.Table) -> dict[str, Any]:
    rows = [[_line(cell) for cell in row] for row in block.rows]
    head = [_line(cell) for cell in block.head]
    return {"caption": block.caption, "head": head, "rows": rows, "header_column": block.header_column}


@_data.register
def _contents(block: b.Contents) -> dict[str, Any]:
    return {"title": block.title, "down_to": block.down_to}


@_data.register
def _index(block: b.Index) -> dict[str, Any]:
    return {"entries": [[entry.name, [_line(place) for place in entry.places]] for entry in block.entries]}


@_data.register
def _page_break(block: b.PageBreak) -> dict[str, Any]:
    return {}


def _line(line: b.Line) -> list[dict[str, Any]]:
    return [{**asdict(run), "language": _code(run.language)} for run in b.runs(line) if run.text]


def _code(language: str) -> str:
    """Return a language as typst knows it: two or three letters."""
    return language.partition("-")[0].lower()
