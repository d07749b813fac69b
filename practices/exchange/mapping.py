"""Making a table of ours of one from elsewhere, by what somebody chose for its columns.

Nothing is guessed here: what is not understood is asked for, and left out only if somebody says so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices.models import Citation, Country, Organisation, Participation, Practice, Source
from practices.taxonomy.vocabularies import Vocabularies
from practices.text.plain import comparable
from practices.text.signs import colon

from . import lines, pieces, targets, written
from .answers import IS, OUT, Answers, Asked
from .columns import ID, MODELS, STATE, Column, Model, as_heading, columns, headings, nearest
from .guesses import LEAVE_OUT, guess, kind_of
from .names import Names, of_choices, shortened
from .table import NOTHING, Cell, Foreign, Row, Table, ticked
from .values import Choice, Day, Rows, Term, Terms, WholeNumber, names_of

_MOST_TEXT = 400  # characters of a summary
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])")


@dataclass
class Choices:
    """What somebody chose for a table."""

    kind: str = "practice"
    columns: dict[str, str] = field(default_factory=dict)  # letter -> target
    fixed: dict[str, str] = field(default_factory=dict)  # target -> what it is in all rows

    @property
    def model(self) -> Model:
        """What the rows are."""
        return MODELS[self.kind]


def guessed(foreign: Foreign, kind: str = "") -> Choices:
    """Return what the headings suggest. What they don't is empty."""
    kind = kind if kind in MODELS else kind_of(list(foreign.headings.values()))
    once: set[str] = set()
    found = Choices(kind)
    many = {target.name for target in targets.of(found.model) if target.takes_many}
    own = {as_heading(heading) for heading in foreign.headings.values()} & {*headings(found.model)}
    is_own = 2 * len(own) >= len(foreign.headings)  # a table of ours, with a slip: its numbers are ours, too
    for letter, heading in foreign.headings.items():
        target = _meant(heading, found.model) if is_own else guess(heading, found.model)
        found.columns[letter] = "" if target in once else target
        once |= {target} - many - {LEAVE_OUT}
    return found


def _meant(heading: str, model: Model) -> str:
    heading = as_heading(heading)
    if heading == STATE:
        return LEAVE_OUT
    return heading if heading in headings(model) else nearest(heading, model) or ""


def digest(foreign: Foreign) -> str:
    """Return what tells the headings of a table from any others, whatever their order."""
    headings = sorted(comparable(heading) for heading in foreign.headings.values())
    return hashlib.sha256("\n".join(headings).encode()).hexdigest()


def applied(foreign: Foreign, choices: Choices, answers: Answers, vocabularies: Vocabularies) -> Table:
    """Return the table of ours that was chosen. What is not understood is wrong in its cells, and is to be asked for.

    Raise Unreadable if it would hold too much.
    """
    mapper = _Mapper(choices, answers, vocabularies)
    letters: dict[str, str] = {}
    for letter, target in choices.columns.items():
        for heading in _headings_of(target):
            letters[heading] = "" if heading in letters else letter  # of several, what is wrong says which
    letters |= {heading: "" for target in choices.fixed for heading in _headings_of(target) if heading not in letters}
    mapper.shared = {heading for heading, letter in letters.items() if not letter}
    every = (row for batch in foreign.table.batches() for row in batch)
    rows = (mapper.row(row) for row in every if not answers.leaves_out(row.number))
    made = Table.of(letters, rows, kind=choices.kind)
    made.notes.extend([*foreign.table.notes, *_left_out(foreign, choices)])
    return made


def _headings_of(target: str) -> list[str]:
    """Return the headings of the columns of ours that hold a target."""
    if target == targets.YEARS:
        return ["start_year", "end_year"]
    if target in {targets.SOURCE, targets.PAGES, targets.SECTION} or target.startswith("source."):
        return ["citations"]
    return [] if target == LEAVE_OUT else [target.partition(":")[0]]


def _left_out(foreign: Foreign, choices: Choices) -> Iterator[str]:
    names = [
        f"{letter} ‘{foreign.headings.get(letter, '')}’"
        for letter, target in choices.columns.items()
        if target == LEAVE_OUT
    ]
    if names:
        yield _("These columns are left out: %(columns)s.") % {"columns": ", ".join(names)}


class _Mapper:
    def __init__(self, choices: Choices, answers: Answers, vocabularies: Vocabularies) -> None:
        self._choices, self._answers, self._vocabularies = choices, answers, vocabularies
        self._columns = {column.heading: column for column in columns(vocabularies, choices.model)}
        self._labels = {target.name: capfirst(target.label) for target in targets.of(choices.model)}
        self.shared: set[str] = set()  # headings that several columns become

    def row(self, row: Row) -> Row:
        """Return what a row is as one of ours."""
        self._answers.row = row.number
        held: dict[str, list[Cell]] = {}
        for letter, target in self._choices.columns.items():
            cell = row.cells.get(letter, NOTHING)
            if cell and target != LEAVE_OUT:
                held.setdefault(target, []).append(cell)
        for target, text in self._choices.fixed.items():
            if not text.startswith("@"):
                held.setdefault(target, [Cell(text)])
        cells: dict[str, Cell] = {ID: NOTHING}
        for target, some in held.items():
            if wrong := next((cell for cell in some if ticked(cell, target, self._choices.model).wrong), None):
                cells[_headings_of(target)[0]] = wrong
            else:
                self._add(cells, target, [cell.text for cell in some])
        self._add_citation(cells, {target: some[0].text for target, some in held.items() if not some[0].wrong})
        self._add_first_sentences(cells)
        return Row(row.number, cells)

    def _add(self, cells: dict[str, Cell], target: str, texts: list[str]) -> None:
        heading, _colon, part = target.partition(":")
        if target == targets.YEARS:
            cells |= self._years(texts[0])
        elif heading == "countries" and part:
            self._add_lines(cells, heading, self._of_countries(target, texts, part))
        elif heading == "organisations" and part:
            self._add_lines(cells, heading, self._of_organisations(texts, part))
        elif heading in self._columns:
            column = self._columns[heading]
            if isinstance(column.kind, Rows):
                cells[heading] = Cell("\n".join(texts))  # it is read where the row is planned
            elif isinstance(column.kind, Terms):
                cells[heading] = self._terms(target, texts, column.kind)
            else:
                cells[heading] = self._value(target, "\n\n".join(texts), column)

    # Cells of ours -------------------------------------------------------------------------------

    def _value(self, target: str, text: str, column: Column) -> Cell:
        """Return the cell for a text that is one value."""
        said = self._answers.of(target, text)
        if said and said[0] == OUT:
            return NOTHING
        meant = said[1] if said else text
        try:
            return Cell(_as_ours(meant, column))
        except (ValidationError, ValueError) as error:
            why = error.messages[0] if isinstance(error, ValidationError) else _("That can't be read without doubt.")
            words = ""
            if isinstance(column.kind, Term):
                words = str(column.kind.vocabulary._meta.model_name)
            elif isinstance(column.kind, Choice):
                words = column.name
            suggestion = "" if self._answers.is_much else _suggestion(meant, column)
            return self._ask(target, text, why, suggestion, words)

    def _terms(self, target: str, texts: list[str], kind: Terms) -> Cell:
        words = str(kind.vocabulary._meta.model_name)
        found = [pair for text in texts for pair in pieces.of(text, names_of(kind.vocabulary, self._vocabularies))]
        values, wrong = self._resolved(target, found, kind.vocabulary, words)
        return wrong or Cell("; ".join(dict.fromkeys(values)))

    def _of_countries(self, target: str, texts: list[str], role: str) -> Cell:
        names = names_of(Country, self._vocabularies)
        found = [pair for text in texts for pair in pieces.of(text, names)]
        values, wrong = self._resolved(target, found, Country, "country")
        return wrong or Cell(lines.join([[value, role, Participation.Part.LEAD] for value in dict.fromkeys(values)]))

    def _of_organisations(self, texts: list[str], part: str) -> Cell:
        """Return lines with organisations. Unknown ones are asked for, or added, where the row is planned."""
        names = names_of(Organisation, self._vocabularies)
        found = [pair for text in texts for pair in pieces.of(text, names, are_open=True)]
        return Cell(lines.join([[value or name, part] for name, value in found]))

    def _resolved(self, target: str, found: pieces.Found, vocabulary: Any, words: str) -> tuple[list[str], Cell | None]:
        """Return the values of names, and a wrong cell if one is not understood."""
        values, wrong = [], None
        names = names_of(vocabulary, self._vocabularies)
        for name, value in found:
            said = self._answers.of(target, name) if value is None else None
            if said and said[0] == IS:
                value = names.find(said[1])
            if value is not None:
                values.append(value)
            elif not (said and said[0] == OUT):
                cell = self._ask_for_name(target, name, names, words)
                wrong = wrong or cell
        return values, wrong

    def _ask_for_name(self, target: str, name: str, names: Names, words: str) -> Cell:
        known = self._answers.is_asked(target, name)  # looking for the nearest takes long
        suggestion = known.suggestion if known else "" if self._answers.is_much else names.nearest(name)
        return self._ask(target, name, _("There is no ‘%(text)s’.") % {"text": shortened(name)}, suggestion, words)

    def _years(self, text: str) -> dict[str, Cell]:
        said = self._answers.of(targets.YEARS, text)
        if said and said[0] == OUT:
            return {}
        try:
            first, last = written.years(said[1] if said else text)
        except ValueError:
            why = _("These are no years that can be read without doubt. Write 2007, or 2007–2010.")
            return {"start_year": self._ask(targets.YEARS, text, why)}
        return {"start_year": Cell(str(first)), "end_year": Cell(str(last)) if last else NOTHING}

    def _add_lines(self, cells: dict[str, Cell], heading: str, more: Cell) -> None:
        """Add lines to a cell that may have some already. What is wrong stays so."""
        there = cells.get(heading, NOTHING)
        if there.wrong or more.wrong:
            cells[heading] = there if there.wrong else more
        elif more:
            every = dict.fromkeys([*there.text.split("\n"), *more.text.split("\n")])
            cells[heading] = Cell("\n".join(filter(None, every)))

    def _add_citation(self, cells: dict[str, Cell], held: dict[str, str]) -> None:
        """Add the citation that the parts of a source and a place in it make."""
        said = {name.removeprefix("source."): text for name, text in held.items() if name.startswith("source.")}
        name = held.get(targets.SOURCE) or said.get("title")
        if not name or self._choices.model is not Practice or "citations" in held:
            return
        columns_of = {*self._choices.columns.values()}
        if not any(target == targets.SOURCE or target.startswith("source.") for target in columns_of):
            return
        has_pages = bool(held.get(targets.PAGES))
        of_all_rows = targets.SECTION in self._choices.fixed  # said for rows that name no page
        place = {part: held[part] for part in (targets.SECTION, targets.PAGES) if held.get(part)}
        if has_pages and of_all_rows:
            place.pop(targets.SECTION, None)
        parts = {part: self._part(part, text) for part, text in {**place, **said}.items()}
        wrong = next((cell for cell in parts.values() if cell.wrong), None)
        named = [f"{part}={cell.text}" for part, cell in parts.items() if cell.text]
        cells["citations"] = wrong or Cell(lines.join([[" ".join(name.split()), *named]]))

    def _part(self, part: str, text: str) -> Cell:
        """Return what a line with a source says of it: of its kind, year and pages in our way."""
        reading = {"kind": _kind_of_source, "year": _year, targets.PAGES: _pages}.get(part, str)
        target = part if part in {targets.PAGES, targets.SECTION} else f"source.{part}"
        said = self._answers.of(target, text)
        if said and said[0] == OUT:
            return NOTHING
        try:
            return Cell(reading(said[1] if said else text))
        except (ValidationError, ValueError) as error:
            why = error.messages[0] if isinstance(error, ValidationError) else _("That can't be read without doubt.")
            return self._ask(target, text, why, words=part if part == "kind" else "")

    def _add_first_sentences(self, cells: dict[str, Cell]) -> None:
        taken = self._choices.fixed.get("summary_en", "")
        if taken.startswith("@") and (there := cells.get(taken[1:])) and not there.wrong:
            cells["summary_en"] = Cell(first_sentences(there.text, _MOST_TEXT))

    def _ask(self, target: str, text: str, why: str, suggestion: str = "", words: str = "") -> Cell:
        letters = ", ".join(letter for letter, becomes in self._choices.columns.items() if becomes == target)
        said = {"label": self._labels.get(target, target), "letters": letters}
        label = _("%(label)s (column %(letters)s)") % said if letters else str(said["label"])
        self._answers.ask(Asked(target, label, text, why, suggestion, words))
        is_shared = not self.shared.isdisjoint(_headings_of(target))
        return Cell(text, f"{label}{colon()}{why}" if is_shared else why)


def first_sentences(text: str, most: int) -> str:
    """Return as many whole sentences of the beginning as fit, or of the first one as many words."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    kept = ""
    for sentence in _SENTENCE.split(text):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > most:
            break
        kept = longer
    return kept or text[: most - 1].rpartition(" ")[0] + "…"


def _kind_of_source(text: str) -> str:
    return of_choices(Source._meta.get_field("kind")).value(text)


def _year(text: str) -> str:
    return str(written.year_and_month(text)[0])


def _pages(text: str) -> str:
    return str(Citation._meta.get_field("pages").clean(text, None))  # type: ignore[union-attr]


def _as_ours(text: str, column: Column) -> str:
    """Return the cell of ours that means what a text does. Raise ValidationError or ValueError if that isn't known."""
    kind: Any = column.kind
    if isinstance(kind, WholeNumber) and column.name.endswith("year"):
        return str(written.year_and_month(text)[0])
    value = kind.read(text)
    if column.field is not None and column.field.max_length and isinstance(value, str):
        most = column.field.max_length
        if len(value) > most:
            said = {"most": most, "count": len(value)}
            raise ValidationError(_("At most %(most)s characters fit, and it has %(count)s.") % said)
    return str(value) if isinstance(kind, Day) else text


def _suggestion(text: str, column: Column) -> str:
    """Return another word for a text, which somebody may take: the nearest name, the first day, the beginning."""
    kind: Any = column.kind
    if isinstance(kind, Day):
        try:
            year, month = written.year_and_month(text)
        except ValueError:
            return ""
        return f"{year}-{month or 1:02}-01"
    if column.field is not None and column.field.max_length and len(text) > column.field.max_length:
        return first_sentences(text, column.field.max_length)
    return str(kind.nearest(text)) if hasattr(kind, "nearest") else ""
