"""Papers for word processors: what python-docx reads back of them, and what Word wants to be told."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from practices.papers import blocks as b
from practices.papers import docx

from .example import EVIL, everything, paper


def read(*blocks: b.Block, **others: object) -> Any:
    return Document(io.BytesIO(docx.write(paper(*blocks, **others))))


def styled(document: Any, style: str) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == style]


def test_headings_lists_and_titles_have_styles_and_nothing_is_an_empty_line() -> None:
    document = read(subtitle="Pour demain")
    assert styled(document, "Title") == ["Lower fees"]
    assert styled(document, "Subtitle") == ["Pour demain"]
    assert styled(document, "Heading 1") == ["Kenya", "Maroc"]
    assert styled(document, "Heading 2") == ["Chiffres"]
    assert styled(document, "List Number") == ["one", "Un", "Deux"]
    assert styled(document, "List Bullet 2") == ["two"]
    assert all(paragraph.text or paragraph._p.xpath(".//w:drawing") for paragraph in document.paragraphs)
    first, second = (document.paragraphs[place]._p for place in (2, 3))
    assert (first.pPr.find(qn("w:pageBreakBefore")) is None) != (second.pPr.find(qn("w:pageBreakBefore")) is None)


def test_it_tells_its_language_and_that_of_texts_in_another_one() -> None:
    document = read()
    assert document.core_properties.language == "fr-FR"
    assert document.styles.element.xpath("./w:docDefaults//w:lang/@w:val") == ["fr-FR"]
    assert {*document.element.xpath(".//w:lang/@w:val")} == {"en-GB"}
    (law,) = (run for paragraph in document.paragraphs for run in paragraph.runs if run.text == "law")
    assert law.style.name == "Strong"
    assert law._r.xpath(".//w:lang")


def test_pictures_have_alternatives_and_heads_of_tables_are_repeated() -> None:
    document = read()
    assert document.element.xpath(".//wp:docPr/@descr") == ["Deux pays"]
    (table,) = document.tables
    assert [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows] == [True, False, False]
    assert [cell.text for cell in table.rows[1].cells] == ["Envois de fonds", "4"]
    assert len(document.element.xpath(".//w:fldSimple[contains(@w:instr, ' SEQ ')]")) == 2


def test_the_contents_are_a_field_that_is_filled_in() -> None:
    document = read()
    (field,) = document.element.xpath(".//w:sdtContent//w:instrText/text()")
    assert field.split()[:3] == ["TOC", r"\o", '"1-2"']
    lines = document.element.xpath(".//w:sdtContent/w:p[position() > 1]")
    assert ["".join(line.xpath(".//w:t/text()")) for line in lines] == ["Kenya", "Chiffres", "Maroc"]
    places = document.element.xpath(".//w:bookmarkStart/@w:name")
    assert {*document.element.xpath(".//w:hyperlink/@w:anchor")} - {*places} == {"to_nowhere"}
    assert not document.settings.element.xpath("./w:updateFields")
    assert read(b.Heading("One"), b.Contents("All", pages=True)).settings.element.xpath("./w:updateFields")


def test_links_lead_outside_only_where_their_address_is_one() -> None:
    document = read()
    targets = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    assert targets == {"https://example.org/a?b=c&d"}  # Word refuses a document with one that is none
    (box,) = document.element.xpath(".//*[local-name() = 'checkbox']")
    assert box.getparent().tag == qn("w:sdtPr")


def test_stored_markup_and_controls_are_text() -> None:
    blocks = [
        b.Heading(EVIL),
        b.Paragraph(b.Run(EVIL, address=f"https://example.org/{EVIL}")),
        b.Prose(EVIL),
        b.Table(EVIL, [EVIL], [[EVIL]]),
        b.Bullets([EVIL]),
        b.Contents(EVIL),
    ]
    document = read(*blocks, title=EVIL, footer=EVIL, author=EVIL)
    shown = EVIL.replace("\x00\x0b", "")
    assert styled(document, "Heading 1") == styled(document, "Title") == styled(document, "List Bullet") == [shown]
    assert document.core_properties.title == shown


def test_the_same_paper_is_the_same_file_whatever_the_clock_says() -> None:
    written = docx.write(paper())
    assert written == docx.write(paper(*everything()))
    with zipfile.ZipFile(io.BytesIO(written)) as file:
        assert {about.date_time for about in file.infolist()} == {(2026, 12, 1, 0, 0, 0)}
        names = file.namelist()
    assert not [name for name in names if "thumbnail" in name or "app.xml" in name]  # those of another document
