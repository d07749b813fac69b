"""What a row asks of one practice: of what is or was before the public, a working copy is changed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from practices.editorial import content, history, permissions, revisions
from practices.models import Batch, Practice, states
from practices.text.plain import comparable

from .columns import ID
from .names import shortened
from .plans import Plan, Planner, Things, number_of
from .table import Row


class Practices(Things):
    """The practices that some rows name, and their working copies."""

    def asked_for(self, manager: Any, numbers: set[int | None]) -> models.QuerySet[Any]:
        found: models.QuerySet[Any] = manager.filter(Q(pk__in=numbers) | Q(revises__in=numbers))
        return found.select_related("author")

    def copy_of(self, practice: Practice) -> Practice | None:
        """Return the working copy of a practice that a row names."""
        return next((one for one in self.found.values() if one.revises_id == practice.pk), None)


class PracticePlanner(Planner):
    """Makes plans of rows with practices."""

    things = Practices
    otherwise = "practice"

    def _begun(self, row: Row, things: Practices) -> Plan:
        cell = row.cells[ID]
        if cell.wrong:
            raise ValidationError({ID: cell.wrong})
        if not cell.text.strip():
            return Plan(None, Practice(author=self.user))
        practice = things.get(cell.text) if number_of(cell.text) else None
        if practice is None or not permissions.may_see(practice, self.user):
            sentence = _("There is no practice ‘%(text)s’. Leave the cell empty for a new one.")
            raise ValidationError({ID: sentence % {"text": shortened(cell.text)}})
        self._refuse_twice(practice)
        now = content.of(practice)
        if practice.state not in states.ONCE_PUBLIC:
            return Plan(practice, practice, now, now)
        copy = things.copy_of(practice)
        if copy is None:
            return Plan(practice, Practice(revises=practice, author=self.user), now, now)
        return Plan(practice, copy, now, content.of(copy))

    def _give_link_name(self, plan: Plan) -> None:
        plan.twin = self._first_with("title", comparable(plan.wanted.get("title_en", "")))
        if "title_en" in plan.wanted:
            super()._give_link_name(plan)

    def _hindrances(self, plan: Plan) -> dict[str, list[str]]:
        found = {ID: self._what_hinders(plan), "slug": None}
        if (slug := plan.wanted.get("slug")) and (first := self._first_with("link name", slug)):
            found["slug"] = self._both_named(first, slug)
        return {heading: [said] for heading, said in found.items() if said}

    def _what_hinders(self, plan: Plan) -> str | None:
        target = plan.target
        if target.pk is None:
            return None
        if target is not plan.thing and not permissions.is_by(target, self.user):
            said = {"who": history.name_of(target.author) or _("Somebody"), "number": target.pk}
            return _("%(who)s is revising it already, as number %(number)s.") % said
        if not permissions.may_edit(target, self.user):
            return _("It can't be changed now: its state is ‘%(state)s’.") % {"state": target.get_state_display()}
        if first := self._first_with("target", target.pk):
            said = {"first": first, "number": self._row, "pk": target.pk, "original": target.revises_id}
            sentence = _(
                "Rows %(first)s and %(number)s would both change %(pk)s: it is the revision of practice %(original)s."
            )
            return sentence % said
        return None

    def _save(self, plans: list[Plan], batch: Batch) -> None:
        begun = [plan for plan in plans if plan.begins_revision]
        copies = revisions.start_all([plan.thing for plan in begun], self.user, batch.name, batch)
        for plan, copy in zip(begun, copies, strict=True):
            plan.prepared = content.prepare(plan.wanted, copy, self._known)
        super()._save(plans, batch)
