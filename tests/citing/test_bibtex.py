"""BibTeX: what other programs read back is what was written."""

from __future__ import annotations

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given, settings
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from practices.citing import bibtex
from tests.citing.entries import ACCESSED, document, entry, plain, source, texts


def decoder() -> LatexNodes2Text:
    """LaTeX as text. Two hyphens are left alone; braces that are spelt out, and a circumflex, are read as such."""
    context = get_default_latex_context_db().filter_context(exclude_categories=["nonascii-specials"])
    spelt = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    context.add_context_category("braces", [MacroTextSpec(*pair) for pair in spelt.items()], prepend=True)
    return LatexNodes2Text(latex_context=context, strict_latex_spaces=True, keep_braced_groups=False)


DECODER = decoder()


def read(text: str) -> list[tuple[str, str, dict[str, str]]]:
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware(decoder=DECODER)])
    assert library.failed_blocks == []
    return [(e.entry_type, e.key, {f.key: f.value for f in e.fields}) for e in library.entries]


def test_an_entry_is_a_web_page_with_all_that_a_reference_needs() -> None:
    ((kind, key, fields),) = read(bibtex.write(entry(), ACCESSED))
    assert (kind, key) == ("online", "labour-mobility-12")
    assert fields.pop("note").startswith("Drawn from International Organization for Migration; Klein Solomon")
    assert fields == {
        "author": "International Organization for Migration",
        "title": "Kenya trains nurses",
        "titleaddon": "Labour Mobility Practices",
        "howpublished": "Labour Mobility Practices",
        "year": "2026",
        "date": "2026-03-04",
        "url": "https://example.org/practices/12/",
        "urldate": "2026-11-22",
        "abstract": "What Kenya did.",
        "keywords": "Recruitment regulation, Planning, Kenya",
        "language": "english",
    }


def test_institutions_and_capitals_stay_as_they_are() -> None:
    written = bibtex.write(entry(), ACCESSED)
    assert "author = {{International Organization for Migration}}" in written
    assert "title = {{Kenya trains nurses}}" in written
    assert "author = {{International Organization for Migration} and Klein Solomon, Michele}" in bibtex.write_source(
        document()
    )


def test_its_source_is_a_report() -> None:
    ((kind, key, fields),) = read(bibtex.write_source(document()))
    assert (kind, key) == ("techreport", "idm-12")
    wanted = {"institution": "International Organization for Migration", "address": "Geneva", "year": "2010"}
    wanted |= {"series": "International Dialogue on Migration", "number": "12", "issn": "1726-2224", "type": "Report"}
    assert wanted.items() <= fields.items()
    assert "pages = {21--26}" in bibtex.write_source(document())


def test_what_is_not_known_is_left_out() -> None:
    bare = source(kind="presentation", year=None, series="", number="", issn="", place="", publisher="")
    ((kind, _key, fields),) = read(bibtex.write_source(document(source=bare, pages="12, 15")))
    assert kind == "misc"
    assert set(fields) == {"author", "title", "type", "language", "note"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("R&D, 100% #1 a_b $5", r"R\&D, 100\% \#1 a\_b \$5"),
        ("{", r"{\textbraceleft}"),
        ("~^\\", r"{\textasciitilde}{\textasciicircum}{\textbackslash}"),
        ("Égypte « ñ »", "Égypte « ñ »"),
    ],
)
def test_what_latex_would_obey_is_escaped(text: str, written: str) -> None:
    assert bibtex.escaped(text) == written


def test_an_address_stands_as_it_is_and_stays_in_its_field() -> None:
    written = bibtex.write_source(document(source=source(url="https://example.org/a_b?c=%20&d={x}#~e")))
    assert "url = {https://example.org/a_b?c=%20&d=%7Bx%7D#~e}," in written


@given(title=texts, summary=texts, word=texts, section=texts)
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back(title: str, summary: str, word: str, section: str) -> None:
    made = entry(title=title, summary=summary, areas=[word], documents=[document(section=section)])
    written = bibtex.write(made, ACCESSED)
    assert written.count("{") == written.count("}")
    (_kind, _key, first), (_k, _n, second) = read(written + bibtex.write(entry(number=13), ACCESSED))
    assert first.get("title", "").strip() == plain(title).strip()
    assert first.get("abstract", "").strip() == plain(summary).strip()
    assert plain(word).strip() in first["keywords"]
    assert plain(section).strip() in first["note"]
    assert second["title"] == "Kenya trains nurses"
