"""What stands before the blocks of a document: its titles, and the table of its headings, which is a field."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from practices.text.xml import add

from .blocks import Contents, Paper, Run
from .docx_body import Body, Heading, simple_field


def titles(paper: Paper, body: Body) -> Iterator[Element]:
    """Yield title and subtitle."""
    for style, text in (("Title", paper.title), ("Subtitle", paper.subtitle)):
        if text:
            yield body.line(body.paragraph(style), text)


def contents(block: Contents, body: Body) -> Iterator[Element]:
    """Yield the table of the headings that were written, ready to be read, and to be made anew by Word."""
    found = [heading for heading in body.headings if heading.block.level <= block.down_to]
    if not found:
        return
    control = Element("w:sdt")
    gallery = add(add(control, "w:sdtPr"), "w:docPartObj")
    add(gallery, "w:docPartGallery", "", {"w:val": "Table of Contents"})
    add(gallery, "w:docPartUnique")
    into = add(control, "w:sdtContent")
    into.append(body.line(body.paragraph("TOCHeading"), block.title))
    lines = [_line(heading, block, body) for heading in found]
    without_pages = "" if block.pages else r"\n "
    _begin(lines[0], rf' TOC \o "1-{block.down_to}" \h \z \u {without_pages}')
    _sign(lines[-1], "end")
    into.extend(lines)
    yield control


def _line(heading: Heading, block: Contents, body: Body) -> Element:
    paragraph = body.paragraph(f"TOC{heading.block.level}")
    link = add(paragraph, "w:hyperlink", "", {"w:anchor": heading.bookmark, "w:history": "1"})
    body.line(link, Run(heading.block.text, language=heading.block.language))
    if block.pages:
        add(add(link, "w:r"), "w:tab")
        simple_field(link, rf" PAGEREF {heading.bookmark} \h ", "–")
    return paragraph


def _begin(paragraph: Element, instruction: str) -> None:
    """Begin a field before what a paragraph says, which its program may replace."""
    runs = Element("w:p")
    _sign(runs, "begin")
    add(add(runs, "w:r"), "w:instrText", instruction, {"xml:space": "preserve"})
    _sign(runs, "separate")
    for place, run in enumerate(runs, 1):  # behind the properties
        paragraph.insert(place, run)


def _sign(paragraph: Element, kind: str) -> None:
    add(add(paragraph, "w:r"), "w:fldChar", "", {"w:fldCharType": kind})
