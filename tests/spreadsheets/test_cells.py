"""What cells can hold: text that is no formula, that XML can carry, and that is not too long."""

from __future__ import annotations

import csv
import datetime
import io

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from practices.spreadsheets import csv_lines
from practices.spreadsheets.cells import LONGEST, length, shortened
from practices.spreadsheets.formulas import escaped, unescaped
from practices.spreadsheets.xlsx import coded, decoded, text_cell

# What a database can hold: no NUL, and no half of a pair.
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@given(text=TEXTS)
@example("''=")
@example("'x")
def test_an_apostrophe_in_front_is_taken_away_again(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(text=TEXTS)
@example("_x000D_")
@example("_x005F_x000D_")
@example("\ufffe\x01")
def test_what_xml_can_t_hold_comes_back(text: str) -> None:
    text = text.replace("\r\n", "\n")
    assert decoded(coded(text)) == text


@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
@example(["a,b", 'say "no"', "two\nlines", "=1+1"])
def test_a_line_of_csv_holds_its_cells(texts: list[str]) -> None:
    line = csv_lines.line(texts)
    assert line.endswith("\r\n")
    [cells] = csv.reader(io.StringIO(line, newline=""), strict=True)
    assert list(map(unescaped, cells)) == texts


def test_what_is_no_text_is_written_plainly() -> None:
    assert csv_lines.line([-5, None, datetime.date(2010, 4, 3), "-5"]) == "-5,,2010-04-03,'-5\r\n"


@pytest.mark.parametrize("text", ["=1+1", "#N/A", "@x", "plain"])
def test_text_stays_text_in_a_workbook(text: str) -> None:
    book, file = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    sheet.append([text_cell(sheet, text)])
    book.save(file)
    cell = openpyxl.load_workbook(file).worksheets[0]["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", text != "plain")


@pytest.mark.parametrize("letter", ["x", "😀"])
def test_what_is_too_long_is_cut_where_excel_would_end(letter: str) -> None:
    fits = letter * (LONGEST // length(letter))
    assert shortened(fits) == fits
    cut = shortened(fits + letter)
    assert LONGEST - 1 <= length(cut) <= LONGEST and cut.endswith("x […]" if letter == "x" else "😀 […]")
