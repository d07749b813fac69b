"""Cells of XLSX workbooks: text that stays text, and the code for what XML can't hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import get_language
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from .formulas import is_like_one

_A4 = 9  # of the sizes of paper
TOP = Alignment(vertical="top", wrap_text=True)
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def coded(text: str) -> str:
    """Return the text with what XML can't hold, or doesn't keep, in the code of workbooks, such as _x000B_."""
    if "_x" in text:
        text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return text if text.isprintable() else _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def decoded(text: str) -> str:
    """Return what `coded` was given; line ends of Windows become plain ones."""

    def meant(match: re.Match[str]) -> str:
        number = int(match[1], 16)
        return match[0] if number == 0 or 0xD800 <= number <= 0xDFFF else chr(number)

    return _CODED.sub(meant, text.replace("\r\n", "\n"))


def is_plain(text: str) -> bool:
    """Whether a spreadsheet takes a text for text: not for a formula, nor for an error of its own, such as #N/A."""
    return not (text.startswith("#") or is_like_one(text))


def value_cell(sheet: Any, value: int | date | None) -> Any:
    """Return a cell that holds a number or a day."""
    cell = WriteOnlyCell(sheet, value)
    cell.alignment = TOP
    return cell


def text_cell(sheet: Any, text: str) -> Any:
    """Return a cell that holds coded text as text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.alignment = TOP
    if not is_plain(text):
        cell.quotePrefix = True  # stays text when somebody edits it
    return cell


def link_cell(sheet: Any, text: str, address: str) -> Any:
    """Return a cell of coded text that leads to an address."""
    cell = text_cell(sheet, text)
    cell.hyperlink = address
    cell.font, cell.alignment = Font(color="0563C1", underline="single"), TOP
    return cell


def bold_cell(sheet: Any, text: str) -> Any:
    """Return a cell for a heading or a label."""
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), TOP
    return cell


def widen(sheet: Any, widths: Iterable[int]) -> None:
    """Make columns as wide as this, in characters."""
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def set_for_paper(sheet: Any) -> None:
    """Print a sheet across, as wide as the page, with its headings and a number on each page. Before its first row."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows, sheet.print_options.gridLines = "1:1", True
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"


def describe(workbook: Any, title: str, creator: str) -> None:
    """Say what a workbook is, in what programs show as its properties."""
    workbook.properties.title, workbook.properties.creator = title, creator
    workbook.properties.language = get_language()
