"""What was read from a file: rows of text under headings, as a plain value that fits into JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from . import columns
from .names import shortened

BATCH = 100  # practices that are fetched, and saved, at once
MOST_ROWS = 2_000
MOST_LINES = 10_000  # empty ones included
MOST_COLUMNS = 200


class Unreadable(Exception):
    """A file that can't be imported, with what its sender can do about it, in sentences."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = list(sentences)


@dataclass(frozen=True)
class Cell:
    """A cell: its text, or why its text can't be used."""

    text: str = ""
    wrong: str = ""

    def __bool__(self) -> bool:
        return bool(self.wrong or self.text.strip())


@dataclass(frozen=True)
class Row:
    """A row: its number as the spreadsheet shows it, and its cells by heading."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Table:
    """All rows that hold something."""

    letters: dict[str, str]  # heading -> the letter of its column
    rows: list[Row]
    notes: list[str] = field(default_factory=list)  # for the eyes of whoever imports it

    def to_json(self) -> dict[str, Any]:
        """Return the table in a form that fits into JSON."""
        rows = [[row.number, [[h, cell.text, cell.wrong] for h, cell in row.cells.items()]] for row in self.rows]
        return {"letters": self.letters, "rows": rows, "notes": self.notes}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Table:
        """Return the table that `to_json` was asked of."""
        rows = [Row(number, {h: Cell(text, wrong) for h, text, wrong in cells}) for number, cells in data["rows"]]
        return cls(data["letters"], rows, data["notes"])


def table(lines: Iterable[list[Cell]], notes: Iterable[str] = ()) -> Table:
    """Return the table that these lines make, of which the first holds the headings. Raise Unreadable."""
    numbered = enumerate(lines, 1)
    _number, first = next(numbered, (1, []))
    headings = [cell.text.strip().lower() for cell in first]
    letters = _letters(headings)
    rows = list(_rows(numbered, headings))
    if not rows:
        raise Unreadable(_("There is no row below the headings."))
    _refuse_new_without(letters, rows)
    return Table(letters, rows, list(notes))


def _letters(headings: list[str]) -> dict[str, str]:
    """Return the letter of each heading's column. Raise Unreadable with all that is wrong with the headings."""
    if not any(heading in columns.headings() for heading in headings):
        raise Unreadable(
            _("The first row must hold the headings of the columns: id, title_en and so on."),
            _("Begin with the template or with an export, and keep its first row as it is."),
        )
    problems = []
    letters: dict[str, str] = {}
    for place, heading in enumerate(headings, 1):
        said = {"letter": get_column_letter(place), "heading": shortened(heading)}
        if heading in letters:
            sentence = _("Columns %(first)s and %(letter)s are both called ‘%(heading)s’.")
            problems.append(sentence % {"first": letters[heading], **said})
        elif heading in columns.headings():
            letters[heading] = said["letter"]
        elif heading:
            problems.append(_unknown(said, columns.nearest(heading)))
    if columns.ID not in letters:
        problems.append(_("The column ‘id’ is missing. Leave its cells empty for new practices."))
    if problems:
        raise Unreadable(*problems)
    return letters


def _unknown(said: dict[str, str], near: str | None) -> str:
    if near is None:
        return _("Column %(letter)s: there is no column ‘%(heading)s’.") % said
    return _("Column %(letter)s: there is no column ‘%(heading)s’. Is ‘%(near)s’ meant?") % {"near": near, **said}


def _rows(lines: Iterator[tuple[int, list[Cell]]], headings: list[str]) -> Iterator[Row]:
    found = 0
    for number, cells in lines:
        if number > MOST_LINES:
            sentence = _("The sheet goes on beyond row %(most)s. Delete the empty rows at its end.")
            raise Unreadable(sentence % {"most": MOST_LINES})
        if not any(cells):
            continue
        found += 1
        if found > MOST_ROWS:
            sentence = _("The file has more than %(most)s rows. Split it into several files.")
            raise Unreadable(sentence % {"most": MOST_ROWS})
        _refuse_nameless(number, cells, headings)
        named = {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading}
        yield Row(number, {columns.ID: Cell(), **named})


def _refuse_nameless(number: int, cells: list[Cell], headings: list[str]) -> None:
    """Refuse a cell that stands in a column without a heading: what it was meant for can't be known."""
    for place, cell in enumerate(cells):
        if cell and not any(headings[place : place + 1]):
            said = {"cell": f"{get_column_letter(place + 1)}{number}", "text": shortened(cell.text)}
            raise Unreadable(_("Cell %(cell)s (‘%(text)s’) stands in a column without a heading.") % said)


def _refuse_new_without(letters: dict[str, str], rows: list[Row]) -> None:
    """Say once, rather than for each row, that new practices need more columns."""
    missing = [heading for heading in columns.required() if heading not in letters]
    new = next((row for row in rows if not row.cells[columns.ID]), None)
    if missing and new is not None:
        said = {"number": new.number, "columns": ", ".join(missing)}
        sentence = _(
            "Row %(number)s has no id, so it is a new practice. New practices need these columns, too: %(columns)s."
        )
        raise Unreadable(sentence % said)
