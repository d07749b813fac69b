"""A workbook that is sent while its rows are written: it holds what openpyxl's own would, and begins at once."""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from practices.spreadsheets import xlsx_stream
from practices.spreadsheets.xlsx import bold_cell, coded, set_for_paper, text_cell, value_cell, widen
from practices.spreadsheets.xlsx_stream import Line, Link, streamed

CELLS = ["a & <b>\nc", " spaces ", "=1+1", "#N/A", "_x0041_\x0b", "😀é", "", None, 0, 2026, datetime.date(2007, 10, 8)]


def frame(count: int) -> Any:
    """Return a workbook whose second sheet says how many rows the first has."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Rows")
    set_for_paper(sheet)
    widen(sheet, [30, 20])
    sheet.append([bold_cell(sheet, "One"), bold_cell(sheet, "Two")])
    sheet.auto_filter.ref = f"A1:B{count + 1}"
    workbook.create_sheet("About").append([count])
    return workbook


def read(chunks: Iterator[bytes]) -> Any:
    return load_workbook(io.BytesIO(b"".join(chunks)))


def own(sheet: Any, value: Any) -> Any:
    """Return openpyxl's cell of a value."""
    if isinstance(value, str):
        return text_cell(sheet, coded(value)) if value else None
    return None if value is None else value_cell(sheet, value)


def looks(cell: Any) -> list[str]:
    names = ("value", "data_type", "number_format", "font", "alignment", "quotePrefix")
    return [repr(getattr(cell, name)) for name in names]


def test_cells_are_those_of_openpyxl() -> None:
    plain = Workbook(write_only=True)
    sheet = plain.create_sheet("Rows")
    sheet.append([])
    sheet.append([own(sheet, value) for value in CELLS])
    file = io.BytesIO()
    plain.save(file)
    made, about = read(streamed(frame, [(30, CELLS)], 1)).worksheets
    (expected,) = load_workbook(file).active.iter_rows(min_row=2)
    (row,) = made.iter_rows(min_row=2)
    assert list(map(looks, row)) == list(map(looks, expected))
    assert made.row_dimensions[2].height == 30
    assert (made.auto_filter.ref, about["A1"].value) == ("A1:B2", 1)
    assert (made.page_setup.orientation, made.column_dimensions["A"].width) == ("landscape", 30)


def test_links_lead_on_up_to_as_many_as_excel_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_stream, "_MOST_LINKS", 2)
    address = "https://example.org/?a=1&b=\"2'"
    made = read(streamed(frame, [(15, ["x", Link(f"See {address}", address)])] * 3, 3)).worksheets[0]
    assert [cell.value for cell in made["B"][1:]] == [f"See {address}"] * 3
    assert [cell.hyperlink and cell.hyperlink.target for cell in made["B"]] == [None, address, address, None]
    assert [cell.font.underline for cell in made["B"][1:]] == ["single", "single", None]


def test_it_begins_before_all_rows_are_there_and_ends_when_nobody_reads_on() -> None:
    chance = random.Random(14)
    written: list[str] = []

    def lines() -> Iterator[Line]:
        for _number in range(1000):
            written.append(str(chance.getrandbits(4000)))
            yield 15, written[-1:]

    chunks = streamed(frame, lines(), 1000)
    assert next(chunks).startswith(b"PK")
    assert 0 < len(written) < 200
    chunks.close()
    assert 0 < len(written) < 200


@pytest.mark.parametrize("rows", [0, 3])
def test_a_workbook_of_any_length_can_be_read(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    """Also in the form for what is larger than 2 GB."""
    monkeypatch.setattr(xlsx_stream, "_MANY", rows - 1)
    made, about = read(streamed(frame, [(15, [number]) for number in range(rows)], rows)).worksheets
    assert [cell.value for cell in made["A"][1:]] == list(range(rows))
    assert about["A1"].value == rows
