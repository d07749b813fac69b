"""What a row of a table asks of one thing, whether that can be, and doing it. Practices are in `practice_plans.py`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from practices.editorial import content, history, link_names
from practices.editorial.content import Content
from practices.editorial.diff import labels
from practices.models import LARGEST_ID, Batch
from practices.taxonomy import vocabularies
from practices.text.plain import comparable
from practices.text.signs import colon

from .answers import ROW, Answers, Asked
from .columns import ID, STATE, Column, Model, columns, heading_of
from .names import shortened
from .newcomers import Newcomers

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from .table import Row

NAMES = ("title_en", "name_en", "short_citation")  # of practices, organisations, sources


@dataclass
class Plan:
    """What a row asks for."""

    thing: Any  # that its id names, if it names one
    target: Any  # that it changes: the same, or a working copy of it, or a new one
    now: Content = field(default_factory=dict)  # what the thing holds: a cell that says the same changes nothing
    before: Content = field(default_factory=dict)  # what the target holds
    wanted: Content = field(default_factory=dict)  # what is to be changed in the target
    prepared: content.Prepared | None = None
    twin: int | None = None  # the row above with the title of this new practice
    added: list[Content] = field(default_factory=list)  # what it names that is not there yet

    def __str__(self) -> str:
        return next((str(held[name]) for held in (self.wanted, self.before) for name in NAMES if held.get(name)), "")

    @property
    def kind(self) -> str:
        """What it does: "new", "changed" or "unchanged"."""
        return "new" if self.thing is None else "changed" if self.wanted else "unchanged"

    @property
    def begins_revision(self) -> bool:
        """Whether a working copy is to be made."""
        return self.thing is not None and self.target.pk is None

    @property
    def pk(self) -> int | None:
        """The number of the thing, if it has one."""
        return self.thing.pk if self.thing else None

    def fingerprint(self) -> str:
        """Return what tells this plan from any other: another one if the row would do something else than before."""
        told: list[Any] = [self.pk]
        if self.wanted:
            at = [getattr(one, "state", "") for one in (self.thing, self.target)]
            told += [self.target.pk, at, self.before, self.wanted, self.added]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


class Things:
    """What some rows name by number. Locked if it is to be changed."""

    def __init__(self, model: Model, rows: Iterable[Row], *, locked: bool) -> None:
        found = self.asked_for(model._base_manager, {number_of(row.cells[ID].text) for row in rows} - {None})
        found = found.order_by("pk")
        if locked:
            found = found.select_for_update(of=("self",))
        self.found: dict[int, Any] = {thing.pk: thing for thing in content.with_everything(found)}

    def asked_for(self, manager: Any, numbers: set[int | None]) -> models.QuerySet[Any]:
        """Return the things of these numbers, and what else is to be known with them."""
        return manager.filter(pk__in=numbers)  # type: ignore[no-any-return]

    def get(self, text: str) -> Any:
        """Return a thing by its number, as somebody wrote it."""
        return self.found.get(number_of(text) or 0)


class Planner:
    """Makes plans of rows, one after another, for somebody, and carries them out if there is a batch to be."""

    things = Things
    otherwise = "entry"  # the link name of what has no letters in its name

    def __init__(self, user: User, model: Model, answers: Answers, batch: Batch | None = None) -> None:
        self.user, self.model, self.batch = user, model, batch
        self._vocabularies = vocabularies.read()
        self._known = content.Known()
        self._newcomers = Newcomers(user, answers, self._known, batch)
        every = columns(self._vocabularies, model, self._newcomers)
        self._columns = [column for column in every if column.name not in {ID, STATE}]
        self._answers = answers
        self._name = next(column.name for column in self._columns if column.name in NAMES)
        # The row that is being read, and which row was the first with a number, a link name, a title.
        self._row = 0
        self._first: dict[tuple[str, Any], int] = {}

    def plan(self, row: Row, things: Any) -> Plan:
        """Return what a row asks for. Raise ValidationError, by heading, with all for which that can't be."""
        self._row = self._answers.row = row.number
        plan = self._begun(row, things)
        problems = self._read(row, plan)
        plan.added = self._newcomers.of_row()
        if plan.kind == "unchanged" and not problems:
            return plan
        if plan.thing is None:
            self._give_link_name(plan)
        problems = {**self._hindrances(plan), **self._misfits(plan), **problems}
        if plan.thing is None and not row.cells.get(self._name) and self._name in problems:
            self._ask_for_row(row)
            if "slug" not in plan.wanted:
                problems.pop("slug", None)  # it would be made of the title
        if problems:
            raise ValidationError(problems)
        return plan

    def _ask_for_row(self, row: Row) -> None:
        """Ask whether a row be left out that lacks the title of what is new."""
        label = _("Row %(number)s") % {"number": row.number}
        held = shortened(" · ".join(" ".join(cell.text.split()) for cell in row.cells.values() if cell))
        why = _("It has no ‘%(name)s’, which all that is new needs. Give it one in your file, or leave the row out.")
        said = why % {"name": labels(self.model)[self._name]}
        self._answers.ask(Asked(ROW, f"{label}{colon()}{held}", str(row.number), said))

    @property
    def added(self) -> list[Content]:
        """All that rows name and that is not there yet, each with its kind and name. It grows with them."""
        return self._newcomers.added

    def carry_out(self, plans: list[Plan], batch: Batch) -> None:
        """Save what plans ask for, and write it into the history as part of an import."""
        plans = [plan for plan in plans if plan.prepared]
        self._newcomers.record()
        history.catch_up_all([plan.target for plan in plans if plan.target.pk])
        self._save(plans, batch)
        written: list[Any] = [plan.prepared.thing for plan in plans if plan.prepared]
        history.record_all(written, self.user, history.Action.IMPORTED, batch.name, batch=batch)

    # What kinds of things differ in ---------------------------------------------------------------

    def _begun(self, row: Row, things: Any) -> Plan:
        """Return a plan that asks for nothing yet. Raise ValidationError if the row names nothing of the user's."""
        cell = row.cells[ID]
        if cell.wrong:
            raise ValidationError({ID: cell.wrong})
        if not cell.text.strip():
            self._hold("add")
            return Plan(None, self.model())
        if (thing := things.get(cell.text)) is None:
            sentence = _("There is no number ‘%(text)s’. Leave the cell empty for what is new.")
            raise ValidationError({ID: sentence % {"text": shortened(cell.text)}})
        self._hold("change")
        self._refuse_twice(thing)
        now = content.of(thing)
        return Plan(thing, thing, now, now)

    def _give_link_name(self, plan: Plan) -> None:
        """Make a link name of the title where the row gives none."""
        if "slug" not in plan.wanted and (title := str(plan)):
            taken = {name for what, name in self._first if what == "link name"}
            plan.wanted["slug"] = link_names.free(title, self.otherwise, taken, self.model)

    def _hindrances(self, plan: Plan) -> dict[str, list[str]]:
        """Say why the thing can't be changed, or can't have its link name."""
        found: dict[str, list[str]] = {}
        slug, name = plan.wanted.get("slug"), next((name for name in NAMES if plan.wanted.get(name)), "")
        if slug and plan.thing is not None:
            found["slug"] = [_("The link name stays: links and files name it by this.")]
        elif slug and (first := self._first_with("link name", slug)):
            found["slug"] = [self._both_named(first, slug)]
        if name and (first := self._first_with(name, comparable(plan.wanted[name]))):
            said = {"first": first, "number": self._row, "name": shortened(plan.wanted[name])}
            found[name] = [_("Rows %(first)s and %(number)s would both be called ‘%(name)s’.") % said]
        return found

    def _save(self, plans: list[Plan], batch: Batch) -> None:
        content.save([plan.prepared for plan in plans if plan.prepared])

    # What they have in common ----------------------------------------------------------------------

    def _hold(self, verb: str) -> None:
        if not self.user.has_perm(f"practices.{verb}_{self.model._meta.model_name}"):
            raise ValidationError({ID: _("Your account may not do this.")})

    def _refuse_twice(self, thing: Any) -> None:
        if first := self._first_with("id", thing.pk):
            said = {"first": first, "number": self._row, "pk": thing.pk}
            raise ValidationError({ID: _("Rows %(first)s and %(number)s both have the id %(pk)s.") % said})

    def _both_named(self, first: int, slug: str) -> str:
        sentence = _("Rows %(first)s and %(number)s would both have the link name ‘%(slug)s’.")
        return sentence % {"first": first, "number": self._row, "slug": shortened(slug)}

    def _read(self, row: Row, plan: Plan) -> dict[str, list[str]]:
        """Note what the cells ask for. Return, by heading, what can't be read."""
        problems: dict[str, list[str]] = {}
        for column in self._columns:
            cell = row.cells.get(column.heading)
            if cell is None:
                continue
            if cell.wrong:
                problems[column.heading] = [cell.wrong]
            elif plan.thing is None or cell.text != column.cell(plan.now):
                try:
                    self._ask(column, cell.text, plan)
                except ValidationError as error:
                    problems[column.heading] = error.messages
        return problems

    def _ask(self, column: Column, text: str, plan: Plan) -> None:
        """Note what a cell asks for, if it is something new. Raise ValidationError if it can't be."""
        value, now = column.kind.read(text), plan.now.get(column.name, column.kind.read(""))
        if value in (now, plan.before.get(column.name, now)):
            return
        plan.wanted[column.name] = value
        for reference in {*column.kind.references(value)} - {*column.kind.references(now)}:
            self._refuse_retired(*reference)

    def _refuse_retired(self, vocabulary: Any, value: str) -> None:
        entry = self._vocabularies[vocabulary].get(value)
        if entry is None or not entry.retired:
            return
        if entry.replacement:
            sentence = _("‘%(value)s’ is no longer used. ‘%(other)s’ has replaced it.")
            raise ValidationError(sentence % {"value": value, "other": entry.replacement})
        raise ValidationError(_("‘%(value)s’ is no longer used for new entries.") % {"value": value})

    def _first_with(self, what: str, name: Any) -> int | None:
        """Note that this row has something. Return the row above that was the first to have it, if any."""
        first = self._first.setdefault((what, name), self._row) if name else self._row
        return None if first == self._row else first

    def _misfits(self, plan: Plan) -> dict[str, list[str]]:
        """Prepare what is wanted for the target. Return what doesn't fit, by heading."""
        held = plan.before if plan.begins_revision else {}
        try:
            plan.prepared = content.prepare({**held, **plan.wanted}, plan.target, self._known)
        except ValidationError as error:
            return {heading_of(name): _lines(name, texts) for name, texts in error.message_dict.items()}
        return {}


def number_of(text: str) -> int | None:
    """Return the number that a cell names, or None if it names none."""
    match = re.fullmatch(r"([0-9]{1,10})(\.0+)?", text.strip())
    return int(match[1]) if match and int(match[1]) <= LARGEST_ID else None


def _lines(name: str, texts: list[str]) -> list[str]:
    """Return what is wrong with rows below a practice, with the lines of the cell that they are."""
    if name not in content.ROWS:
        return texts
    return [re.sub(r"^(\d+): ", lambda match: _("Line %(place)s: ") % {"place": match[1]}, text) for text in texts]
