"""Saving in the admin without losing anybody's work: each save is written into the history, and one that would
overwrite a newer version is refused once, with both values to choose from.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from practices.editorial import content, history, translations
from practices.editorial.content import Content
from practices.editorial.diff import Difference, differences, labels
from practices.models import Version
from practices.text.plain import clean

from . import history as history_pages
from . import row_merge
from .fields import RoomyFields
from .guards import GuardedList, is_id
from .pages import Page, ThingPages, user_of
from .refused import not_saved
from .seen import VERSION, newest_number, number_in
from .shown_again import ShownAgain

SEEN = "_seen"  # the number of the newer version that a refused form showed beside what was typed
ROWS = "_rows"  # the number of the version with whose rows those of a refused form are merged
REASON = "_reason"
# A figure names its citation by its place: one without the other could come to stand on the wrong page.
_TOGETHER = ({"citations", "figures"},)


@dataclass(eq=False)
class Conflict(Exception):
    """Somebody saved a newer version while this form was open."""

    newer: Version
    fields: list[Difference]  # old: the newer version; new: what was typed
    untouched: set[str] = field(default_factory=set)  # names of fields that were not changed in this form
    problems: list[str] = field(default_factory=list)  # why the two can't be merged

    @classmethod
    def between(
        cls, base: Version | None, newer: Version, typed: Content, theirs: Set[str], model: type[models.Model]
    ) -> Conflict:
        """Return what was typed against a newer version, as far as that one differs from where the form began.

        `theirs` are the relations in whose rows the newer version was put in the place of what was not touched.
        """
        begun = base.content if base else {}
        untouched = set() if base is None else labels(model).keys() - content.changed(begun, typed)
        untouched |= {name for name in theirs if typed[name] == newer.content.get(name)}
        for group in _TOGETHER:
            if not group <= untouched:
                untouched -= group
        mine = {**typed, **{name: begun.get(name) for name in theirs & untouched}}
        fields = [
            difference
            for difference in differences(newer.content, mine, model)
            if base is None or difference.name in content.changed(begun, newer.content)
        ]
        return cls(newer, fields, untouched)

    def merged(self, typed: Content) -> Content:
        """Return what was typed, with the newer version of what was not touched."""
        return {**typed, **{name: self.newer.content[name] for name in self.untouched if name in self.newer.content}}

    @property
    def rows(self) -> list[tuple[Difference, bool]]:
        """The fields that differ, each with whether the newer value stays when this form is saved again."""
        return [(difference, difference.name in self.untouched) for difference in self.fields]


class VersionedForm(forms.ModelForm):
    """Refuses itself where a conflict has been found."""

    conflict: Conflict | None = None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.conflict is not None:
            self.add_error(None, self.conflict.problems or [_("Not saved: somebody saved a newer version meanwhile.")])
        return data


@dataclass(frozen=True)
class Edit:
    """What one save has to do with the versions of its thing."""

    conflict: Conflict | None = None  # why it was refused
    base: Version | None = None  # what the form was made from
    newer: Version | None = None  # what somebody saved meanwhile
    theirs: frozenset[str] = frozenset()  # relations in whose rows that took the place of what was not touched
    changed_nothing: bool = False  # what was sent is what stood there
    begin: Callable[[], None] | None = None  # the transaction, which waits until the form has been found valid


class Moved(Exception):
    """What a form was held against has changed before it could be saved."""


class VersionedAdmin(ShownAgain, RoomyFields, GuardedList, ThingPages):
    """Base of every admin whose things have a history."""

    form = VersionedForm
    change_form_template = "admin/practices/change_form.html"
    pages: ClassVar[Sequence[type[Page]]] = history_pages.PAGES
    edit = Edit()

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        return history_pages.History.as_view(model_admin=self)(request, pk=object_id)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        thing = self.get_object(request, object_id) if object_id and request.method == "POST" else None
        context = {**(extra_context or {}), "reason": _reason(request)}
        if thing is None:
            context["version"] = self._newest_number(object_id)
            return super().changeform_view(request, object_id, form_url, context)
        if self.has_view_permission(request, thing) and not self.has_change_permission(request, thing):
            raise not_saved(request, thing)
        context["version"] = number_in(request.POST, VERSION)
        with contextlib.suppress(Moved, IntegrityError):
            return self._held_first(request, thing, object_id, form_url, context)
        request._messages = default_storage(request)  # type: ignore[attr-defined] # without those of what was undone
        try:
            with transaction.atomic():
                edit = self._begin(request, history.lock(thing))
                if edit.newer is not None:
                    context |= {"rows_version": edit.newer.number, "newer": edit.newer}
                return super(VersionedAdmin, self._with(edit)).changeform_view(request, object_id, form_url, context)
        except Conflict as conflict:
            refused = self._with(Edit(conflict))
            context["conflict"] = conflict
            with transaction.atomic():
                return super(VersionedAdmin, refused).changeform_view(request, object_id, form_url, context)

    def _held_first(
        self, request: HttpRequest, thing: models.Model, object_id: str | None, form_url: str, context: dict[str, Any]
    ) -> Any:
        """Answer a form that was made from what stands there, and lock that only when the form has been found valid.

        To hold a form against its fields takes three times as long as to save it, and on SQLite nobody else saves
        while somebody has the lock. Raise Moved if another version stands there, now or by then.
        """
        newest = history.latest(thing)
        if newest is None or newest.number != context["version"]:
            raise Moved
        with contextlib.ExitStack() as stack:

            def begin() -> None:
                stack.enter_context(transaction.atomic())
                there = history.lock(thing)
                if _row(there) != _row(thing) or history.catch_up(there) != newest:
                    raise Moved

            one = self._with(Edit(begin=begin))
            return super(VersionedAdmin, one)._changeform_view(request, object_id, form_url, context)  # type: ignore[misc]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if self.edit.begin is not None:
            self.edit.begin()
        super().save_model(request, obj, form, change)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.conflict = self.edit.conflict
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._finish(request, form.instance, change)

    def context_again(self, request: HttpRequest) -> dict[str, Any]:
        numbers = {"version": number_in(request.POST, VERSION), "rows_version": number_in(request.POST, ROWS)}
        return {**numbers, "reason": _reason(request)}

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *args: Any, **options: Any
    ) -> None:
        """Say of a save what became of it: Django calls each a success."""
        if level == messages.SUCCESS and self.edit.changed_nothing:
            message, level = _("Nothing was changed, so nothing was saved."), messages.INFO
        super().message_user(request, message, level, *args, **options)

    def _with(self, edit: Edit) -> VersionedAdmin:
        """Return this admin as it answers one request, which saves like this. The other requests share `self`."""
        one = copy.copy(self)
        one.edit = edit
        return one

    def _newest_number(self, object_id: str | None) -> int:
        return newest_number(self.model(pk=int(object_id))) if object_id and is_id(object_id) else 0

    def _begin(self, request: HttpRequest, thing: models.Model) -> Edit:
        """Find out whether the form was made from the version that stands there now; else merge its rows with that."""
        newest = history.catch_up(thing)
        base = history.numbered(thing, number_in(request.POST, VERSION))
        if base == newest:
            return Edit()
        rows_of = history.versions(thing).filter(number=number_in(request.POST, ROWS)).first() or base
        relations = {model: name for name, model in content.rows_of(type(thing)).items()}
        forms = {
            relations[inline.model]: inline.get_formset(request, thing).form
            for inline in self.get_inline_instances(request, thing)
        }
        posted, theirs = row_merge.merged(request.POST, forms, thing, rows_of.content if rows_of else {})
        request.POST = posted  # type: ignore[assignment]
        return Edit(base=base, newer=newest, theirs=frozenset(theirs))

    def _finish(self, request: HttpRequest, thing: models.Model, change: bool) -> None:
        """Write the save into the history. Raise Conflict, which undoes it, if it would overwrite a newer version."""
        newer = self.edit.newer
        if newer is not None:
            typed = content.of(thing)
            conflict = Conflict.between(self.edit.base, newer, typed, self.edit.theirs, type(thing))
            if conflict.fields and number_in(request.POST, SEEN) != newer.number:
                raise conflict
            try:
                content.put(conflict.merged(typed), thing)
            except ValidationError as error:
                raise Conflict(newer, conflict.fields, conflict.untouched, error.messages) from error
        action = history.Action.CHANGED if change else history.Action.ADDED
        before = history.latest(thing)
        version = history.record(thing, user_of(request), action, _reason(request))
        if change:  # else this admin is the one that all requests share
            self.edit = replace(self.edit, changed_nothing=version == before)
        for text in translations.messages(version.settled):
            self.message_user(request, text, messages.WARNING)


def _row(thing: models.Model) -> dict[str, Any]:
    """Return what stands in a thing's own row."""
    return {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}


def _reason(request: HttpRequest) -> str:
    """What was said of the change, as far as the history keeps it."""
    return clean(request.POST.get(REASON, ""))[:2000]
