"""Importing a table: first what it would do, row by row, and then doing that, or nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from practices.editorial import duplicates, history
from practices.editorial.content import Content
from practices.editorial.duplicates import Duplicate, Sketch

from . import outcomes
from .outcomes import Outcome, Outcomes
from .plans import Planner, Practices
from .table import Row, Table

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Refused(Exception):
    """The import can't be done, so nothing of it was."""

    def __init__(self, found: Outcomes, changed: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = found
        self.changed = changed  # the rows that would do something else than was shown


def look(table: Table, user: User) -> Iterator[Outcomes]:
    """Find out what a table would do, changing nothing. Yield how far it is; all is known once nothing more comes."""
    for found in _outcomes(table, user):
        yield found
    for outcome in found.rows:
        if outcome.kind == "new" and outcome.wanted is not None:
            outcome.duplicates = _duplicates(outcome.wanted, user)


def look_at(table: Table, row: Row, user: User) -> Outcome:
    """Return what one row would do."""
    *_begun, found = look(Table.of(table.letters, [row]), user)
    return found.rows[0]


def write(table: Table, user: User, reason: str, seen: str) -> Iterator[Outcomes]:
    """Do what a table asks for, all or nothing, if it is what was seen: the fingerprints that `look` came to.

    Yield as `look` does; what was done counts once nothing more comes. Raise Refused.
    Whoever stops listening before has everything taken back.
    """
    with transaction.atomic():
        for found in _outcomes(table, user, reason):
            yield found
        changed = [
            outcome
            for outcome, fingerprint in itertools.zip_longest(found.rows, seen.split())
            if outcome is None or outcome.fingerprint != fingerprint
        ]
        if changed or found.problems:
            raise Refused(found, changed)


def _outcomes(table: Table, user: User, reason: str | None = None) -> Iterator[Outcomes]:
    """Yield what becomes of all rows so far, after each batch. With a reason for the history, do it."""
    planner, found, act = Planner(user), Outcomes(table.total), uuid4()
    yield found
    for rows in table.batches():
        plans = []
        practices = Practices(rows, locked=reason is not None)
        for row in rows:
            if found.is_enough:
                break
            try:
                plan = planner.plan(row, practices)
            except ValidationError as error:
                found.add(outcomes.of_error(row, error, table.letters))
            else:
                found.add(outcomes.of_plan(row, plan))
                plans.append(plan)
        if reason is not None and not found.problems:
            with history.one_act(act):
                planner.carry_out(plans, reason)
        yield found
        if found.is_enough:
            break


def _duplicates(wanted: Content, user: User) -> list[Duplicate]:
    countries = {row["country"] for row in wanted.get("participations", []) if row["country"]}
    sketch = Sketch(wanted.get("title_en", ""), wanted.get("summary_en", ""), frozenset(countries))
    return duplicates.find(sketch, user)
