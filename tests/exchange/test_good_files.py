"""Files as people have them: read, whatever wrote them."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable

import pytest
from django.utils.translation import override
from openpyxl.chart import BarChart
from openpyxl.styles import Font

from practices.exchange import reading, written
from practices.exchange.table import Row, Table, Unreadable
from practices.models import Practice
from tests import factories
from tests.exchange.files import NEW, SHEET, csv_bytes, imported, with_part, workbook, xlsx_bytes

pytestmark = pytest.mark.usefixtures("vocabulary")


def read(data: bytes) -> Table:
    return reading.read(io.BytesIO(data))


def texts(row: Row) -> dict[str, str]:
    return {heading: cell.text for heading, cell in row.cells.items()}


def in_sheet(change: Callable[[bytes], bytes]) -> bytes:
    return with_part(xlsx_bytes(workbook(NEW)), SHEET, change)


LINES = csv_bytes(NEW)
SHORT = [line.partition(b",")[2] for line in LINES.splitlines()]  # without the id
SEMICOLONS = csv_bytes(NEW, delimiter=";")
TABS = csv_bytes(NEW, delimiter="\t")


def rows_of_format(number: int, cells: int, form: str) -> bytes:
    """Return a workbook with rows below that have a format, and nothing in them."""
    below = "".join(f'<row r="{row}" ht="15" hidden="false">{form * cells}</row>' for row in range(3, 3 + number))
    return in_sheet(lambda old: old.replace(b"</sheetData>", below.encode() + b"</sheetData>"))


def strict() -> bytes:
    """Return a workbook in the strict form of ISO 29500, which has other names for everything."""
    names = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(workbook(NEW)))) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            for name, other in names.items():
                data = data.replace(name, other)
            new.writestr(part, data.replace(b"<workbook ", b'<workbook conformance="strict" '))
    return file.getvalue()


def with_other_sheets() -> bytes:
    made = workbook(NEW)
    made.create_sheet("Notes", 0).append(["Anything"])
    made.create_sheet("Organisations").append(["id", "name", "country"])
    lists = made.create_sheet("Lists")
    lists.append(["instrument", "level", "evidence_basis"])
    lists.append(["programme", "national", "approach"])
    made.create_sheet("Template").append(list(NEW))
    return xlsx_bytes(made)


def with_a_chart_first() -> bytes:
    made = workbook(NEW)
    made.create_chartsheet("Chart", 0).add_chart(BarChart())
    return xlsx_bytes(made)


def with_a_hidden_copy() -> bytes:
    made = workbook(NEW)
    made.copy_worksheet(made.active).sheet_state = "veryHidden"
    return xlsx_bytes(made)


GOOD: dict[str, Callable[[], bytes]] = {
    "CSV": lambda: LINES,
    "semicolons": lambda: csv_bytes(NEW, delimiter=";"),
    "tabs": lambda: csv_bytes(NEW, delimiter="\t"),
    "bars": lambda: csv_bytes(NEW, delimiter="|"),
    "quoted throughout": lambda: csv_bytes(NEW, quoting=1),
    "UTF-8 with a mark": lambda: b"\xef\xbb\xbf" + LINES,
    "UTF-16": lambda: LINES.decode().encode("utf-16"),
    "UTF-16 without a mark": lambda: LINES.decode().encode("utf-16-le"),
    "lines of an old Mac": lambda: LINES.replace(b"\r\n", b"\r"),
    "no line end": lambda: LINES.rstrip(),
    "empty rows": lambda: LINES + b",,,,,\r\n\r\n,,,,,\r\n",
    "a last cell left out": lambda: b"\n".join([SHORT[0] + b",id", SHORT[1], b""]),
    "headings in capitals": lambda: LINES.replace(b"title_en", b" Title_EN "),
    "XLSX": lambda: xlsx_bytes(workbook(NEW)),
    "other sheets beside it": with_other_sheets,
    "a chart before it": with_a_chart_first,
    "a hidden copy": with_a_hidden_copy,
    "Strict Open XML": strict,
    "12,000 rows of format": lambda: rows_of_format(12_000, 60, '<c r="A1" s="0"/>'),
    "12,000 rows of format as LibreOffice writes them": lambda: rows_of_format(12_000, 5, '<c r="A1" s="0"></c>'),
    "12,000 rows that are empty": lambda: rows_of_format(12_000, 0, ""),
    "12,000 empty rows of CSV": lambda: LINES + b",,,,,\r\n" * 12_000,
    "a wrong size in the file": lambda: in_sheet(lambda old: old.replace(b'ref="A1:F2"', b'ref="A1:A1"')),
}


@pytest.mark.parametrize("good", GOOD)
def test_what_can_be_read_is_read(good: str) -> None:
    [row] = read(GOOD[good]()).rows
    assert (row.number, texts(row)) == (2, NEW)


NOTES = {
    "as Excel writes it": b"sep=;\r\n",
    "in capitals": b"SEP=;\n",
    "in quotation marks": b'"sep=;"\r\n',
    "after a mark": b"\xef\xbb\xbfsep=;\r\n",
    "with spaces": b" Sep = ; \r\n",
    "of an old Mac": b"sep=;\r",
    "saved again": b"sep=;;;;;\r\n",
    "of the sign that it was before": b"sep=,\r\n",
}


@pytest.mark.parametrize("note", NOTES)
def test_the_note_of_the_separator_is_no_row(note: str) -> None:
    [row] = read(NOTES[note] + SEMICOLONS).rows
    assert (row.number, texts(row)) == (2, NEW)
    [row] = read((NOTES[note].decode("utf-8-sig") + SEMICOLONS.decode()).encode("utf-16")).rows
    assert texts(row) == NEW


@pytest.mark.parametrize("note", [b"sep=\t\r\n", b"sep=\\t\r\n", b"SEP=TAB\r\n"])
def test_the_separator_may_be_a_tab(note: bytes) -> None:
    assert texts(read(note + TABS).rows[0]) == NEW


def test_a_title_may_stand_above_the_headings() -> None:
    made = workbook(NEW)
    made.active.insert_rows(1, 3)
    made.active["A1"] = "Practices of 2010"
    made.active.merge_cells("A1:F1")
    [row] = read(xlsx_bytes(made)).rows
    assert (row.number, texts(row)) == (5, NEW)
    [row] = read(b"Pratiques;;;;;\r\n;;;;;\r\n" + SEMICOLONS).rows
    assert (row.number, texts(row)) == (4, NEW)
    made.active.merge_cells("B5:C5")
    with pytest.raises(Unreadable, match="Cells are merged: B5:C5"):
        read(xlsx_bytes(made))


def test_what_is_passed_over_is_told() -> None:
    assert read(with_other_sheets()).notes == [
        "The sheet ‘Sheet’ is read. Others are passed over: ‘Notes’ and ‘Organisations’ and ‘Lists’ and ‘Template’."
    ]


def test_a_row_counts_wherever_it_stands() -> None:
    made = workbook(NEW)
    made.active["A500000"] = 12
    assert [row.number for row in read(xlsx_bytes(made)).rows] == [2, 500_000]


def test_a_hidden_sheet_is_read_where_no_other_holds_practices() -> None:
    made = workbook(NEW)
    made.active.sheet_state = "hidden"
    made.create_sheet("Guide").append(["How to"])
    assert texts(read(xlsx_bytes(made)).rows[0]) == NEW


def test_true_and_false_of_a_spreadsheet_are_ticks() -> None:
    user = factories.person("editor", "Editor")
    row = NEW | {"title_fr": "Le Kenya forme", "outdated_fr": True, "outdated_es": False}
    imported(xlsx_bytes(workbook(row)), user)
    practice = Practice.objects.get()
    assert (practice.outdated_fr, practice.outdated_es) == (True, False)


@pytest.mark.parametrize("word", ["yes", "TRUE", "oui", "VRAI", "sí", "Verdadero", "x", "1"])
def test_ticks_are_read_in_each_language(word: str) -> None:
    imported(csv_bytes(NEW | {"title_fr": "Le Kenya forme", "outdated_fr": word}), factories.person("e", "Editor"))
    assert Practice.objects.get().outdated_fr


DAYS = {
    "2010-04-13": [
        "2010-04-13",
        "2010/4/13",
        "13/04/2010",
        "13.04.2010",
        "04/13/2010",
        "13-4-2010",
        "40281",
        "40281.0",
    ],
    "2010-04-15": ["15 April 2010", "15 avril 2010", "15 de abril de 2010", "April 15, 2010", "2010-04-15 00:00:00"],
    "2010-04-01": ["1er avril 2010", "1 abril 2010", "01.04.2010"],
    "2010-04-04": ["04/04/2010"],
}
NO_DAYS = ["03/04/2010", "31/02/2010", "13/04/10", "2010", "12", "April 2010", "1.4."]


@pytest.mark.parametrize(("day", "text"), [(day, text) for day, some in DAYS.items() for text in some])
def test_a_day_is_read_where_it_can_be_one_only(day: str, text: str) -> None:
    assert written.day(text) == datetime.date.fromisoformat(day)


@pytest.mark.parametrize("text", NO_DAYS)
def test_a_day_that_can_be_two_or_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        written.day(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7,5", "7.5"),
        ("7.5", "7.5"),
        ("0,125", "0.125"),
        ("1 500", "1500"),
        ("1.3 million", "1300000"),
        ("1,3\N{NO-BREAK SPACE}millions", "1300000"),
        ("2,5 Millones", "2500000"),
        ("300 mil", "300000"),
        ("2 mil millones", "2000000000"),
        ("1.5 billion", "1500000000"),
        ("1\N{NARROW NO-BREAK SPACE}500,75", "1500.75"),
        ("1.500,75", "1500.75"),
        ("1,500.75", "1500.75"),
        ("1,500,000", "1500000"),
        ("1.500.000", "1500000"),
        ("−5", "-5"),
    ],
)
def test_numbers_have_a_comma_or_a_point(text: str, number: str) -> None:
    assert written.number(text) == number


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_billion_is_another_number_in_french_and_spanish(language: str) -> None:
    with override(language), pytest.raises(ValueError, match="billion"):
        written.number("1,5 billion")


@pytest.mark.parametrize(
    "text",
    [
        "1,500",
        "1,500 million",
        "12 apples",
        "1 trillion",
        "million",
        "-12,000",
        "12.5.3",
        "1 50",
        "seven",
        "",
        "9" * 100,
    ],
)
def test_a_number_that_can_be_two_or_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        written.number(text)


def test_styled_cells_below_and_beside_are_no_cells() -> None:
    made = workbook(NEW)
    for place in ("XFD1", "XFD2", "A1048576"):
        made.active[place].font = Font(bold=True)
    [row] = read(xlsx_bytes(made)).rows
    assert texts(row) == NEW
