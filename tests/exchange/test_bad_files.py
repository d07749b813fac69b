"""Files that can't be imported: a clear message, in bounded time and memory, and nothing is changed."""

from __future__ import annotations

import datetime
import io
import random
import re
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl.styles import Font
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet.formula import ArrayFormula

from practices.exchange import reading
from practices.exchange.table import Row, Table, Unreadable
from practices.models import Practice, Upload
from tests import factories
from tests.exchange.files import NEW, SHEET, csv_bytes, problems, send, text_of, with_part, workbook, xlsx_bytes

pytestmark = pytest.mark.usefixtures("vocabulary")


def read(data: bytes) -> Table:
    return reading.read(io.BytesIO(data))


def texts(row: Row) -> dict[str, str]:
    return {heading: cell.text for heading, cell in row.cells.items()}


def refusal(data: bytes) -> str:
    """Return what is said of a file."""
    with pytest.raises(Unreadable) as caught:
        read(data)
    return " ".join(caught.value.sentences)


def archive(**parts: bytes) -> bytes:
    """Return a ZIP archive. In the names of its parts, ‘__’ stands for ‘/’ and ‘_’ for a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_", "."), data)
    return file.getvalue()


def in_sheet(change: Callable[[bytes], bytes]) -> bytes:
    return with_part(xlsx_bytes(workbook(NEW)), SHEET, change)


def compound(part: str) -> bytes:
    """Return a file in Office's old form that has a part of this name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + part.encode("utf-16-le")


def two_sheets() -> bytes:
    made = workbook(NEW)
    made.copy_worksheet(made.active).title = "Again"
    return xlsx_bytes(made)


def merged() -> bytes:
    made = workbook(NEW, NEW)
    made.active.merge_cells("B2:C3")
    return xlsx_bytes(made)


LINES = csv_bytes(NEW)
SHORT = [line.partition(b",")[2] for line in LINES.splitlines()]  # without the id
LAUGHS = b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"

BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "The file is empty."),
    "blank": (lambda: b"\xef\xbb\xbf \r\n\r\n", "The file is empty."),
    "headings alone": (lambda: LINES.splitlines()[0], "There is no row below the headings."),
    "a PDF by another name": (lambda: b"%PDF-1.7 ...", "This is a PDF"),
    "a web page": (lambda: b"<!doctype html><table>", "This is a web page"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n", "This is no table."),
    "noise": (lambda: random.Random(1).randbytes(5000), "The file is not in UTF-8: line "),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "This is an old Excel file (.xls)"),
    "a workbook with a password": (lambda: compound("EncryptedPackage"), "The file has a password. Save it without."),
    "a Word document": (lambda: compound("WordDocument"), "This is a document of Word or PowerPoint."),
    "a newer Word document": (lambda: archive(word__document_xml=b"x"), "This is a document of Word or PowerPoint."),
    "an Excel file of before 1993": (lambda: b"\x09\x04\x06\x00\x00\x04\x10\x00", "an old Excel file (.xls)"),
    "an XML file of Excel": (
        lambda: b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>',
        "This is an XML file of Excel 2003.",
    ),
    "a web page as .xls in UTF-16": (lambda: "<html><table>".encode("utf-16"), "This is a web page"),
    "a web page of Excel in one file": (lambda: b"MIME-Version: 1.0\r\n", "This is a web page"),
    "Numbers": (lambda: archive(Index__Document_iwa=b"x"), "This is a file of Numbers (.numbers)."),
    "a table in an archive": (lambda: archive(list_csv=b"x"), "This is an archive (.zip). Take the file out of it"),
    "a compressed table": (lambda: b"\x1f\x8b\x08\x00", "This is a compressed file (.gz)."),
    "OpenDocument with a password": (
        lambda: archive(mimetype=b"x", content_xml=b"x", **{"META-INF__manifest_xml": b"<m:encryption-data/>"}),
        "This is an OpenDocument file (.ods) with a password.",
    ),
    "references": (lambda: b"TY  - JOUR\r\nTI  - A title\r\nER  - ", "This is a file for programs"),
    "JSON": (lambda: b'[{"id": 1}]', "This is a file for programs"),
    "another archive": (lambda: archive(readme_txt=b"x"), "This is no workbook."),
    "OpenDocument": (lambda: archive(mimetype=b"x", content_xml=b"x"), "This is an OpenDocument file (.ods)."),
    "a binary workbook": (lambda: archive(xl__workbook_bin=b"x"), "This is a binary workbook (.xlsb)."),
    "macros": (
        lambda: with_part(xlsx_bytes(workbook(NEW)), "xl/vbaProject.bin", lambda _old: b"x"),
        "The workbook holds macros (.xlsm).",
    ),
    "Windows-1252": (
        lambda: csv_bytes(NEW | {"title_en": "Émigrés"}).decode().encode("cp1252"),
        "The file is not in UTF-8: line 2 holds a letter",
    ),
    "a NUL": (lambda: LINES.replace(b"Kenya", b"Ken\0ya", 1), "Line 2 holds a character that no text has (NUL)."),
    "a quotation mark too few": (lambda: LINES + b'"a,b', "After row 2 the file can't be read as a table"),
    "a row that stops": (lambda: LINES + b"12,Titl", "The file ends in the middle of row 3."),
    "no headings": (lambda: LINES.splitlines()[1], "The first row must hold the headings"),
    "no id": (lambda: csv_bytes({"title_en": "T"}), "The column ‘id’ is missing."),
    "a column without a heading": (
        lambda: b"id,title_en\n1,a,lost\n",
        "Cell C2 (‘lost’) stands in a column without a heading.",
    ),
    "new practices without what they need": (
        lambda: csv_bytes({"id": "", "summary_en": "T"}),
        "What is new needs these columns, too: title_en.",
    ),
    "more than 10 MB": (lambda: LINES + b"x" * 10_000_000, "The file is larger than 10 MB."),
    "a bomb of parts": (lambda: archive(**{f"xl__{i}": b"" for i in range(600)}, xl__workbook_xml=b""), "far larger"),
    "a laughing workbook": (lambda: in_sheet(lambda old: LAUGHS + old), "XML entities"),
    "one that laughs in UTF-16": (
        lambda: in_sheet(lambda _old: (LAUGHS + b"<x>&b;</x>").decode().encode("utf-16")),
        "XML entities",
    ),
    "half a workbook": (lambda: xlsx_bytes(workbook(NEW))[:3000], "damaged or not complete"),
    "a damaged workbook": (
        lambda: xlsx_bytes(workbook(NEW)).replace(b"PK\x01\x02", b"PK\x01\x03", 1),
        "damaged or not complete",
    ),
    "half a sheet": (lambda: in_sheet(lambda old: old[: len(old) // 2]), "The workbook can't be read."),
    "a sheet of something else": (lambda: in_sheet(lambda old: b"<html/>"), "The first row must hold the headings"),
    "two sheets of practices": (two_sheets, "Several sheets can be imported: ‘Sheet’ and ‘Again’."),
    "merged cells": (merged, "Cells are merged: B2:C3."),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_told_why_and_changes_nothing(client: Client, bad: str) -> None:
    make, said = BAD[bad]
    data = make()
    factories.draft()
    client.force_login(factories.person("editor", "Editor"))
    response = send(client, data, "practices.xlsx")
    assert response.status_code == 422
    told = re.findall(r"<li>(.*?)</li>", text_of(response).partition("errornote")[2].partition("</div>")[0])
    assert said in " ".join(told)
    assert (Practice.objects.count(), Upload.objects.count()) == (1, 0)


FOREIGN: dict[str, tuple[bytes, str]] = {
    "a heading in French": (
        csv_bytes({"id": 1, "Résumé (français)": "x"}),
        "Column B: there is no column ‘résumé (français)’. Is ‘summary_fr’ meant?",
    ),
    "a heading with a slip": (csv_bytes({"id": 1, "titel_en": "x"}), "Is ‘title_en’ meant?"),
    "a heading of nothing": (csv_bytes({"id": 1, "§§§": "x"}), "Column B: there is no column ‘§§§’."),
    "a heading twice": (b"id,title_en,Title_EN\n1,a,b\n", "Columns B and C are both called ‘title_en’."),
    "no number": (csv_bytes({"title_en": "T", "summary_en": "S"}), "The column ‘id’ is missing."),
}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_table_with_other_headings_is_asked_about(client: Client, foreign: str) -> None:
    data, said = FOREIGN[foreign]
    assert said in refusal(data)
    client.force_login(factories.person("editor", "Editor"))
    assert send(client, data)["Location"].endswith("/columns/")


def test_no_damage_breaks_it() -> None:
    """Whatever happens to a file on its way, it is read or refused."""
    chance = random.Random(7)
    whole = xlsx_bytes(workbook(NEW, NEW))
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        names = opened.namelist()

    def damaged(data: bytes) -> bytes:
        at = chance.randrange(len(data) or 1)
        return data[:at] + chance.randbytes(chance.randrange(9)) + data[at + chance.randrange(9) :]

    for _time in range(60):
        for data in (damaged(whole), with_part(whole, chance.choice(names), damaged), damaged(LINES)):
            try:
                read(data)
            except Unreadable as error:
                assert all(error.sentences)


def test_formulas_are_refused_where_they_stand_and_never_taken_for_their_results(client: Client) -> None:
    made = workbook(NEW, NEW, NEW)
    made.active["B2"] = "=A1&A2"
    made.active["C3"] = ArrayFormula("C3:C4", "=A1:A2")
    said = problems(xlsx_bytes(made), factories.person("editor", "Editor"))
    assert [problem for problem in said if "formula" in problem] == [
        "B2 title_en: This is a formula. Copy the cell, and paste its value.",
        "C3 summary_en: This is a formula. Copy the cell, and paste its value.",
    ]
    said = problems(csv_bytes(NEW | {"title_en": "=A1&A2"}), factories.person("other", "Editor"))
    assert said[0] == "B2 title_en: This looks like a formula. If it is text, put an apostrophe in front of it."


def test_errors_of_the_spreadsheet_and_what_no_column_holds_are_refused() -> None:
    made = workbook(NEW)
    made.active["B2"], made.active["C2"], made.active["A2"] = "#N/A", True, "#REF!"
    cells = read(xlsx_bytes(made)).rows[0].cells
    assert cells["title_en"].wrong == "This is an error of the spreadsheet (#N/A)."
    assert "yes or no" in cells["summary_en"].wrong
    said = problems(xlsx_bytes(made), factories.person("editor", "Editor"))
    assert said == ["A2 id: This is an error of the spreadsheet (#REF!)."]


def test_styled_cells_that_hold_nothing_are_no_cells() -> None:
    made = workbook(NEW)
    for place in ("XFD1", "XFD2", "A20000"):
        made.active[place].font = Font(bold=True)
    [row] = read(xlsx_bytes(made)).rows
    assert texts(row) == NEW


def test_texts_in_pieces_are_put_together_and_what_is_said_of_their_sound_is_left_out() -> None:
    pieces = "<si><r><t>Ke</t></r><r><rPr><b/></rPr><t>nya</t></r><rPh><t>kenia</t></rPh></si>"
    first = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("id", "title_en", "summary_en"))
    inline = pieces.replace("si>", "is>")
    row = f'<c><v>7</v></c><c t="s"><v>0</v></c><c t="inlineStr">{inline}</c>'
    sheet = f'<worksheet xmlns="x"><sheetData><row>{first}</row><row>{row}</row></sheetData></worksheet>'
    data = with_part(xlsx_bytes(workbook(NEW)), SHEET, lambda _old: sheet.encode())
    relation = b'<Relationship Id="t" Type="http://x/sharedStrings" Target="texts.xml"/></Relationships>'
    data = with_part(data, "xl/_rels/workbook.xml.rels", lambda old: old.replace(b"</Relationships>", relation))
    data = with_part(data, "xl/texts.xml", lambda _old: f'<sst xmlns="x">{pieces}</sst>'.encode())
    [read_row] = read(data).rows
    assert texts(read_row) == {"id": "7", "title_en": "Kenya", "summary_en": "Kenya"}


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_are_counted_from_where_the_workbook_does(since_1904: bool) -> None:
    made = workbook(NEW | {"reported_on": datetime.date(2010, 4, 3)})
    if since_1904:
        made.epoch = MAC_EPOCH
    assert read(xlsx_bytes(made)).rows[0].cells["reported_on"].text == "2010-04-03"


def test_hidden_columns_are_read_and_told() -> None:
    made = workbook(NEW)
    assert read(xlsx_bytes(made)).notes == []
    made.active.column_dimensions["C"].hidden = True
    table = read(xlsx_bytes(made))
    assert table.notes == ["Rows or columns of the sheet are hidden. They are read like the others."]
    assert texts(table.rows[0]) == NEW


def test_what_a_form_refuses_for_its_length_is_refused() -> None:
    user = factories.person("editor", "Editor")
    assert problems(csv_bytes(NEW | {"done_en": "x" * 20_000}), user) == []
    [said] = problems(csv_bytes(NEW | {"done_en": "x" * 20_001}), user)
    assert said == "G2 done_en: Ensure this value has at most 20000 characters (it has 20001)."


def test_a_very_long_cell_is_told_without_being_repeated() -> None:
    row = NEW | {"title_en": "x" * 500_000, "level": "y" * 500_000, "countries": "z" * 500_000}
    said = problems(csv_bytes(row), factories.person("editor", "Editor"))
    assert len(said) == 3 and all(len(problem) < 300 for problem in said)
