"""What a row of a table asks of one practice, whether that can be, and doing it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from practices.editorial import content, history, link_names, permissions, revisions
from practices.editorial.content import Content
from practices.models import LARGEST_ID, Practice, states
from practices.taxonomy import vocabularies
from practices.text.plain import comparable

from .columns import ID, STATE, Column, columns, heading_of
from .names import shortened

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from .table import Row


@dataclass
class Plan:
    """What a row asks for."""

    practice: Practice | None  # that its id names
    target: Practice  # that it changes: the same, or a working copy of it, or a new draft
    now: Content = field(default_factory=dict)  # what the practice holds: a cell that says the same changes nothing
    before: Content = field(default_factory=dict)  # what the target holds
    wanted: Content = field(default_factory=dict)  # what is to be changed in the target
    prepared: content.Prepared | None = None
    twin: int | None = None  # the row above with the title of this new practice

    def __str__(self) -> str:
        return str(self.wanted.get("title_en") or self.before.get("title_en") or "")

    @property
    def kind(self) -> str:
        """What it does: "new", "changed" or "unchanged"."""
        return "new" if self.practice is None else "changed" if self.wanted else "unchanged"

    @property
    def begins_revision(self) -> bool:
        """Whether a working copy is to be made."""
        return self.practice is not None and self.target.pk is None

    @property
    def pk(self) -> int | None:
        """The number of the practice, if it has one."""
        return self.practice.pk if self.practice else None

    def fingerprint(self) -> str:
        """Return what tells this plan from any other: another one if the row would do something else than before."""
        told: list[Any] = [self.pk]
        if self.wanted:
            at = [self.practice.state if self.practice else "", self.target.state]
            told += [self.target.pk, at, self.before, self.wanted]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


class Practices:
    """The practices that some rows name, and their working copies. Locked if they are to be changed."""

    def __init__(self, rows: Iterable[Row], *, locked: bool) -> None:
        numbers = {number for row in rows if (number := _number(row.cells[ID].text)) is not None}
        found = Practice._base_manager.filter(Q(pk__in=numbers) | Q(revises__in=numbers)).order_by("pk")
        if locked:
            found = found.select_for_update(of=("self",))
        self._found = {practice.pk: practice for practice in content.with_everything(found.select_related("author"))}
        self._copies = {copy.revises_id: copy for copy in self._found.values() if copy.revises_id is not None}

    def get(self, text: str) -> tuple[Practice | None, Practice | None]:
        """Return a practice by its number, as somebody wrote it, and its working copy."""
        number = _number(text) or 0
        return self._found.get(number), self._copies.get(number)


class Planner:
    """Makes plans of rows, one after another, for somebody, and carries them out."""

    def __init__(self, user: User) -> None:
        self._vocabularies = vocabularies.read()
        self._columns = [column for column in columns(self._vocabularies) if column.name not in {ID, STATE}]
        self._user = user
        self._known = content.Known()
        # The row that is being read, and which row was the first with a number, a link name, a title.
        self._row = 0
        self._first: dict[tuple[str, Any], int] = {}

    def plan(self, row: Row, practices: Practices) -> Plan:
        """Return what a row asks for. Raise ValidationError, by heading, with all for which that can't be."""
        self._row = row.number
        plan = self._begun(row, practices)
        problems = self._read(row, plan)
        if plan.kind == "unchanged" and not problems:
            return plan
        if plan.practice is None:
            plan.twin = self._first_with("title", comparable(plan.wanted.get("title_en", "")))
            self._give_link_name(plan)
        if problems := {**self._hindrances(plan), **self._misfits(plan), **problems}:
            raise ValidationError(problems)
        return plan

    def carry_out(self, plans: list[Plan], reason: str) -> None:
        """Save what plans ask for, as drafts, and write it into the history."""
        plans = [plan for plan in plans if plan.prepared]
        begun = [plan for plan in plans if plan.begins_revision]
        history.catch_up_all([plan.target for plan in plans if plan.target.pk])
        copies = revisions.start_all([plan.practice for plan in begun if plan.practice], self._user, reason)
        for plan, copy in zip(begun, copies, strict=True):
            plan.prepared = content.prepare(plan.wanted, copy, self._known)
        prepared = [plan.prepared for plan in plans if plan.prepared]
        content.save(prepared)
        written: list[Any] = [one.thing for one in prepared]
        history.record_all(written, self._user, history.Action.IMPORTED, reason)

    def _begun(self, row: Row, practices: Practices) -> Plan:
        """Return a plan that asks for nothing yet. Raise ValidationError if the row names no practice of the user's."""
        cell = row.cells[ID]
        if cell.wrong:
            raise ValidationError({ID: cell.wrong})
        if not cell.text.strip():
            return Plan(None, Practice(author=self._user))
        practice, copy = practices.get(cell.text)
        if practice is None or not permissions.may_see(practice, self._user):
            sentence = _("There is no practice ‘%(text)s’. Leave the cell empty for a new one.")
            raise ValidationError({ID: sentence % {"text": shortened(cell.text)}})
        if first := self._first_with("id", practice.pk):
            said = {"first": first, "number": self._row, "pk": practice.pk}
            raise ValidationError({ID: _("Rows %(first)s and %(number)s both have the id %(pk)s.") % said})
        now = content.of(practice)
        if practice.state not in states.ONCE_PUBLIC:
            return Plan(practice, practice, now, now)
        if copy is None:
            return Plan(practice, Practice(revises=practice, author=self._user), now, now)
        return Plan(practice, copy, now, content.of(copy))

    def _read(self, row: Row, plan: Plan) -> dict[str, list[str]]:
        """Note what the cells ask for. Return, by heading, what can't be read."""
        problems: dict[str, list[str]] = {}
        for column in self._columns:
            cell = row.cells.get(column.heading)
            if cell is None:
                continue
            if cell.wrong:
                problems[column.heading] = [cell.wrong]
            elif plan.practice is None or cell.text != column.cell(plan.now):
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

    def _give_link_name(self, plan: Plan) -> None:
        """Make a link name of the title where the row gives none."""
        if "slug" not in plan.wanted and "title_en" in plan.wanted:
            taken = {name for what, name in self._first if what == "link name"}
            plan.wanted["slug"] = link_names.free(plan.wanted["title_en"], "practice", taken)

    def _hindrances(self, plan: Plan) -> dict[str, list[str]]:
        """Say why the practice can't be changed, or can't have its link name."""
        found = {ID: self._what_hinders(plan), "slug": None}
        if (slug := plan.wanted.get("slug")) and (first := self._first_with("link name", slug)):
            sentence = _("Rows %(first)s and %(number)s would both have the link name ‘%(slug)s’.")
            found["slug"] = sentence % {"first": first, "number": self._row, "slug": shortened(slug)}
        return {heading: [said] for heading, said in found.items() if said}

    def _what_hinders(self, plan: Plan) -> str | None:
        target = plan.target
        if target.pk is None:
            return None
        if target is not plan.practice and not permissions.is_by(target, self._user):
            said = {"who": history.name_of(target.author) or _("Somebody"), "number": target.pk}
            return _("%(who)s is revising it already, as number %(number)s.") % said
        if not permissions.may_edit(target, self._user):
            return _("It can't be changed now: its state is ‘%(state)s’.") % {"state": target.get_state_display()}
        if first := self._first_with("target", target.pk):
            said = {"first": first, "number": self._row, "pk": target.pk, "original": target.revises_id}
            sentence = _(
                "Rows %(first)s and %(number)s would both change %(pk)s: it is the revision of practice %(original)s."
            )
            return sentence % said
        return None

    def _misfits(self, plan: Plan) -> dict[str, list[str]]:
        """Prepare what is wanted for the target. Return what doesn't fit, by heading."""
        held = plan.before if plan.begins_revision else {}
        try:
            plan.prepared = content.prepare({**held, **plan.wanted}, plan.target, self._known)
        except ValidationError as error:
            return {heading_of(name): _lines(name, texts) for name, texts in error.message_dict.items()}
        return {}


def _number(text: str) -> int | None:
    match = re.fullmatch(r"([0-9]{1,10})(\.0+)?", text.strip())
    return int(match[1]) if match and int(match[1]) <= LARGEST_ID else None


def _lines(name: str, texts: list[str]) -> list[str]:
    """Return what is wrong with rows below a practice, with the lines of the cell that they are."""
    if name not in content.ROWS:
        return texts
    return [re.sub(r"^(\d+): ", lambda match: _("Line %(place)s: ") % {"place": match[1]}, text) for text in texts]
