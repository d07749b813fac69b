"""One row of a table and one practice: what the row asks for, whether that can be, and doing it."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from import_export.resources import Resource

from practices.editorial import content, history, permissions, revisions
from practices.editorial.content import Content
from practices.models import LARGEST_ID, Practice, states
from practices.taxonomy.vocabularies import Vocabularies

from .columns import ID, Column, columns, heading_of
from .names import shortened

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from .table import Row


@dataclass
class Plan:
    """What a row asks for."""

    practice: Practice | None  # that its id names
    target: Practice  # that it changes: the same, or a working copy of it, or a new draft
    now: Content  # what the practice holds: a cell that says the same changes nothing
    before: Content  # what the target holds
    wanted: Content = field(default_factory=dict)  # what is to be changed in the target
    prepared: content.Prepared | None = None

    @property
    def begins_revision(self) -> bool:
        """Whether a working copy is to be made."""
        return self.practice is not None and self.target.pk is None

    @property
    def pk(self) -> int | None:
        """The number of the practice, if it has one."""
        return self.practice.pk if self.practice else None

    def __str__(self) -> str:
        return str(self.wanted.get("title_en") or self.before.get("title_en") or "")

    def fingerprint(self) -> str:
        """Return what tells this plan from any other: another one if the row would do something else than before."""
        told: list[Any] = [self.pk]
        if self.wanted:
            states = [self.practice.state if self.practice else "", self.target.state]
            told += [self.target.pk, states, self.before, self.wanted]
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

    def get(self, text: str) -> Practice | None:
        """Return a practice by its number, as somebody wrote it."""
        return self._found.get(_number(text) or 0)

    def copy_of(self, practice: Practice) -> Practice | None:
        """Return its working copy, if there is one."""
        return self._copies.get(practice.pk)


class PracticeResource(Resource):
    """Practices as rows. What it calls instances are contents when it exports, and plans when it imports."""

    fields: dict[str, Column]

    class Meta:
        model = Practice
        import_id_fields = (ID,)
        skip_diff = True  # `editorial/diff.py` says what differs
        store_instance = True

    def __init__(self, vocabularies: Vocabularies, user: User | None = None) -> None:
        super().__init__()
        self.fields = {column.column_name: column for column in columns(vocabularies)}
        self._written = [column for column in self.fields.values() if not column.readonly]
        self.vocabularies = vocabularies
        self._user = user
        self._known = content.Known()
        self._plans: list[Plan] = []
        # The row that is being read, and which row was the first to name a practice, or to take a link name.
        self._row = 0
        self._first: dict[Any, int] = {}

    def write(self, reason: str) -> None:
        """Save the rows that were read since the last time, as drafts, and write them into the history."""
        plans, self._plans = self._plans, []
        begun = [plan for plan in plans if plan.begins_revision]
        history.catch_up_all([plan.target for plan in plans if plan.target.pk])
        copies = revisions.start_all([plan.practice for plan in begun], self._user, reason)  # type: ignore[misc]
        for plan, copy in zip(begun, copies, strict=True):
            plan.prepared = content.prepare(plan.wanted, copy, self._known)
        prepared = [plan.prepared for plan in plans if plan.prepared]
        content.save(prepared)
        written = [one.thing for one in prepared]
        history.record_all(written, self._user, history.Action.IMPORTED, reason)  # type: ignore[arg-type]

    # What import-export asks for of each row, in this order ------------------------------------

    def before_import_row(self, row: dict[str, str], **options: Any) -> None:
        self._row = options["row_number"]
        if ID in options["wrong"]:
            raise ValidationError({ID: options["wrong"][ID]})

    def get_or_init_instance(self, instance_loader: Practices, row: dict[str, str]) -> tuple[Plan, bool]:
        text = row[ID].strip()
        if not text:
            return Plan(None, Practice(author=self._user), {}, {}), True
        practice = instance_loader.get(text)
        if practice is None or not permissions.may_see(practice, self._user):  # type: ignore[arg-type]
            sentence = _("There is no practice ‘%(text)s’. Leave the cell empty for a new one.")
            raise ValidationError({ID: sentence % {"text": shortened(text)}})
        if said := self._came_before(("id", practice.pk)):
            raise ValidationError({ID: said})
        now = content.of(practice)
        if practice.state not in states.ONCE_PUBLIC:
            return Plan(practice, practice, now, now), False
        copy = instance_loader.copy_of(practice)
        if copy is None:
            return Plan(practice, Practice(revises=practice, author=self._user), now, now), False
        return Plan(practice, copy, now, content.of(copy)), False

    def import_instance(self, instance: Plan, row: dict[str, str], **options: Any) -> None:
        problems: dict[str, Any] = {}
        for column in self._written:
            heading = column.column_name
            if heading in options["wrong"]:
                problems[heading] = options["wrong"][heading]
            elif heading in row and not (instance.practice and row[heading] == column.export(instance.now)):
                try:
                    self._read(column, instance, row)
                except ValidationError as error:
                    problems[heading] = error.messages
        if problems:
            raise ValidationError(problems)

    def skip_row(
        self, instance: Plan, original: None, row: dict[str, str], import_validation_errors: Any = None
    ) -> bool:
        return instance.practice is not None and not instance.wanted and not import_validation_errors

    def validate_instance(
        self, instance: Plan, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        if instance.practice is None:
            self._give_link_name(instance)
        found = self._what_hinders(instance)
        slug = instance.wanted.get("slug")
        if slug and (said := self._came_before(("link name", slug))):
            found["slug"] = [said]
        held = instance.before if instance.begins_revision else {}
        try:
            instance.prepared = content.prepare({**held, **instance.wanted}, instance.target, self._known)
        except ValidationError as error:
            found |= {heading_of(name): _lines(name, texts) for name, texts in error.message_dict.items()}
        if problems := {**found, **ValidationError(import_validation_errors or {}).message_dict}:
            raise ValidationError(problems)

    def save_instance(self, instance: Plan, is_create: bool, row: dict[str, str], **options: Any) -> None:
        if not options["dry_run"]:
            self._plans.append(instance)

    # -------------------------------------------------------------------------------------------

    def _read(self, column: Column, plan: Plan, row: dict[str, str]) -> None:
        """Note what a cell asks for, if it is something new."""
        value, now = column.clean(row), plan.now.get(column.name, column.widget.empty)
        if value in (now, plan.before.get(column.name, now)):
            return
        plan.wanted[column.name] = value
        for reference in {*column.widget.references(value)} - {*column.widget.references(now)}:
            self._refuse_retired(*reference)

    def _refuse_retired(self, vocabulary: Any, value: str) -> None:
        entry = self.vocabularies[vocabulary].get(value)
        if entry is None or not entry.retired:
            return
        if entry.replacement:
            sentence = _("‘%(value)s’ is no longer used. ‘%(other)s’ has replaced it.")
            raise ValidationError(sentence % {"value": value, "other": entry.replacement})
        raise ValidationError(_("‘%(value)s’ is no longer used for new entries.") % {"value": value})

    def _came_before(self, key: Any) -> str | None:
        """Note that this row names something, and say so if another row did before."""
        first = self._first.setdefault(key, self._row)
        return None if first == self._row else _("Row %(number)s has the same.") % {"number": first}

    def _what_hinders(self, plan: Plan) -> dict[str, list[str]]:
        """Say why the practice that a row names can't be changed."""
        if plan.target.pk is None:
            return {}
        target: Any = plan.target
        said = {"who": history.name_of(target.author) or _("Somebody"), "number": target.pk}
        if target is not plan.practice and not permissions.is_by(target, self._user):  # type: ignore[arg-type]
            return {ID: [_("%(who)s is revising it already, as number %(number)s.") % said]}
        if not permissions.may_edit(target, self._user):  # type: ignore[arg-type]
            state = target.get_state_display()
            return {ID: [_("It can't be changed now: its state is ‘%(state)s’.") % {"state": state}]}
        if again := self._came_before(("target", target.pk)):
            return {ID: [again]}
        return {}

    def _give_link_name(self, plan: Plan) -> None:
        """Make a link name of the title where the row gives none."""
        if "slug" in plan.wanted or "title_en" not in plan.wanted:
            return
        base = slugify(plan.wanted["title_en"])[:70].strip("-") or "practice"
        taken = {*Practice.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
        taken |= {slug for kind, slug in self._first if kind == "link name"}
        numbered = (f"{base}-{number}" for number in itertools.count(2))
        plan.wanted["slug"] = next(slug for slug in itertools.chain([base], numbered) if slug not in taken)


def _number(text: str) -> int | None:
    match = re.fullmatch(r"([0-9]{1,10})(\.0+)?", text.strip())
    return int(match[1]) if match and int(match[1]) <= LARGEST_ID else None


def _lines(name: str, texts: list[str]) -> list[str]:
    """Return what is wrong with rows below a practice, with the lines of the cell that they are."""
    if name not in content.ROWS:
        return texts
    return [re.sub(r"^(\d+): ", lambda match: _("Line %(place)s: ") % {"place": match[1]}, text) for text in texts]
