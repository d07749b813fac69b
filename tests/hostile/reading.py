"""Reading answers as their readers do, each by a parser of its format: what is markup in them, and what is wrong."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import bibtexparser
import html5lib
import openpyxl
import rispy
from django.conf import settings
from lxml import etree
from markdown_it import MarkdownIt
from PIL import Image
from rdflib import Graph

Shape = set[str]  # the names of all that is markup: elements, attributes, keys, fields, columns, predicates

SCHEMES = {"", "http", "https", "mailto"}
FETCHED = {
    "script@src",
    "img@src",
    "iframe@src",
    "source@srcset",
    "form@action",
    "button@formaction",
    "object@data",
    "base@href",
}
LEADING = FETCHED | {"a@href", "area@href", "link@href", "use@href", "svg@href"}
TO_SCAN = ("data:image/svg+xml", "otpauth:")  # of the second factor, with the name that one signs in with alone
DATA = {"application/ld+json", "application/json", "speculationrules"}
HTML_IN_JSON = {"html", "problem", "done", "results", "lessons", "summary"}
HTML_IN_XML = {"description", "{http://www.w3.org/2005/Atom}content"}  # of RSS, which has no namespace, and Atom


class Wrong(AssertionError):
    """What an answer must not be."""


def read(content: bytes, content_type: str, address: str = "") -> Shape:
    """Return the shape of an answer. Raise Wrong, or what the parser raises, if it is not what it says."""
    kind = content_type.partition(";")[0].strip()
    text = content.decode() if kind not in BINARY else ""
    if kind in BINARY:
        return BINARY[kind](content)
    if kind.endswith("json"):
        return set(_in_json(json.loads(text), "texts=html" in address or "oembed" in address))
    if kind.endswith("xml"):
        return set(_in_xml(content)) | (_in_graph(text, "xml") if "rdf" in kind else set())
    if kind not in TEXTS:
        raise Wrong(f"nothing is known of {kind}: say here how it is read")
    return TEXTS[kind](text)


def html(text: str) -> Shape:
    """Read a page or a part of one as browsers do."""
    return set(_elements(html5lib.parse(text, namespaceHTMLElements=False)))


def _elements(tree: Any) -> Iterator[str]:
    for element in tree.iter():
        if not isinstance(element.tag, str):
            if "hacked" in str(element.text):
                raise Wrong(f"a comment: {element.text}")
            continue
        tag = element.tag.rpartition("}")[2]
        yield tag
        for name, value in element.attrib.items():
            name = str(name).rpartition("}")[2]
            yield f"{tag}@{name}"
            _look_at(tag, name, value)
        if tag == "script" and (element.text or "").strip():
            if element.get("type") not in DATA:
                raise Wrong(f"a script: {element.text}")
            yield from _in_json(json.loads(element.text), False)


def _look_at(tag: str, name: str, value: str) -> None:
    """Look where an attribute leads, and whether it does something by itself."""
    if name.startswith("on") or name in {"style", "srcdoc"} or (name, value) == ("http-equiv", "refresh"):
        raise Wrong(f"<{tag} {name}={value}>")
    if f"{tag}@{name}" in LEADING:
        address = re.sub(r"[\0-\x20]", "", value)
        site = urlsplit(address)
        if value.startswith(TO_SCAN):
            return
        if site.scheme not in SCHEMES:
            raise Wrong(f"<{tag} {name}={value}> leads to {site.scheme}")
        is_elsewhere = site.netloc and f"{site.scheme}://{site.netloc}" != settings.SITE_URL
        if f"{tag}@{name}" in FETCHED and is_elsewhere:
            raise Wrong(f"<{tag} {name}={value}> is fetched from elsewhere")


def _in_json(value: Any, has_html: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield key
            if has_html and key in HTML_IN_JSON and isinstance(one, str):
                yield from html(one)
            yield from _in_json(one, has_html)
    elif isinstance(value, list):
        for one in value:
            yield from _in_json(one, has_html)


def _in_xml(content: bytes) -> Iterator[str]:
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.getroottree().docinfo.doctype:
        raise Wrong("a document type")
    yield from _elements(root)
    for element in root.iter(etree.Element):
        if element.tag in HTML_IN_XML and (element.text or "").startswith("<"):
            yield from html(element.text)


def _csv(text: str) -> Shape:
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    if len({len(row) for row in rows}) > 1:
        raise Wrong("rows of several lengths")
    _look_at_cells(cell for row in rows for cell in row)
    return set(rows[0])


def _xlsx(content: bytes) -> Shape:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    if formulas := [cell.value for cell in cells if cell.data_type == "f"]:
        raise Wrong(f"formulas: {formulas[0]}")
    for cell in cells:
        if cell.hyperlink and urlsplit(cell.hyperlink.target or "").scheme not in SCHEMES:
            raise Wrong(f"a link: {cell.hyperlink.target}")
    return {str(cell.value) for sheet in book for cell in sheet[1]} | set(book.sheetnames)


def _look_at_cells(cells: Iterator[str]) -> None:
    for cell in cells:
        if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} and not re.fullmatch(r"[+-]?[\d.,]+", cell):
            raise Wrong(f"a formula: {cell}")


def _ris(text: str) -> Shape:
    for line in text.splitlines():
        if line.strip() and not re.match(r"[A-Z][A-Z0-9]  - ", line + " "):
            raise Wrong(f"no line of RIS: {line}")
    records = rispy.loads(text)
    return {name for record in records for name in record} | {f"{len(records)} records"}


def _bibtex(text: str) -> Shape:
    library = bibtexparser.parse_string(text)
    if library.failed_blocks or library.preambles or library.strings or library.comments:
        raise Wrong("what is no entry")
    fields = {field.key for entry in library.entries for field in entry.fields}
    return fields | {entry.entry_type for entry in library.entries} | {f"{len(library.entries)} entries"}


def _markdown(text: str) -> Shape:
    """Read Markdown as readers do that let HTML in it be, and links lead anywhere."""
    reader = MarkdownIt("gfm-like", {"html": True})
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    return html(reader.render(text))


def _in_graph(text: str, form: str) -> Shape:
    return {str(predicate) for predicate in Graph().parse(data=text, format=form).predicates()}


def _picture(content: bytes) -> Shape:
    Image.open(io.BytesIO(content)).verify()
    return set()


TEXTS: dict[str, Callable[[str], Shape]] = {
    "text/html": html,
    "text/csv": _csv,
    "text/markdown": _markdown,
    "text/plain": lambda text: _markdown(text) if text.startswith("# ") else set(),  # llms.txt is Markdown
    "text/turtle": lambda text: _in_graph(text, "turtle"),
    "text/javascript": lambda text: set(),  # Django's words for its scripts
    "application/x-bibtex": _bibtex,
    "application/x-research-info-systems": _ris,
}
BINARY: dict[str, Callable[[bytes], Shape]] = {
    "image/png": _picture,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
}
