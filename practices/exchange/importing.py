"""Importing a table: first what it would do, row by row, and then doing that, or nothing."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from import_export.results import RowResult

from practices.editorial import duplicates
from practices.editorial.content import Content
from practices.editorial.diff import Difference, differences, labels
from practices.editorial.duplicates import Duplicate, Sketch
from practices.models import Practice
from practices.taxonomy import vocabularies

from .columns import heading_of
from .resource import Plan, PracticeResource, Practices
from .table import Row, Table

if TYPE_CHECKING:
    from django.contrib.auth.models import User

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


class Refused(Exception):
    """The import can't be done, so nothing of it was."""

    def __init__(self, outcomes: Outcomes, changed: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes
        self.changed = changed  # the rows that would do something else than was shown


def look(table: Table, user: User) -> Iterator[Outcomes]:
    """Find out what a table would do, changing nothing. Yield how far it is; all is known once nothing more comes."""
    for outcomes in _outcomes(table, PracticeResource(vocabularies.read(), user), None):
        yield outcomes
    for outcome in outcomes.rows:
        if outcome.kind == "new" and outcome.wanted is not None:
            outcome.duplicates = _duplicates(outcome.wanted, user)


def look_at(table: Table, row: Row, user: User) -> Outcome:
    """Return what one row would do."""
    *_begun, found = look(Table(table.letters, [row]), user)
    return found.rows[0]


def write(table: Table, user: User, reason: str, seen: str) -> Iterator[Outcomes]:
    """Do what a table asks for, all or nothing, if it is what was seen: the fingerprints that `look` came to.

    Yield as `look` does; what was done counts once nothing more comes. Raise Refused.
    Whoever stops listening before has everything taken back.
    """
    expected = seen.split()
    with transaction.atomic():
        for outcomes in _outcomes(table, PracticeResource(vocabularies.read(), user), reason):
            yield outcomes
        changed = [
            outcome
            for outcome, fingerprint in itertools.zip_longest(outcomes.rows, expected)
            if outcome is None or outcome.fingerprint != fingerprint
        ]
        if changed or outcomes.problems:
            raise Refused(outcomes, changed)


def _duplicates(wanted: Content, user: User) -> list[Duplicate]:
    countries = {row["country"] for row in wanted.get("participations", []) if row["country"]}
    sketch = Sketch(wanted.get("title_en", ""), wanted.get("summary_en", ""), frozenset(countries))
    return duplicates.find(sketch, user)


def _outcomes(table: Table, resource: PracticeResource, reason: str | None) -> Iterator[Outcomes]:
    outcomes = Outcomes(len(table.rows))
    yield outcomes
    size = resource.get_chunk_size()
    for start in range(0, len(table.rows), size):
        rows = table.rows[start : start + size]
        for outcome in _of_rows(rows, table.letters, resource, for_good=reason is not None):
            outcomes.add(outcome)
        if reason is not None and not outcomes.problems:
            resource.write(reason)
        yield outcomes


def _of_rows(
    rows: Iterable[Row], letters: dict[str, str], resource: PracticeResource, *, for_good: bool
) -> Iterator[Outcome]:
    practices = Practices(rows, locked=for_good)
    for row in rows:
        wrong = {heading: cell.wrong for heading, cell in row.cells.items() if cell.wrong}
        result = resource.import_row(row.texts(), practices, row_number=row.number, wrong=wrong, dry_run=not for_good)
        for error in result.errors:  # what nobody foresaw
            raise error.error
        yield _wrong(row, letters, result) if result.validation_error else _right(row, result)


def _right(row: Row, result: RowResult) -> Outcome:
    plan: Plan = result.instance
    kinds = {RowResult.IMPORT_TYPE_NEW: "new", RowResult.IMPORT_TYPE_UPDATE: "changed"}
    return Outcome(
        row=row.number,
        title=str(plan),
        kind=kinds.get(result.import_type, "unchanged"),
        pk=plan.pk,
        begins_revision=plan.begins_revision,
        fingerprint=plan.fingerprint(),
        changed=list(plan.wanted),
        before=plan.before,
        wanted=plan.wanted,
    )


def _wrong(row: Row, letters: dict[str, str], result: RowResult) -> Outcome:
    texts = row.texts()
    problems = [
        Problem(row.number, letters.get(heading, ""), "" if heading == NON_FIELD_ERRORS else heading, text)
        for heading, said in result.validation_error.message_dict.items()
        for text in said
    ]
    order = list(letters)
    problems.sort(key=lambda problem: order.index(problem.heading) if problem.heading in letters else len(order))
    return Outcome(row.number, texts.get(heading_of("title_en"), ""), "wrong", problems=problems)
