"""BibTeX: what other programs read back is what was written."""

from __future__ import annotations

import re
import unicodedata

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from practices.citing import bibtex
from practices.models import Source
from tests.citing.entries import ACCESSED, document, entry, plain, source, texts
from tests.drawing import examples


def decoder() -> LatexNodes2Text:
    """LaTeX as text. Two hyphens are left alone; braces that are spelt out, and a circumflex, are read as such."""
    context = get_default_latex_context_db().filter_context(exclude_categories=["nonascii-specials"])
    spelt = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    context.add_context_category("braces", [MacroTextSpec(*pair) for pair in spelt.items()], prepend=True)
    return LatexNodes2Text(latex_context=context, strict_latex_spaces=True, keep_braced_groups=False)


DECODER = decoder()


def as_meant(text: str) -> str:
    """Text with the signs that were replaced by others which look alike, and were not in the way of all readers."""
    return unicodedata.normalize("NFKC", text.replace("˜", "~").replace("ˆ", "^")).strip()


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
    wanted |= {"number": "12", "type": "Report"}
    assert wanted.items() <= fields.items()
    assert fields["note"].startswith(
        "International Dialogue on Migration No. 12. ISSN 1726-2224, section ‘Remittances’"
    )
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
        ("Braces {and {more}}", r"Braces \{and \{more\}\}"),
        ("a lone { and }}", r"a lone \{ and \}｝"),
        ("} closed {{first}", r"｝ closed ｛\{first\}"),
        ("~^\\", "˜ˆ＼"),
        ("US$ 5 to US$ 10", "US＄ 5 to US＄ 10"),
        ("@misc{key, title = {stolen}}", r"{@}misc\{key, title = \{stolen\}\}"),
        ("2019--2020, ``so'' ?`", "2019-{}-2020, `{}`so'{}' ?{}`"),
        ("Égypte « ñ »", "Égypte « ñ »"),
    ],
)
def test_what_latex_would_obey_is_escaped(text: str, written: str) -> None:
    assert bibtex.escaped(text) == written


def test_an_address_stands_as_it_is_and_stays_in_its_field() -> None:
    written = bibtex.write_source(document(source=source(url="https://example.org/a_b?c=%20&d={x}#~e")))
    assert "url = {https://example.org/a_b?c=%20&d=%7Bx%7D#~e}," in written


HOSTILE = [
    "@misc{key, title = {stolen}}", "see @article{x", "lone { brace", "lone } brace", "Braces {and} more",
    "US$ 5, or US$ 6", "~20 % \\back ^hat_a #1 & so", "two -- dashes ``ticks'' 'so'", "% all of it", "\\",
]  # fmt: skip


@pytest.mark.parametrize("title", HOSTILE)
def test_no_record_is_lost_and_no_command_is_left(title: str) -> None:
    written = bibtex.write(entry(title=title, summary=title), ACCESSED) + bibtex.write(entry(number=13), ACCESSED)
    assert len(re.findall(r"@\w*\s*[{(]", written)) == 2, "a reader takes each for the beginning of a record"
    assert not re.findall(r"\\[A-Za-z]+", written), "Zotero shows commands as they stand"
    (_kind, _key, fields), _second = read(written)
    assert as_meant(fields["title"]) == title


@pytest.mark.parametrize(
    ("author", "written"),
    [
        ("{United Nations, Department of Economic and Social Affairs}",) * 2,
        ("{Ministry of Labour, Employment and Social Protection}",) * 2,
        ("{R&D and Co}", r"{R\&D and Co}"),
        ("King, Martin Luther, Jr.", "King, Jr., Martin Luther"),
        ("King, Jr., Martin Luther",) * 2,
        ("O'Brien and Sons, John", "O'Brien {and} Sons, John"),
        ("Suharto,", "{Suharto}"),
    ],
)
def test_an_author_is_one_author(author: str, written: str) -> None:
    record = bibtex.write_source(document(source=source(authors=f"{author}\nKlein Solomon, Michele")))
    assert f"  author = {{{written} and Klein Solomon, Michele}},\n" in record


# Fields that biblatex has for every type, and those that it has for some, as `biber --validate-datamodel` says.
ANYWHERE = {"author", "title", "year", "date", "doi", "url", "urldate", "language", "note", "abstract", "keywords"}
ANYWHERE |= {"titleaddon"}
SOMEWHERE = {
    "article": {"journal", "number", "issn", "pages"},
    "misc": {"howpublished", "organization", "address", "type"},
    "online": {"organization"},
    "techreport": {"type", "institution", "address", "number", "pages"},
}


@pytest.mark.parametrize("kind", Source.Kind.values)
def test_a_type_has_the_fields_that_biblatex_knows_of_it_and_the_note_has_the_rest(kind: str) -> None:
    numbered = source(kind=kind, isbn="978-92-9068-406-0", document_symbol="MC/INF/1", doi="10.1/x")
    ((of_type, _key, fields),) = read(bibtex.write_source(document(source=numbered)))
    assert set(fields) <= ANYWHERE | SOMEWHERE[of_type]
    told = " ".join(fields.values())
    for value in (numbered.isbn, numbered.issn, numbered.document_symbol, numbered.series, numbered.number):
        assert value in told


@given(title=texts, summary=texts, word=texts, section=texts)
@examples(60)
def test_any_text_comes_back(title: str, summary: str, word: str, section: str) -> None:
    made = entry(title=title, summary=summary, areas=[word], documents=[document(section=section)])
    written = bibtex.write(made, ACCESSED)
    assert written.count("{") == written.count("}")
    (_kind, _key, first), (_k, _n, second) = read(written + bibtex.write(entry(number=13), ACCESSED))
    assert as_meant(first.get("title", "")) == as_meant(plain(title))
    assert as_meant(first.get("abstract", "")) == as_meant(plain(summary))
    assert as_meant(plain(word)) in as_meant(first["keywords"])
    assert as_meant(plain(section)) in as_meant(first["note"])
    assert second["title"] == "Kenya trains nurses"
