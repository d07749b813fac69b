"""Importing a table: first what it would do, row by row, and then doing that, or nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from practices.editorial import history, many_duplicates
from practices.models import Batch

from . import outcomes
from .answers import Answers
from .columns import MODELS
from .outcomes import Outcome, Outcomes
from .plans import Planner
from .practice_plans import PracticePlanner
from .table import Row, Table

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Refused(Exception):
    """The import can't be done, so nothing of it was."""

    def __init__(self, found: Outcomes, changed: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = found
        self.changed = changed  # the rows that would do something else than was shown


def look(table: Table, user: User, answers: Answers | None = None) -> Iterator[Outcomes]:
    """Find out what a table would do, changing nothing. Yield how far it is; all is known once nothing more comes.

    `answers` holds what was said of what is not understood, and notes what is to be asked.
    """
    for found in _outcomes(table, user, answers or Answers()):
        yield found
    if new := [outcome for outcome in found.new if outcome.sketch]:
        for comparison in many_duplicates.find_all([outcome.sketch for outcome in new if outcome.sketch], user):
            found.compared = comparison.looked_at
            yield found
        for outcome, resembled in zip(new, comparison.found, strict=True):
            outcome.duplicates = resembled


def look_at(table: Table, row: Row, user: User, answers: Answers | None = None) -> Outcome:
    """Return what one row would do."""
    *_begun, found = look(Table.of(table.letters, [row], kind=table.kind), user, answers)
    return found.rows[0]


def write(table: Table, user: User, name: str, seen: str, answers: Answers | None = None) -> Iterator[Outcomes]:
    """Do what a table of this name asks for, all or nothing, if it is what was seen: the fingerprints of `look`.

    Yield as `look` does; what was done counts once nothing more comes. Raise Refused.
    Whoever stops listening before has everything taken back.
    """
    with transaction.atomic():
        batch = Batch.objects.create(user=user, name=name, kind=table.kind)
        for found in _outcomes(table, user, answers or Answers(), batch):
            yield found
        changed = [
            outcome
            for outcome, fingerprint in itertools.zip_longest(found.rows, seen.split())
            if outcome is None or outcome.fingerprint != fingerprint
        ]
        if changed or found.problems:
            raise Refused(found, changed)
        batch.counts = {**found.counts, "added": len(found.added)}
        batch.save()
        found.batch = batch


def _outcomes(table: Table, user: User, answers: Answers, batch: Batch | None = None) -> Iterator[Outcomes]:
    """Yield what becomes of all rows so far, some at a time. With a batch that it shall be, do it."""
    model, act = MODELS[table.kind], uuid4()
    planner = (PracticePlanner if table.kind == "practice" else Planner)(user, model, answers, batch)
    found = Outcomes(table.total, model, added=planner.added)
    yield found
    for rows in table.batches():
        plans = []
        things = planner.things(model, rows, locked=batch is not None)
        for row in rows:
            if found.is_enough:
                break
            try:
                plan = planner.plan(row, things)
            except ValidationError as error:
                found.add(outcomes.of_error(row, error, table.letters, model))
            else:
                found.add(outcomes.of_plan(row, plan, model))
                plans.append(plan)
        if batch is not None and not found.problems:
            with history.one_act(act):
                planner.carry_out(plans, batch)
        yield found
        if found.is_enough:
            break
