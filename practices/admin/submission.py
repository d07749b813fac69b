"""Submissions in the admin: what waits, what was proposed, taking it and declining it. For editors alone."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import search
from practices.editorial.diff import Difference
from practices.mails import outbox
from practices.models import Mail, Submission
from practices.submissions import acceptance, correcting, mail, steps

from .guards import GuardedList
from .pages import AskPage, ReasonForm, ThingPage, ThingPages

State = Submission.State
LIST = "admin:practices_submission_changelist"


class StateFilter(admin.SimpleListFilter):
    """The states that editors see."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.value, state.label) for state in (State.WAITING, State.TAKEN, State.DECLINED)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        return queryset.filter(state=self.value()) if self.value() else queryset


class SubmissionPage(ThingPage):
    """A page about one submission, for editors."""

    thing: Submission

    def dispatch(self, request: HttpRequest, *args: Any, **address: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **address)
        except Submission.DoesNotExist:
            text = _("It isn't there any more: its proposer has withdrawn it.")
            return self.done(text, reverse(LIST), messages.WARNING)

    def find(self, pk: Any) -> Submission:
        """Return a submission that editors see. Raise PermissionDenied, and Submission.DoesNotExist."""
        if not self.model_admin.has_change_permission(self.request):
            raise PermissionDenied
        found = self.model_admin.get_object(self.request, str(pk))
        if found is None:
            raise Submission.DoesNotExist
        return cast(Submission, found)

    def written(self, write: Callable[[Submission], Mail]) -> list[Mail]:
        """Return the mail to its proposer, if they left an address."""
        return [write(self.thing)] if self.thing.email else []

    def decided(self, text: str, mails: list[Mail], address: str) -> HttpResponse:
        """Send the mail to its proposer, if there is one, and lead on."""
        response = self.done(text, address, messages.SUCCESS)
        if mails and not outbox.send(mails):
            text = _("The mail to %(address)s could not be sent just now. It is tried again for three days.")
            self.done(text % {"address": self.thing.email}, address, messages.WARNING)
        return response


class ReadSubmission(SubmissionPage):
    """What was proposed; a correction beside what readers see now. Django's admin has the route."""

    template = "practices/submission/change"

    def get(self, request: HttpRequest, pk: str) -> HttpResponse:
        return self.render(str(self.thing), parts=_parts(self.thing), changes=_changes(self.thing))

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        raise PermissionDenied


class Take(SubmissionPage):
    """Makes a draft or a working copy of it, and goes there."""

    http_method_names = ["post"]
    route, name = "<uuid:pk>/take/", "take"

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                made = acceptance.accept(self.thing, self.user)
                mails = self.written(mail.taken)
        except ValidationError as error:
            for text in error.messages:
                self.model_admin.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(self.model_admin.address(self.thing))
        text = _("Taken: it is yours to check now. What fitted no field stands below, in a comment.")
        return self.decided(text, mails, reverse("admin:practices_practice_change", args=[made.pk]))


class Decline(SubmissionPage, AskPage):
    """Asks why, then declines it. The reason goes to its proposer."""

    route, name, template = "<uuid:pk>/decline/", "decline", "practices/submission/decline"

    def make_form(self, data: Any) -> ReasonForm:
        return ReasonForm(data, longest=1000, rows=5, help_text="")

    def do(self, said: dict[str, Any]) -> HttpResponse:
        with transaction.atomic():
            self.thing = acceptance.decline(self.thing, self.user, said["reason"])
            mails = self.written(mail.declined)
        return self.decided(_("Declined."), mails, reverse(LIST))

    def ask(self, form: Form) -> HttpResponse:
        return self.render(_("Decline: %(title)s") % {"title": self.thing}, form=form)


class SubmissionAdmin(GuardedList, ThingPages):
    """What readers propose: to read and to decide on, never to change."""

    pages = [Take, Decline]
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

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Submissions"), **(extra_context or {})})

    @admin.display(description=gettext_lazy("sent"), ordering="sent_at")
    def sent_on(self, submission: Submission) -> datetime.date | None:
        """The day on which it was sent."""
        return submission.sent_at.date() if submission.sent_at else None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        """What was proposed. There is nothing to type."""
        return ReadSubmission.as_view(model_admin=self)(request, pk=object_id)


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
