"""Moving many practices at once, from their list."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.editorial import history, moves, remarks
from practices.editorial.completeness import lacking
from practices.editorial.history import DeletedMeanwhile
from practices.editorial.moves import Details, Move
from practices.models import Comment, Practice

from .moves import MoveForm, perform
from .pages import ThingPages, user_of
from .seen import VERSION, number_in

# The moves that make sense for many, each with the permission without which it isn't offered.
IN_BULK = {"submit": "change", "approve": "review", "publish": "publish", "archive": "change"}
_MOST_AT_ONCE = 100


def bulk_actions() -> list[Any]:
    """Return an action of the list for each move that makes sense for many."""

    def made(name: str, permission: str) -> Any:
        @admin.action(description=moves.BY_NAME[name].label, permissions=[permission])
        def act(modeladmin: ThingPages, request: HttpRequest, queryset: QuerySet[Practice]) -> HttpResponse | None:
            return _move_many(modeladmin, request, queryset, name)

        act.__name__ = f"move_{name.replace('-', '_')}"
        return act

    return [made(name, permission) for name, permission in IN_BULK.items()]


def _move_many(
    model_admin: ThingPages, request: HttpRequest, queryset: QuerySet[Practice], name: str
) -> HttpResponse | None:
    """Show what was chosen, ask for a reason, then make the move with each that still stands as it was shown."""
    move, user = moves.BY_NAME[name], user_of(request)
    chosen = list(queryset.select_related("author", "revises")[: _MOST_AT_ONCE + 1])
    if len(chosen) > _MOST_AT_ONCE:
        model_admin.message_user(request, _("Choose %(most)s at the most.") % {"most": _MOST_AT_ONCE}, messages.ERROR)
        return None
    fitting = [practice for practice in chosen if practice.state in move.states and move.may(practice, user)]
    must_say_why = any(move.needs_reason(practice, user) for practice in fitting)
    data = request.POST if "_confirmed" in request.POST else None
    form = MoveForm(move, None, user, data, must_say_why=must_say_why)
    if form.is_valid():
        _move_each(model_admin, request, fitting, move, Details(**form.cleaned_data))
        return None
    newest, warnings = history.numbers(fitting), _warnings(fitting, move)
    context = {
        "move": move,
        "form": form,
        "rows": [(practice, newest.get(practice.pk, 0), warnings[practice.pk]) for practice in fitting],
        "left_out": [practice for practice in chosen if practice not in fitting],
        "action": f"move_{name.replace('-', '_')}",
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return model_admin.render(request, "practices/practice/move_many", move.label, context)


@history.one_act()
def _move_each(
    model_admin: ThingPages, request: HttpRequest, practices: list[Practice], move: Move, details: Details
) -> None:
    practices = sorted(practices, key=lambda practice: practice.pk)  # the order in which all lock them
    with transaction.atomic():  # so that a database which is busy in the middle leaves none moved
        problems = [_problems(request, practice, move, details) for practice in practices]
    for practice, sentences in zip(practices, problems, strict=True):
        for problem in sentences:
            text = _("%(practice)s: %(problem)s") % {"practice": practice, "problem": problem}
            model_admin.message_user(request, text, messages.ERROR)
    done = problems.count([])
    text = ngettext("%(move)s: %(count)d practice.", "%(move)s: %(count)d practices.", done)
    level = messages.SUCCESS if done else messages.WARNING
    model_admin.message_user(request, text % {"move": move.label, "count": done}, level)


def _problems(request: HttpRequest, practice: Practice, move: Move, details: Details) -> list[str]:
    """Make the move. Return why it could not be made."""
    try:
        perform(practice, move, user_of(request), details, number_in(request.POST, f"{VERSION}_{practice.pk}"))
    except ValidationError as error:
        return error.messages
    except PermissionDenied:
        return [_("You may not do this with it as it is now.")]
    except DeletedMeanwhile:
        return [_("It is gone: somebody deleted or discarded it meanwhile.")]
    return []


def _warnings(practices: list[Practice], move: Move) -> dict[int, list[str]]:
    """Return what each lacks for the move, and how many comments at its fields are open where that should be known."""
    missing = lacking(practices) if move.needs_completeness else {}
    said = {one.pk: [str(check.sentence) for check in missing.get(one.pk, [])] for one in practices}
    if move.name in remarks.TOLD_BEFORE:
        at_fields = Comment.objects.exclude(place="").filter(practice__in=practices, settled_at=None)
        for pk, count in at_fields.order_by().values_list("practice").annotate(Count("pk")):
            text = ngettext("%(count)d comment at a field is open.", "%(count)d comments at fields are open.", count)
            said[pk].append(text % {"count": count})
    return said
