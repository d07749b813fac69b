"""A paper for word processors (DOCX): python-docx makes all of it but the blocks, which are written one by one.

python-docx holds a document as a tree: a book of a thousand practices would take hundreds of megabytes.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from typing import IO, BinaryIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from django.utils.translation import override

from . import archive
from .blocks import Block, Contents, Index, Paper
from .docx_body import Body
from .docx_contents import contents, titles
from .docx_frame import Frame

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DOCUMENT = "word/document.xml"
_IN_MEMORY = 4_000_000  # bytes of blocks; beyond, they go into a file
_PIECE = 1_000_000  # bytes
_SCHEMAS = {
    "w": "openxmlformats.org/wordprocessingml/2006/main",
    "r": "openxmlformats.org/officeDocument/2006/relationships",
    "w14": "microsoft.com/office/word/2010/wordml",
    "mc": "openxmlformats.org/markup-compatibility/2006",
}
_NAMES = " ".join(f'xmlns:{prefix}="http://schemas.{schema}"' for prefix, schema in _SCHEMAS.items())
_HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {_NAMES} mc:Ignorable="w14"><w:body>'


def write(paper: Paper) -> bytes:
    """Return a paper as a file. The same paper is the same file, byte for byte."""
    whole = io.BytesIO()
    write_into(whole, paper)
    return whole.getvalue()


def write_into(file: BinaryIO, paper: Paper) -> None:
    """Write a paper into a file, block by block."""
    frame = Frame(paper)
    body = Body(frame)
    with override(paper.language), tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as written:
        places, asks_for_pages = _write_blocks(body, paper, written)
        parts = frame.parts(paper.language, asks_for_pages)
        _before, start, rest = parts.pop(_DOCUMENT).partition(b"<w:sectPr")
        section, end, _after = rest.partition(b"</w:sectPr>")
        with ZipFile(file, "w") as packed:
            for name, content in parts.items():
                packed.writestr(archive.part(name, paper.day), content)
            with packed.open(archive.part(_DOCUMENT, paper.day), "w") as document:
                document.write(_HEAD.encode())
                written.seek(0)
                for place, block in places:
                    _copy(written, document, place)
                    document.write(_xml(contents(block, body)))
                _copy(written, document, None)
                document.write(b"".join([start, section, end, b"</w:body></w:document>"]))


def _write_blocks(body: Body, paper: Paper, written: IO[bytes]) -> tuple[list[tuple[int, Contents]], bool]:
    """Write all blocks but contents, which aren't known yet. Return where these go, and whether pages are wanted."""
    places: list[tuple[int, Contents]] = []
    asks_for_pages = False
    written.write(_xml(titles(paper, body)))
    for block in paper.blocks:
        asks_for_pages = asks_for_pages or _wants_pages(block)
        if isinstance(block, Contents):
            places.append((written.tell(), block))
        else:
            written.write(_xml(body.elements(block)))
    return places, asks_for_pages


def _wants_pages(block: Block) -> bool:
    return isinstance(block, (Contents, Index)) and block.pages


def _xml(elements: Iterator[Element]) -> bytes:
    return b"".join(ElementTree.tostring(element, encoding="utf-8") for element in elements)


def _copy(source: IO[bytes], target: IO[bytes], end: int | None) -> None:
    """Copy what follows, up to a place or all of it."""
    while data := source.read(_PIECE if end is None else min(_PIECE, end - source.tell())):
        target.write(data)
