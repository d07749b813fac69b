"""What becomes of the rows of a table, for the eyes of whoever imports it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from practices.editorial.content import Content
from practices.editorial.diff import Difference, differences, labels
from practices.editorial.duplicates import Duplicate, Sketch
from practices.models import Batch, Practice

from .columns import Model, heading_of
from .names import shortened
from .plans import NAMES, Plan
from .table import NOTHING, Row

SHOWN_WHOLE = 100  # rows; of the others it is said what changes, and shown when somebody asks for it
MOST_PROBLEMS = 200  # that a page tells; the rows below are looked at when these are mended
_MOST_SHOWN = 300_000  # characters of what changes, on one page: a hundred practices of the catalogue have 260,000
_LONGEST_SHOWN = 20_000  # characters of one text: as many as the form takes
_CUT = " […]"


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where."""

    row: int
    letter: str
    heading: str
    text: str
    label: str = ""  # of what the heading means


@dataclass
class Outcome:
    """What becomes of one row."""

    row: int
    title: str
    kind: str  # "new", "changed", "unchanged" or "wrong"
    model: Model = Practice
    pk: int | None = None
    begins_revision: bool = False
    fingerprint: str = ""
    changed: list[str] = field(default_factory=list)  # names of what changes
    problems: list[Problem] = field(default_factory=list)
    twin: int | None = None  # the row of a new practice with the same title
    sketch: Sketch | None = None  # of a new practice
    duplicates: list[Duplicate] = field(default_factory=list)  # what a new practice resembles
    # Known of the first rows only.
    before: Content | None = None
    wanted: Content | None = None

    @property
    def is_practice(self) -> bool:
        """Whether the row is a practice, rather than an organisation or a source."""
        return self.model is Practice

    @property
    def labels(self) -> list[str]:
        """Labels of what changes."""
        return [label for name, label in labels(self.model).items() if name in self.changed]

    @cached_property
    def differences(self) -> list[Difference]:
        """What changes, with both values, of which very long ones are cut."""
        found, left = [], _MOST_SHOWN
        for one in differences(self.before or {}, {**(self.before or {}), **(self.wanted or {})}, self.model):
            most = min(_LONGEST_SHOWN, max(left, 0) // 2)
            found.append(replace(one, old=_cut(one.old, most), new=_cut(one.new, most)))
            left -= len(found[-1].old) + len(found[-1].new)
        return found

    @property
    def length(self) -> int:
        """How many characters it takes, about, to show what changes."""
        before, wanted = self.before or {}, self.wanted or {}
        return sum(len(str(wanted[name])) + len(str(before.get(name, ""))) for name in wanted)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + _CUT


def of_plan(row: Row, plan: Plan, model: Model) -> Outcome:
    """Return what becomes of a row that asks for what can be."""
    return Outcome(
        row=row.number,
        title=str(plan),
        kind=plan.kind,
        model=model,
        pk=plan.pk,
        begins_revision=plan.begins_revision,
        fingerprint=plan.fingerprint(),
        changed=list(plan.wanted),
        twin=plan.twin,
        sketch=_sketch(plan.wanted) if plan.kind == "new" and model is Practice else None,
        before=plan.before,
        wanted=plan.wanted,
    )


def _sketch(wanted: Content) -> Sketch:
    countries = {row["country"] for row in wanted.get("participations", []) if row["country"]}
    return Sketch(wanted.get("title_en", ""), wanted.get("summary_en", ""), frozenset(countries))


def of_error(row: Row, error: ValidationError, letters: dict[str, str], model: Model) -> Outcome:
    """Return what becomes of a row that asks for what can't be; the error says why, by heading."""
    called = {heading_of(name): label for name, label in labels(model).items()} | {NON_FIELD_ERRORS: ""}
    problems = [
        Problem(
            row=row.number,
            letter=letters.get(heading, ""),
            heading="" if heading == NON_FIELD_ERRORS else heading,
            text=text,
            label=called.get(heading, heading),
        )
        for heading, texts in error.message_dict.items()
        for text in texts
    ]
    places = {heading: place for place, heading in enumerate(letters)}
    problems.sort(key=lambda problem: places.get(problem.heading, len(places)))
    title = next((row.cells[name].text for name in NAMES if row.cells.get(name, NOTHING)), "")
    return Outcome(row.number, shortened(title), "wrong", problems=problems)


@dataclass
class Outcomes:
    """What becomes of all rows."""

    total: int
    model: Model = Practice
    rows: list[Outcome] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)  # all that is wrong, in order
    added: list[Content] = field(default_factory=list)  # organisations and sources that are named for the first time
    compared: int | None = None  # practices with which the new ones were compared
    batch: Batch | None = None  # once it is done
    _left: int = _MOST_SHOWN

    def add(self, outcome: Outcome) -> None:
        """Add the next row."""
        if outcome.kind in {"new", "changed"}:
            if self.counts["new"] + self.counts["changed"] >= SHOWN_WHOLE or outcome.length > self._left:
                outcome.before = outcome.wanted = None
            self._left -= outcome.length
        self.rows.append(outcome)
        self.problems += outcome.problems
        self.counts[outcome.kind] += 1

    @property
    def is_enough(self) -> bool:
        """Whether so much is wrong that the rows that follow need not be looked at yet."""
        return len(self.problems) >= MOST_PROBLEMS

    @property
    def first_problems(self) -> list[Problem]:
        """What is wrong, as far as a page tells it."""
        return self.problems[:MOST_PROBLEMS]

    @property
    def last(self) -> int:
        """The number of the last row that was looked at."""
        return self.rows[-1].row if self.rows else 0

    @property
    def fingerprints(self) -> str:
        """What tells these outcomes from any others."""
        return " ".join(outcome.fingerprint for outcome in self.rows)

    @property
    def effective(self) -> list[Outcome]:
        """The rows that do something."""
        return [outcome for outcome in self.rows if outcome.kind in {"new", "changed"}]

    @property
    def resembling(self) -> list[Outcome]:
        """The new practices that may be there already."""
        return [outcome for outcome in self.rows if outcome.duplicates]

    @property
    def new(self) -> list[Outcome]:
        """The new practices."""
        return [outcome for outcome in self.rows if outcome.kind == "new"]

    @property
    def twins(self) -> list[Outcome]:
        """The new practices that have the title of a row above."""
        return [outcome for outcome in self.rows if outcome.twin is not None]

    @property
    def unchanged(self) -> list[int]:
        """The rows that change nothing."""
        return [outcome.row for outcome in self.rows if outcome.kind == "unchanged"]
