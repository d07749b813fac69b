"""What becomes of the rows of a table, for the eyes of whoever imports it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from practices.editorial.content import Content
from practices.editorial.diff import Difference, differences, labels
from practices.editorial.duplicates import Duplicate
from practices.models import Practice

from .columns import heading_of
from .plans import Plan
from .table import Cell, Row

SHOWN_WHOLE = 100  # rows; of the others it is said what changes, and shown when somebody asks for it


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where."""

    row: int
    letter: str
    heading: str
    text: str


@dataclass
class Outcome:
    """What becomes of one row."""

    row: int
    title: str
    kind: str  # "new", "changed", "unchanged" or "wrong"
    pk: int | None = None
    begins_revision: bool = False
    fingerprint: str = ""
    changed: list[str] = field(default_factory=list)  # names of what changes
    problems: list[Problem] = field(default_factory=list)
    # Known of the first rows only.
    before: Content | None = None
    wanted: Content | None = None
    duplicates: list[Duplicate] = field(default_factory=list)  # what a new practice resembles

    @property
    def labels(self) -> list[str]:
        """Labels of what changes."""
        return [label for name, label in labels(Practice).items() if name in self.changed]

    @cached_property
    def differences(self) -> list[Difference]:
        """What changes, with both values."""
        return differences(self.before or {}, {**(self.before or {}), **(self.wanted or {})}, Practice)


def of_plan(row: Row, plan: Plan) -> Outcome:
    """Return what becomes of a row that asks for what can be."""
    return Outcome(
        row=row.number,
        title=str(plan),
        kind=plan.kind,
        pk=plan.pk,
        begins_revision=plan.begins_revision,
        fingerprint=plan.fingerprint(),
        changed=list(plan.wanted),
        before=plan.before,
        wanted=plan.wanted,
    )


def of_error(row: Row, error: ValidationError, letters: dict[str, str]) -> Outcome:
    """Return what becomes of a row that asks for what can't be; the error says why, by heading."""
    problems = [
        Problem(row.number, letters.get(heading, ""), "" if heading == NON_FIELD_ERRORS else heading, text)
        for heading, texts in error.message_dict.items()
        for text in texts
    ]
    places = {heading: place for place, heading in enumerate(letters)}
    problems.sort(key=lambda problem: places.get(problem.heading, len(places)))
    return Outcome(row.number, row.cells.get(heading_of("title_en"), Cell()).text, "wrong", problems=problems)


@dataclass
class Outcomes:
    """What becomes of all rows."""

    total: int
    rows: list[Outcome] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        """Add the next row."""
        if outcome.kind in {"new", "changed"} and self.counts["new"] + self.counts["changed"] >= SHOWN_WHOLE:
            outcome.before = outcome.wanted = None
        self.rows.append(outcome)
        self.counts[outcome.kind] += 1

    @property
    def fingerprints(self) -> str:
        """What tells these outcomes from any others."""
        return " ".join(outcome.fingerprint for outcome in self.rows)

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong, in order."""
        return [problem for outcome in self.rows for problem in outcome.problems]

    @property
    def effective(self) -> list[Outcome]:
        """The rows that do something."""
        return [outcome for outcome in self.rows if outcome.kind in {"new", "changed"}]

    @property
    def resembling(self) -> list[Outcome]:
        """The new practices that may be there already."""
        return [outcome for outcome in self.rows if outcome.duplicates]

    @property
    def unchanged(self) -> list[int]:
        """The rows that change nothing."""
        return [outcome.row for outcome in self.rows if outcome.kind == "unchanged"]
