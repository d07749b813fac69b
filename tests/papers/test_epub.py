"""Papers for readers of books: their structure, as EPUB 3 wants it. (epubcheck, which needs Java, is run by hand.)"""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Any

from lxml import etree

from practices.papers import blocks as b
from practices.papers import epub

from .example import EVIL, paper

NAMES = {
    "x": "http://www.w3.org/1999/xhtml",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def parts(*blocks: b.Block, **others: object) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(epub.write(paper(*blocks, **others)))) as file:
        first = file.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
        return {name: file.read(name) for name in file.namelist()}


def found(part: bytes, path: str) -> list[Any]:
    return list(etree.fromstring(part).xpath(path, namespaces=NAMES))


def test_the_package_names_every_part_and_tells_for_whom_it_is() -> None:
    book = parts()
    package = book["EPUB/package.opf"]
    named = {f"EPUB/{name}" for name in found(package, "//opf:item/@href")}
    assert named == {name for name in book if name.startswith("EPUB/")} - {"EPUB/package.opf"}
    assert found(package, "//dc:language/text()") == ["fr"]
    told = {meta.get("property"): meta.text for meta in found(package, "//opf:meta")}
    assert told["dcterms:modified"] == "2026-12-01T00:00:00Z"
    assert told["schema:accessModeSufficient"] == "textual"
    ids = found(package, "//opf:item/@id")
    assert {*found(package, "//opf:itemref/@idref")} <= {*ids}
    assert len(ids) == len({*ids})


def test_a_chapter_begins_with_each_heading_of_the_first_level_and_links_find_theirs() -> None:
    book = parts()
    chapters = [name for name in book if "chapter" in name]
    assert [found(book[name], "//x:h1")[0].text for name in chapters] == ["Lower fees", "Kenya", "Maroc"]
    for name in (*chapters, "EPUB/nav.xhtml"):
        for address in found(book[name], "//x:a/@href"):
            if not address.startswith("https:"):
                file, _hash, anchor = address.partition("#")
                target = book[posixpath.join("EPUB", file)]
                assert not anchor or found(target, f"//*[@id='{anchor}']")
    assert [link.text for link in found(book["EPUB/nav.xhtml"], "//x:nav//x:a")] == [
        "Lower fees", "Kenya", "Chiffres", "Maroc",
    ]  # fmt: skip
    assert [link.text for name in chapters for link in found(book[name], "//x:a[not(@href)]")] == ["rien"]


def test_pictures_tables_and_languages_are_told() -> None:
    _front, kenya, _morocco = (part for name, part in parts().items() if "chapter" in name)
    assert found(kenya, "//x:img/@alt") == ["Deux pays"]
    assert found(kenya, "//x:th/@scope") == ["col", "col", "row", "row"]
    assert found(kenya, "/x:html/@lang") == ["fr"]
    assert [one.get("lang") for one in found(kenya, "//x:div[.//x:strong]")] == ["en"]


def test_stored_markup_and_controls_are_text() -> None:
    book = parts(b.Heading(EVIL), b.Paragraph([EVIL, b.Run('<a href="#x"')]), b.Prose(EVIL), title=EVIL)
    for name, part in book.items():
        if name.endswith((".xhtml", ".opf")):
            assert not found(part, "//x:script")
    assert '<a href="#x"' in found(book["EPUB/chapter-002.xhtml"], "//x:p")[0].text
