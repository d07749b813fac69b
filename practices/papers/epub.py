"""A paper for readers of books (EPUB 3): a chapter for each heading of the first level. epubcheck finds nothing in it.

EbookLib is under the AGPL, and other writers are no longer kept: it is a ZIP file of a few small documents.
"""

from __future__ import annotations

import io
import re
from typing import BinaryIO
from zipfile import ZipFile

from django.utils.translation import override

from . import archive, epub_package
from .blocks import Paper
from .epub_chapters import Writer

CONTENT_TYPE = "application/epub+zip"
_LINK = re.compile(rb'<a href="#([^"]*)"')  # in a text there is no '<'


def write(paper: Paper) -> bytes:
    """Return a paper as a file. The same paper is the same file, byte for byte."""
    whole = io.BytesIO()
    write_into(whole, paper)
    return whole.getvalue()


def write_into(file: BinaryIO, paper: Paper) -> None:
    """Write a paper into a file. Until all of it is known it is in memory, since links lead forward, too."""
    with override(paper.language), ZipFile(file, "w") as packed:

        def put(name: str, content: bytes, is_packed: bool = True) -> None:
            packed.writestr(archive.part(name, paper.day, is_packed), content)

        put("mimetype", CONTENT_TYPE.encode(), is_packed=False)  # readable in the file's first bytes
        writer = Writer(paper)
        for block in paper.blocks:
            writer.write(block)
        writer.end()
        where = {anchor: chapter.name for chapter in writer.chapters for _heading, anchor in chapter.headings}
        for chapter in writer.chapters:
            put(f"EPUB/{chapter.name}", _with_links(chapter.content, where))
        for name, png in writer.pictures.items():
            put(f"EPUB/{name}", png, is_packed=False)
        for name, content in epub_package.parts(paper, writer).items():
            put(name, content)


def _with_links(content: bytes, where: dict[str, str]) -> bytes:
    """Return a chapter whose links know in which chapter their anchors are. Without one, a link leads nowhere."""

    def whole(match: re.Match[bytes]) -> bytes:
        anchor = match[1].decode()
        return f'<a href="{where[anchor]}#{anchor}"'.encode() if anchor in where else b"<a"

    return _LINK.sub(whole, content)
