"""What was read from a file: rows of text under headings, kept small, and as a plain value that fits into JSON.

Bounds are asked while the file is read. They leave room for what real tables hold (2,000 of the catalogue's own
practices are five million characters in 86,000 cells, of which half are empty), and let no file take much more
memory or time than such a table does.
"""

from __future__ import annotations

import base64
import itertools
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from practices.spreadsheets import public
from practices.text.plain import clean

from . import columns, guesses
from .columns import MODELS
from .names import shortened

BATCH = 100  # practices that are fetched, and saved, at once
MOST_ROWS = 2_000
MOST_COLUMNS = 200  # there are some fifty; the others may be empty
MOST_IN_ROW = 2_000_000  # characters: every column as full as Excel lets a cell be, and half as much again
_MOST_TEXT = 25_000_000  # characters of all rows as JSON: 2,000 practices in three languages are 17 million
_MOST_KEPT = 8_000_000  # bytes of these as they are kept: ordinary text becomes a third
_MOST_PARTS = 150_000  # terms, lines and parts of lines in all cells: practices of the catalogue have 40 each
_BATCH_TEXT, _BATCH_PARTS = 250_000, 5_000  # a batch of rows that hold much has fewer of them
_MOST_TOLD = 20  # mistakes in the headings
MOST_ABOVE = 20  # rows among which the headings are looked for: a title may stand above them
_LONGEST_HEADING = 200  # characters of a cell that are looked at


class Unreadable(Exception):
    """A file that can't be imported, with what its sender can do about it, in sentences."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = list(sentences)


class PublicFile(Unreadable):
    """A file that the catalogue gives to its readers. Whoever sends it wanted another."""

    SENTENCE = gettext_lazy(
        "This is the public list of results, which is made to be read: take a sheet that can be imported from "
        "{link}, by ‘Export all’."
    )

    def __init__(self) -> None:
        super().__init__(self.SENTENCE.format(link=_("the list of practices")))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, or why its text can't be used."""

    text: str = ""
    wrong: str = ""

    def __bool__(self) -> bool:
        return bool(self.wrong or clean(self.text))

    def cleaned(self) -> Cell:
        """Return the cell as its text would be kept, so that the two can be compared."""
        return replace(self, text=clean(self.text))


NOTHING = Cell()
TRUE_OR_FALSE = ("True", "False")  # as cells hold what is no text
Lines = Iterable[tuple[int, list[Cell]]]  # of a file, each with the number that the spreadsheet shows


@dataclass(frozen=True)
class Row:
    """A row: its number as the spreadsheet shows it, and its cells by heading."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Table:
    """All rows that hold something."""

    letters: dict[str, str]  # heading -> the letter of its column
    total: int  # of rows
    packed: list[str]  # the rows, some at a time (see `_packed`)
    notes: list[str] = field(default_factory=list)  # for the eyes of whoever imports it
    kind: str = "practice"  # what its rows are, of `columns.MODELS`

    @classmethod
    def of(
        cls, letters: dict[str, str], rows: Iterable[Row], notes: Iterable[str] = (), kind: str = "practice"
    ) -> Table:
        """Return a table with these rows. Raise Unreadable if they are too much."""
        packed: list[str] = []
        texts: list[str] = []
        total = length = parts = text_waiting = parts_waiting = 0
        for row in rows:
            texts.append(_text_of(row))
            total, text_waiting, parts_waiting = total + 1, text_waiting + len(texts[-1]), parts_waiting + _parts(row)
            if len(texts) == BATCH or text_waiting > _BATCH_TEXT or parts_waiting > _BATCH_PARTS:
                packed.append(_packed(texts))
                length, parts = length + text_waiting, parts + parts_waiting
                texts, text_waiting, parts_waiting = [], 0, 0
                if length > _MOST_TEXT or parts > _MOST_PARTS or sum(map(len, packed)) > _MOST_KEPT:
                    raise Unreadable(
                        _("The file holds more than can be imported at once. Split it into several files.")
                    )
        return cls(letters, total, [*packed, _packed(texts)] if texts else packed, list(notes), kind)

    def batches(self) -> Iterator[list[Row]]:
        """Yield the rows in order, some at a time: at most BATCH."""
        for packed in self.packed:
            texts = zlib.decompress(base64.b64decode(packed)).decode("ascii").split("\n")
            yield [_row_of(text) for text in texts]

    @property
    def rows(self) -> list[Row]:
        """All rows. Of a large table that is much at once."""
        return [row for batch in self.batches() for row in batch]

    def to_json(self) -> dict[str, Any]:
        """Return the table in a form that fits into JSON."""
        return {name: getattr(self, name) for name in ("letters", "total", "packed", "notes", "kind")}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Table:
        """Return the table that `to_json` was asked of."""
        if "packed" not in data:  # a former release kept it
            return cls({}, 0, [], [_("The catalogue has been renewed since this file was sent. Send it again.")])
        return cls(**data)


@dataclass(frozen=True)
class Foreign:
    """A table from elsewhere, as it came: its headings, and a table whose cells stand by the letters of its columns."""

    headings: dict[str, str]  # letter -> what stands above the column, which may be nothing
    table: Table

    def to_json(self) -> dict[str, Any]:
        """Return it in a form that fits into JSON."""
        return {"headings": self.headings, "table": self.table.to_json()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Foreign | None:
        """Return what `to_json` was asked of. None if it was a table of our own."""
        return cls(data["headings"], Table.from_json(data["table"])) if "headings" in data else None


class Elsewhere(Unreadable):
    """A table with other headings than ours. Somebody must say what its columns are."""

    def __init__(self, foreign: Foreign, *sentences: str) -> None:
        super().__init__(*sentences)
        self.foreign = foreign


def _parts(row: Row) -> int:
    """Return how many terms, lines and parts of lines the cells of a row name, about."""
    return sum(sum(map(row.cells[heading].text.count, ";|\n")) for heading in columns.lists() & row.cells.keys())


def _packed(texts: list[str]) -> str:
    """Return rows in the form that is kept: lines of JSON, compressed, in letters that JSON need not escape."""
    return base64.b64encode(zlib.compress("\n".join(texts).encode("ascii"), 1)).decode("ascii")


def _text_of(row: Row) -> str:
    cells = {heading: [c.text, c.wrong] if c.wrong else c.text for heading, c in row.cells.items()}
    return json.dumps([row.number, cells], separators=(",", ":"))


def _row_of(text: str) -> Row:
    number, cells = json.loads(text)
    return Row(number, {heading: Cell(c) if isinstance(c, str) else Cell(*c) for heading, c in cells.items()})


# Reading -------------------------------------------------------------------------------------


def known(texts: Iterable[str]) -> set[str]:
    """Return the headings of our columns that are among some texts: of the kind of table that has most of them."""
    found = {columns.as_heading(text[:_LONGEST_HEADING]) for text in texts}
    return max((found & set(columns.headings(model)) for model in MODELS.values()), key=len)


def from_headings(lines: Lines) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the lines from the headings on: of the first that hold something, the one that names most columns.

    Of a table from elsewhere it is the one most of whose cells are called as our columns are, or the first wide one.
    """
    lines = iter(lines)
    first = list(itertools.islice((line for line in lines if any(line[1])), MOST_ABOVE))
    yield from first[_place_of_headings([cells for _number, cells in first]) :]
    yield from lines


def _place_of_headings(first: list[list[Cell]]) -> int:
    if not first:
        return 0
    for named in (
        [len(known(cell.text for cell in cells)) for cells in first],
        [sum(guesses.is_called(cell.text[:_LONGEST_HEADING]) for cell in cells) for cells in first],
    ):
        if max(named) > 1:
            return named.index(max(named))
    filled = [sum(map(bool, cells)) for cells in first]
    return next(place for place, count in enumerate(filled) if count >= max(filled) * 0.6)


def table(lines: Lines, notes: Iterable[str] = ()) -> Table:
    """Return the table that these lines make, of which the first holds the headings. Raise Unreadable.

    What there is to note is asked for once all lines have been read.
    """
    lines = iter(lines)
    _number, first = next(lines, (1, []))
    headings = [columns.as_heading(cell.text) for cell in first]
    if public.is_list(headings):
        raise PublicFile
    kind = _kind_of(headings)
    letters, problems = _letters(headings, MODELS[kind])
    if problems:
        raise _from_elsewhere(first, lines, notes, problems)
    found = Table.of(letters, _rows(lines, headings, letters, MODELS[kind]), notes, kind)
    if not found.total:
        raise Unreadable(_("There is no row below the headings."))
    return found


def refuse_column() -> Unreadable:
    """Return what is said of a cell beyond the last column."""
    said = {"letter": get_column_letter(MOST_COLUMNS)}
    return Unreadable(_("The sheet goes on beyond column %(letter)s. Delete the columns at its end.") % said)


def refuse_row(number: int) -> Unreadable:
    """Return what is said of a row that holds too much."""
    said = {"number": number, "most": MOST_IN_ROW}
    sentence = _(
        "Row %(number)s holds more than %(most)s characters. In a CSV file, a quotation mark may be missing there."
    )
    return Unreadable(sentence % said)


def _kind_of(headings: list[str]) -> str:
    """Return what the rows below some headings are, as far as these tell."""
    return max(MODELS, key=lambda kind: len({*headings} & {*columns.headings(MODELS[kind])}))


def _from_elsewhere(first: list[Cell], lines: Lines, notes: Iterable[str], problems: list[str]) -> Unreadable:
    """Return what is raised of a table with other headings: with all that it holds, if it may be a table at all."""
    named = {get_column_letter(place): cell.text for place, cell in enumerate(first, 1) if cell}
    letters = dict.fromkeys(named, "")
    table = Table.of({}, _rows_by_letter(lines, letters), notes)
    if len(named) < 2 or not table.total:
        return Unreadable(*problems)
    headings = {letter: shortened(named.get(letter, "")) for letter in letters}
    return Elsewhere(Foreign(headings, table), *problems)


def _rows_by_letter(lines: Lines, letters: dict[str, str]) -> Iterator[Row]:
    """Yield the rows with the cells that hold something, by the letters of their columns, which are noted."""
    for found, (number, cells) in enumerate((line for line in lines if any(line[1])), 1):
        _refuse_many(found)
        row = {get_column_letter(place): cell.cleaned() for place, cell in enumerate(cells, 1) if cell}
        letters |= dict.fromkeys(row, "")
        yield Row(number, row)


def _refuse_many(rows: int) -> None:
    if rows > MOST_ROWS:
        sentence = _("The file has more than %(most)s rows. Split it into several files.")
        raise Unreadable(sentence % {"most": MOST_ROWS})


def _letters(headings: list[str], model: columns.Model) -> tuple[dict[str, str], list[str]]:
    """Return the letter of each heading's column, and what is wrong with the headings."""
    if not any(heading in columns.headings(model) for heading in headings):
        return {}, [
            _("The first row must hold the headings of the columns: id, title_en and so on."),
            _("Begin with the template or with an export, and keep its first row as it is."),
        ]
    letters: dict[str, str] = {}
    wrong: list[tuple[int, str]] = []
    for place, heading in enumerate(headings, 1):
        if heading in columns.headings(model) and heading not in letters:
            letters[heading] = get_column_letter(place)
        elif heading:
            wrong.append((place, heading))
    problems = [_wrong(get_column_letter(place), heading, letters, model) for place, heading in wrong[:_MOST_TOLD]]
    if len(wrong) > _MOST_TOLD:
        problems.append(
            _("%(number)s more columns have headings that can't be used.") % {"number": len(wrong) - _MOST_TOLD}
        )
    if columns.ID not in letters:
        problems.append(_("The column ‘id’ is missing. Leave its cells empty for what is new."))
    return letters, problems


def _wrong(letter: str, heading: str, letters: dict[str, str], model: columns.Model) -> str:
    """Say why a heading can't be used: there is another like it, or there is no such column."""
    said = {"letter": letter, "heading": shortened(heading)}
    if heading in letters:
        sentence = _("Columns %(first)s and %(letter)s are both called ‘%(heading)s’.")
        return sentence % {"first": letters[heading], **said}
    near = columns.nearest(heading, model)
    if near is None:
        return _("Column %(letter)s: there is no column ‘%(heading)s’.") % said
    return _("Column %(letter)s: there is no column ‘%(heading)s’. Is ‘%(near)s’ meant?") % {"near": near, **said}


def _rows(lines: Lines, headings: list[str], letters: dict[str, str], model: columns.Model) -> Iterator[Row]:
    found = 0
    needed = [heading for heading in columns.required(model) if heading not in letters]
    for number, cells in lines:
        if not any(cells):
            continue
        found += 1
        _refuse_many(found)
        _refuse_nameless(number, cells, headings)
        # What is missing at the end of a row is empty.
        every = zip(headings, cells + [NOTHING] * (len(headings) - len(cells)), strict=False)
        named = {heading: ticked(cell, heading, model).cleaned() for heading, cell in every if heading}
        row = Row(number, {columns.ID: NOTHING, **named})
        if needed and not row.cells[columns.ID]:
            raise _new_without(number, needed)
        yield row


def ticked(cell: Cell, heading: str, model: columns.Model) -> Cell:
    """Return a cell. What a spreadsheet holds as true or false has a meaning where the column is one of ticks alone."""
    return Cell(cell.text) if cell.wrong and cell.text in TRUE_OR_FALSE and heading in columns.ticks(model) else cell


def _refuse_nameless(number: int, cells: list[Cell], headings: list[str]) -> None:
    """Refuse a cell that stands in a column without a heading: what it was meant for can't be known."""
    for place, cell in enumerate(cells):
        if not any(headings[place : place + 1]) and cell:
            said = {"cell": f"{get_column_letter(place + 1)}{number}", "text": shortened(cell.text)}
            raise Unreadable(_("Cell %(cell)s (‘%(text)s’) stands in a column without a heading.") % said)


def _new_without(number: int, needed: list[str]) -> Unreadable:
    """Return what is said once, rather than for each row: that what is new needs more columns."""
    said = {"number": number, "columns": ", ".join(needed)}
    sentence = _("Row %(number)s has no id, so it is new. What is new needs these columns, too: %(columns)s.")
    return Unreadable(sentence % said)
