"""Submissions in the admin: what waits, what was proposed, taking it and declining it. For editors alone."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from practices import search
from practices.editorial.diff import Difference
from practices.models import Submission
from practices.submissions import acceptance, correcting, mail, steps

from .guards import GuardedList

State = Submission.State
LIST = "admin:practices_submission_changelist"


class DeclineForm(forms.Form):
    """Why it is declined."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 5}))


class StateFilter(admin.SimpleListFilter):
    """The states that editors see."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.value, state.label) for state in (State.WAITING, State.TAKEN, State.DECLINED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        return queryset.filter(state=self.value()) if self.value() else queryset


class SubmissionAdmin(GuardedList):
    list_display = ["__str__", "kind", "state", "language", "sent_on", "decided_by"]
    list_filter = [StateFilter, "kind", "language"]
    list_select_related = ["corrects", "decided_by"]
    list_per_page = 50
    ordering = [Case(When(state=State.WAITING, then=0), default=1), "-sent_at"]
    show_facets = admin.ShowFacets.NEVER
    actions = None

    class Media:
        css = {"all": ["css/submission.css"]}

    # Who sees what: editors, and only what its proposer has confirmed -------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        confirmed = super().get_queryset(request).exclude(state__in=[State.STARTED, State.SENT])
        return confirmed.select_related("corrects", "became", "decided_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        def page(route: str, view: Callable[..., HttpResponse], name: str) -> Any:
            return path(f"<uuid:pk>/{route}/", self.admin_site.admin_view(view), name=f"practices_submission_{name}")

        return [
            page("take", require_POST(self.take_view), "take"),
            page("decline", self.decline_view, "decline"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Submissions"), **(extra_context or {})})

    @admin.display(description=gettext_lazy("sent"), ordering="sent_at")
    def sent_on(self, submission: Submission) -> datetime.date | None:
        """The day on which it was sent."""
        return submission.sent_at.date() if submission.sent_at else None

    # Reading ----------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was proposed; a correction beside what readers see now. There is nothing to type."""
        if not self.has_change_permission(request) or request.method == "POST":
            raise PermissionDenied
        submission = self.get_object(request, object_id)
        if submission is None:
            return self._gone(request)
        context = {"parts": _parts(submission), "changes": _changes(submission)}
        return self._page(request, submission, "change", str(submission), context)

    # Deciding ---------------------------------------------------------------------------------------

    def take_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Make a draft or a working copy of it, and go there."""
        try:
            submission = self._seen(request, pk)
            made = acceptance.accept(submission, request.user)  # type: ignore[arg-type]
        except Submission.DoesNotExist:
            return self._gone(request)
        except ValidationError as error:
            for text in error.messages:
                self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:practices_submission_change", args=[pk]))
        text = _("Taken: it is yours to check now. What fitted no field stands below, in a comment.")
        self._say(request, submission, text, mail.taken)
        return HttpResponseRedirect(reverse("admin:practices_practice_change", args=[made.pk]))

    def decline_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Ask why, then decline it."""
        form = DeclineForm(request.POST or None)
        try:
            submission = self._seen(request, pk)
            if form.is_valid():
                submission = acceptance.decline(submission, request.user, form.cleaned_data["reason"])  # type: ignore[arg-type]
                self._say(request, submission, _("Declined."), mail.declined)
                return HttpResponseRedirect(reverse(LIST))
        except Submission.DoesNotExist:
            return self._gone(request)
        except ValidationError as error:
            form.add_error(None, error)
        title = _("Decline: %(title)s") % {"title": submission}
        return self._page(request, submission, "decline", title, {"form": form})

    def _seen(self, request: HttpRequest, pk: Any) -> Submission:
        """Return a submission that editors see. Raise PermissionDenied, and Submission.DoesNotExist."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        return self.get_queryset(request).get(pk=pk)

    def _gone(self, request: HttpRequest) -> HttpResponse:
        self.message_user(request, _("It isn't there any more: its proposer has withdrawn it."), messages.WARNING)
        return HttpResponseRedirect(reverse(LIST))

    def _say(
        self, request: HttpRequest, submission: Submission, text: str, write: Callable[[Submission], bool]
    ) -> None:
        """Say what was done, and mail its proposer."""
        self.message_user(request, text, messages.SUCCESS)
        if submission.email and not write(submission):
            text = _("The mail to %(address)s could not be sent. Please write yourself.")
            self.message_user(request, text % {"address": submission.email}, messages.WARNING)

    def _page(
        self, request: HttpRequest, submission: Submission, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "submission": submission,
            "back": reverse("admin:practices_submission_change", args=[submission.pk]),
            "title": title,
            "opts": self.opts,
            **context,
        }
        return TemplateResponse(request, f"admin/practices/submission/{name}.html", context)


def _parts(submission: Submission) -> list[tuple[steps.Step, list[steps.Shown]]]:
    """What was answered, step by step, without who proposes it; of a correction, without what it changes."""
    vocabularies = search.snapshot().vocabularies
    is_correction = submission.kind == Submission.Kind.CORRECTION
    kept = {"wrong", "sources"} if is_correction else set(submission.content)
    parts = []
    for step in steps.steps_of(submission):
        rows = [row for row in steps.shown(step, submission.content, vocabularies) if row.text and row.name in kept]
        if rows:
            parts.append((step, rows))
    return parts


def _changes(submission: Submission) -> list[Difference]:
    """Of a correction, what readers see now beside what is proposed, in the order of the form."""
    if submission.corrects is None:
        return []
    vocabularies = search.snapshot().vocabularies
    now = correcting.answers_of(submission.corrects, submission.text_language)
    changed = correcting.changed(submission) - {"wrong", "sources"}
    found = []
    for step in steps.STEPS:
        live = {row.name: row.text for row in steps.shown(step, now, vocabularies)}
        rows = [row for row in steps.shown(step, submission.content, vocabularies) if row.name in changed]
        found += [Difference(row.name, row.label, live[row.name], row.text) for row in rows]
    return found
