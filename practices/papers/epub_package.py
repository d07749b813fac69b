"""What a book tells of itself: its parts in order, its contents, who made it, and for whom it can be read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from practices.text.xml import add, written

from .blocks import Paper
from .epub_chapters import Chapter, Writer, page

_CONTAINER = b"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
# Colours are left to the reader, who may read at night.
_STYLE = b"""body { font-family: "Source Sans 3", "Source Sans Pro", Arial, sans-serif; line-height: 1.5; }
h1, h2, h3, .lead { font-family: "Source Serif 4", "Source Serif Pro", Georgia, serif; line-height: 1.25; }
h1, h2, h3, dt, caption, figcaption { break-after: avoid; page-break-after: avoid; hyphens: none; }
h1.title { border-bottom: 2px solid; padding-bottom: 0.4em; }
h2 { margin-top: 2em; }
.lead { font-size: 1.15em; }
.note, .citation, .index, figcaption, caption, table { font-size: 0.9em; }
.citation { padding-left: 1.5em; text-indent: -1.5em; }
dl, blockquote { margin: 1em 0; }
dt { font-weight: bold; }
dd { margin: 0 0 0.4em 1.5em; }
blockquote { border-left: 3px solid; padding-left: 1em; }
.checklist, .index { list-style: none; padding-left: 0; }
.checklist li { padding-left: 1.6em; text-indent: -1.6em; }
.index li { padding-left: 1.5em; text-indent: -1.5em; }
.wide { overflow-x: auto; margin: 1em 0; }
table { border-collapse: collapse; width: 100%; border-top: 1px solid; border-bottom: 1px solid; }
caption, figcaption { font-weight: bold; text-align: left; margin-bottom: 0.4em; }
th, td { border-top: 1px solid; padding: 0.3em 0.5em; text-align: left; vertical-align: top; }
figure { margin: 1em 0; }
img { max-width: 100%; }
"""
_XHTML, _PNG, _CSS = "application/xhtml+xml", "image/png", "text/css"


def parts(paper: Paper, writer: Writer) -> dict[str, bytes]:
    """Return all parts but those with what the book says, by name."""
    return {
        "META-INF/container.xml": _CONTAINER,
        "EPUB/package.opf": written(_package(paper, writer)),
        "EPUB/nav.xhtml": written(_navigation(paper, writer)),
        "EPUB/style.css": _STYLE,
    }


def _package(paper: Paper, writer: Writer) -> Element:
    names = {"xmlns": "http://www.idpf.org/2007/opf", "version": "3.0", "unique-identifier": "id"}
    root = Element("package", names | {"xml:lang": paper.language})
    _metadata(add(root, "metadata", "", {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}), paper, writer)
    manifest, spine = add(root, "manifest"), add(root, "spine")
    item = {"id": "nav", "href": "nav.xhtml", "media-type": _XHTML, "properties": "nav"}
    add(manifest, "item", "", item)
    add(manifest, "item", "", {"id": "style", "href": "style.css", "media-type": _CSS})
    for kind, files in ((_XHTML, [chapter.name for chapter in writer.chapters]), (_PNG, list(writer.pictures))):
        for name in files:
            add(manifest, "item", "", {"id": name.partition(".")[0], "href": name, "media-type": kind})
    for number, chapter in enumerate(writer.chapters):
        add(spine, "itemref", "", {"idref": chapter.name.partition(".")[0]})
        if number == 0 and writer.contents:
            add(spine, "itemref", "", {"idref": "nav"})
    return root


def _metadata(about: Element, paper: Paper, writer: Writer) -> None:
    told = {
        "identifier": uuid.uuid5(uuid.NAMESPACE_URL, f"{paper.address}#{paper.language}").urn,
        "title": paper.title,
        "language": paper.language,
        "creator": paper.author,
        "publisher": paper.author,
        "description": paper.description,
        "date": paper.day.isoformat(),
        "source": paper.address,
        "rights": " ".join(part for part in (paper.licence.text, paper.licence.address) if part),
    }
    for name, text in told.items():
        if text:
            add(about, f"dc:{name}", text, {"id": "id"} if name == "identifier" else None)
    for word in paper.keywords:
        add(about, "dc:subject", word)
    add(about, "meta", f"{paper.day.isoformat()}T00:00:00Z", {"property": "dcterms:modified"})
    for name, text in _accessibility(writer):
        add(about, "meta", text, {"property": f"schema:{name}"})


def _accessibility(writer: Writer) -> Iterable[tuple[str, str]]:
    """Tell what it takes to read the book: its text is enough, since pictures are told in words."""
    yield "accessMode", "textual"
    if writer.pictures:
        yield "accessMode", "visual"
        yield "accessibilityFeature", "alternativeText"
    yield "accessModeSufficient", "textual"
    for feature in ("tableOfContents", "structuralNavigation", "displayTransformability", "readingOrder"):
        yield "accessibilityFeature", feature
    if writer.has_index:
        yield "accessibilityFeature", "index"
    yield "accessibilityHazard", "none"
    yield "accessibilitySummary", _("All of it is text that can be enlarged, read aloud and searched.")


def _navigation(paper: Paper, writer: Writer) -> Element:
    title = writer.contents.title if writer.contents else paper.title
    root, body = page(paper.language, title)
    nav = add(body, "nav", "", {"epub:type": "toc", "id": "toc"})
    add(nav, "h1", title)
    listed = add(nav, "ol")
    deepest = writer.contents.down_to if writer.contents else 2
    for chapter in writer.chapters:
        _of_chapter(listed, chapter, deepest)
    return root


def _of_chapter(listed: Element, chapter: Chapter, deepest: int) -> None:
    """Add a chapter with its headings, each within the one above it."""
    top = add(listed, "li")
    add(top, "a", chapter.title, {"href": chapter.name})
    items = {1: top}
    for heading, anchor in chapter.headings:
        if 1 < heading.level <= deepest:
            above = items[max(level for level in items if level < heading.level)]
            within = above.find("ol")
            item = add(add(above, "ol") if within is None else within, "li")
            add(item, "a", heading.text, {"href": f"{chapter.name}#{anchor}"})
            items = {level: one for level, one in items.items() if level < heading.level} | {heading.level: item}
