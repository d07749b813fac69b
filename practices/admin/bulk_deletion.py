"""Deleting many drafts at once, from their list. Each can be recovered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practices.editorial import history, permissions, workflow
from practices.editorial.history import DeletedMeanwhile
from practices.models import Practice

from .pages import ReasonForm, ThingPages, user_of
from .seen import VERSION, lock_as_seen, number_in

_MOST_AT_ONCE = 100


@admin.action(description=gettext_lazy("Delete drafts"), permissions=["change"])
def delete_drafts(modeladmin: ThingPages, request: HttpRequest, queryset: QuerySet[Practice]) -> HttpResponse | None:
    """Show what was chosen, ask why, then delete each that still stands as it was shown, and that the user may."""
    user = user_of(request)
    chosen = list(queryset.select_related("author")[: _MOST_AT_ONCE + 1])
    if len(chosen) > _MOST_AT_ONCE:
        modeladmin.message_user(request, _("Choose %(most)s at the most.") % {"most": _MOST_AT_ONCE}, messages.ERROR)
        return None
    fitting = [practice for practice in chosen if permissions.may_delete(practice, user)]
    form = ReasonForm(request.POST if "_confirmed" in request.POST else None)
    if form.is_valid():
        _delete_each(modeladmin, request, fitting, form.cleaned_data["reason"])
        return None
    newest = history.numbers(fitting)
    context = {
        "form": form,
        "rows": [(practice, newest.get(practice.pk, 0)) for practice in fitting],
        "left_out": [practice for practice in chosen if practice not in fitting],
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return modeladmin.render(request, "practices/practice/delete_many", _("Delete drafts"), context)


@history.one_act()
def _delete_each(modeladmin: Any, request: HttpRequest, practices: list[Practice], reason: str) -> None:
    practices = sorted(practices, key=lambda practice: practice.pk)  # the order in which all lock them
    with transaction.atomic():  # so that a database which is busy in the middle leaves none deleted
        problems = [_problems(request, practice, reason) for practice in practices]
    for practice, sentences in zip(practices, problems, strict=True):
        for problem in sentences:
            text = _("%(practice)s: %(problem)s") % {"practice": practice, "problem": problem}
            modeladmin.message_user(request, text, messages.ERROR)
    done = problems.count([])
    text = ngettext("%(count)d draft was deleted.", "%(count)d drafts were deleted.", done) % {"count": done}
    modeladmin.message_user(request, text, messages.SUCCESS if done else messages.WARNING)


def _problems(request: HttpRequest, practice: Practice, reason: str) -> list[str]:
    """Delete it. Return why it could not be."""
    try:
        with transaction.atomic():
            lock_as_seen(practice, number_in(request.POST, f"{VERSION}_{practice.pk}"))
            workflow.delete_draft(practice, user_of(request), reason)
    except ValidationError as error:
        return error.messages
    except PermissionDenied:
        return [_("You may not do this with it as it is now.")]
    except DeletedMeanwhile:
        return [_("It is gone: somebody deleted or discarded it meanwhile.")]
    return []
