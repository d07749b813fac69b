"""Moving practices from state to state in the admin, revising what is published, and talking about drafts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practices.editorial import history, moves, permissions, revisions, workflow
from practices.editorial.completeness import missing_for_publication
from practices.editorial.moves import Details, Move
from practices.models import LARGEST_ID, Practice

from .versioned import VERSION, lock_as_seen, newest_number, number_in

# The moves that make sense for many, each with the permission without which it isn't offered.
IN_BULK = {"submit": "change", "approve": "review", "publish": "publish", "archive": "change"}
_MOST_AT_ONCE = 100


class MoveForm(forms.Form):
    """What may be said with a move; each move keeps the fields that it has use for."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reviewer = forms.ModelChoiceField(
        label=gettext_lazy("Reviewer"),
        queryset=get_user_model().objects.none(),
        required=False,
        help_text=gettext_lazy("Leave it empty to ask all editors."),
    )
    review_by = forms.DateField(
        label=gettext_lazy("To be reviewed by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    replaced_by = forms.IntegerField(
        label=gettext_lazy("Number of the practice that replaces it"),
        required=False,
        min_value=1,
        max_value=LARGEST_ID,
        help_text=gettext_lazy("Readers who follow an old link are led there. The number stands in its address."),
    )

    def __init__(self, move: Move, practice: Practice | None, user: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if move.name != "submit":
            del self.fields["reviewer"], self.fields["review_by"]
        else:
            could = permissions.reviewers().exclude(pk__in=[user.pk, practice and practice.author_id])
            self.fields["reviewer"].queryset = could.order_by("username")  # type: ignore[attr-defined]
            if practice is not None:
                self.initial["reviewer"] = practice.reviewer_id
        if move.name not in {"withdraw", "merge"}:
            del self.fields["replaced_by"]
        elif move.name == "merge":
            self.fields["replaced_by"].required = True
        else:
            self.fields["reason"].help_text = _("Readers who follow an old link will see it.")
        self.fields["reason"].required = practice is not None and move.needs_reason(practice, user)

    def clean_replaced_by(self) -> Practice | None:
        number = self.cleaned_data["replaced_by"]
        if number is None:
            return None
        found: Practice | None = Practice.objects.filter(pk=number).first()
        if found is None:
            raise ValidationError(_("There is no practice with this number."))
        return found

    @property
    def details(self) -> Details:
        """What was said, for the workflow."""
        return Details(**self.cleaned_data)


class CommentForm(forms.Form):
    """Something to say about a draft."""

    text = forms.CharField(label=gettext_lazy("Comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class MovesAdmin(admin.ModelAdmin):
    """Mixin: a page for each move, for discarding a revision and for comments, and moves of many at once."""

    def get_urls(self) -> list[Any]:
        def page(route: str, view: Any, name: str) -> Any:
            return path(f"<id:pk>/{route}", self.admin_site.admin_view(view), name=f"practices_practice_{name}")

        return [
            page("move/<slug:name>/", self.move_view, "move"),
            page("revise/", self.revise_view, "revise"),
            page("discard/", self.discard_view, "discard"),
            page("comment/", self.comment_view, "comment"),
            *super().get_urls(),
        ]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)  # one by one, with a reason
        return actions

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(permissions.REVIEW)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return permissions.may_publish(request.user)

    # One practice ----------------------------------------------------------------------------

    def move_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Say what a move does and what it still needs, ask what it asks for, then make it."""
        practice, move = self._seen(request, pk), moves.BY_NAME.get(name)
        if move is None:
            raise Http404
        if practice.state in move.states and not move.may(practice, request.user):
            raise PermissionDenied
        form = MoveForm(move, practice, request.user, request.POST or None)
        version = newest_number(practice)
        if form.is_valid() and (led_to := self._moved(request, practice, move, form)):
            self.message_user(request, _("%(move)s: done.") % {"move": move.label}, messages.SUCCESS)
            return self._to(led_to)
        fits = practice.state in move.states
        context = {
            "move": move,
            "fits": fits,
            "missing": missing_for_publication(practice) if move.needs_completeness and fits else [],
            "is_alone": name == "publish" and fits and not permissions.was_read_by_another(practice, request.user),
            "version": version,
        }
        return self._page(request, practice, "move", form, str(move.label), context)

    def revise_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin a working copy. A GET says what that is; where there is a copy already, it leads there."""
        practice = self._seen(request, pk)
        copy = Practice.objects.filter(revises=practice).first()
        if copy is not None and permissions.may_see(copy, request.user):
            return self._to(copy)
        if not request.user.has_perm("practices.add_practice"):
            raise PermissionDenied
        form = forms.Form(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            try:
                return self._to(revisions.start(practice, request.user))  # type: ignore[arg-type]
            except ValidationError as error:
                form.is_valid()
                _add_errors(form, error)
        return self._page(request, practice, "revise", form, _("Revise"), {})

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give up a working copy."""
        copy = self._seen(request, pk)
        if copy.revises_id is None:
            raise Http404
        if not permissions.may_edit(copy, request.user):
            raise PermissionDenied
        form = _ReasonForm(request.POST or None)
        version = newest_number(copy)
        if form.is_valid():
            try:
                original = _discard(copy, request.user, form.cleaned_data["reason"], number_in(request.POST, VERSION))
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(request, _("The revision is discarded. Its history is kept."), messages.SUCCESS)
                return self._to(original)
        return self._page(request, copy, "discard", form, _("Discard the revision"), {"version": version})

    def comment_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add a comment. A GET shows the form: sign-in leads there from a comment that was sent too late."""
        practice = self._seen(request, pk)
        form = CommentForm(request.POST or None)
        if form.is_valid():
            workflow.comment(practice, request.user, form.cleaned_data["text"])  # type: ignore[arg-type]
            return HttpResponseRedirect(self._address(practice) + "#comments")
        said = {"comments": practice.comments.select_related("author")}
        return self._page(request, practice, "comment", form, _("Comment"), said)

    # Many at once ----------------------------------------------------------------------------

    def move_many(self, request: HttpRequest, queryset: QuerySet[Practice], name: str) -> HttpResponse | None:
        """Show what was chosen, ask for a reason, then make the move with each that still stands as it was shown."""
        move = moves.BY_NAME[name]
        chosen = list(queryset.select_related("author", "revises")[: _MOST_AT_ONCE + 1])
        if len(chosen) > _MOST_AT_ONCE:
            text = _("Choose %(most)s at the most.") % {"most": _MOST_AT_ONCE}
            self.message_user(request, text, messages.ERROR)
            return None
        fitting = [p for p in chosen if p.state in move.states and move.may(p, request.user)]
        form = MoveForm(move, None, request.user, request.POST if "_confirmed" in request.POST else None)
        form.fields["reason"].required = any(move.needs_reason(practice, request.user) for practice in fitting)
        if form.is_valid():
            self._move_each(request, fitting, move, form.details)
            return None
        newest = history.numbers(fitting)
        rows = [(practice, newest.get(practice.pk, 0), self._lacks(practice, move)) for practice in fitting]
        context = {
            **self.admin_site.each_context(request),
            "title": move.label,
            "opts": self.opts,
            "move": move,
            "form": form,
            "rows": rows,
            "left_out": [practice for practice in chosen if practice not in fitting],
            "action": f"move_{name.replace('-', '_')}",
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/practices/practice/move_many.html", context)

    def _move_each(self, request: HttpRequest, practices: list[Practice], move: Move, details: Details) -> None:
        done = 0
        for practice in practices:
            seen = number_in(request.POST, f"{VERSION}_{practice.pk}")
            problems = self._performed(request, practice, move, details, seen)
            done += not problems
            for problem in problems:
                text = _("%(practice)s: %(problem)s") % {"practice": practice, "problem": problem}
                self.message_user(request, text, messages.ERROR)
        text = ngettext("%(move)s: %(count)d practice.", "%(move)s: %(count)d practices.", done)
        level = messages.SUCCESS if done else messages.WARNING
        self.message_user(request, text % {"move": move.label, "count": done}, level)

    def _performed(
        self, request: HttpRequest, practice: Practice, move: Move, details: Details, seen: int
    ) -> list[str]:
        """Make the move. Return why it could not be made."""
        try:
            _perform(practice, move, request.user, details, seen)
        except ValidationError as error:
            return error.messages
        except PermissionDenied:
            return [_("You may not do this with it as it is now.")]
        except Http404:
            return [_("It is gone: somebody deleted or discarded it meanwhile.")]
        return []

    # ------------------------------------------------------------------------------------------

    def _lacks(self, practice: Practice, move: Move) -> list[str]:
        return missing_for_publication(practice) if move.needs_completeness else []

    def _seen(self, request: HttpRequest, pk: int) -> Practice:
        """Return a practice that the user may see. Raise Http404 for one that isn't there, or PermissionDenied."""
        practice = get_object_or_404(Practice.objects.select_related("author", "reviewer", "revises"), pk=pk)
        if not permissions.may_see(practice, request.user):
            raise PermissionDenied
        return practice  # type: ignore[no-any-return]

    def _moved(self, request: HttpRequest, practice: Practice, move: Move, form: MoveForm) -> Practice | None:
        """Make the move and return what it led to, or show in the form why it could not be made."""
        try:
            return _perform(practice, move, request.user, form.details, number_in(request.POST, VERSION))
        except ValidationError as error:
            _add_errors(form, error)
        return None

    def _address(self, practice: Practice) -> str:
        return reverse("admin:practices_practice_change", args=[practice.pk])

    def _to(self, practice: Practice) -> HttpResponseRedirect:
        return HttpResponseRedirect(self._address(practice))

    def _page(
        self,
        request: HttpRequest,
        practice: Practice,
        name: str,
        form: forms.Form | None,
        title: str,
        context: dict[str, Any],
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "practice": practice,
            "form": form,
            "back": self._address(practice),
            "title": _("%(what)s: %(title)s") % {"what": title, "title": practice.title},
            "opts": self.opts,
            **context,
        }
        return TemplateResponse(request, f"admin/practices/practice/{name}.html", context)


class _ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


@transaction.atomic
def _perform(practice: Practice, move: Move, by: Any, details: Details, seen: int) -> Practice:
    """Make a move. Raise ValidationError too if anything was saved since version `seen`."""
    return workflow.perform(practice, move.name, by, details, seen)


@transaction.atomic
def _discard(copy: Practice, by: Any, reason: str, seen: int) -> Practice:
    """Give up a working copy. Raise ValidationError too if anything was saved since version `seen`."""
    lock_as_seen(copy, seen)
    return revisions.discard(copy, by, reason)


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    """Show what the workflow complains about, at the field where there is one."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, texts in error.message_dict.items():
        form.add_error(name if name in form.fields else None, texts)  # type: ignore[arg-type]


def bulk_actions() -> list[Any]:
    """Return an action of the list for each move that makes sense for many."""

    def made(name: str) -> Any:
        label = moves.BY_NAME[name].label

        @admin.action(description=label, permissions=[IN_BULK[name]])
        def act(modeladmin: MovesAdmin, request: HttpRequest, queryset: QuerySet[Practice]) -> HttpResponse | None:
            return modeladmin.move_many(request, queryset, name)

        act.__name__ = f"move_{name.replace('-', '_')}"
        return act

    return [made(name) for name in IN_BULK]
