"""Spreading the reviews that fall due on one day over a time."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practices.editorial import history, permissions, review_dates
from practices.models import Practice

from .guards import is_id
from .pages import Page, ReasonForm
from .seen import VERSION, number_in

_LATEST = datetime.timedelta(days=5 * 365)


def _refuse_if_far(day: datetime.date) -> None:
    """Raise ValidationError if a day has passed, or is too far away."""
    today = timezone.localdate()
    if day < today:
        raise ValidationError(_("Choose a day from today on."))
    if day > today + _LATEST:
        raise ValidationError(_("Choose a day within five years."))


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, validators=[_refuse_if_far], widget=forms.DateInput(attrs={"type": "date"}))


class SpanForm(forms.Form):
    """Over which days reviews are spread."""

    first = _day(gettext_lazy("First day"))
    last = _day(gettext_lazy("Last day"))

    def clean(self) -> dict[str, Any]:
        """Return the days. Complain of those in the wrong order."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day must not come before the first."))
        return data


class Row(NamedTuple):
    """A practice, with the field of its new day and the number of the version that is shown."""

    practice: Practice
    field: forms.BoundField
    version: int


class DatesForm(ReasonForm):
    """A day for each practice."""

    def __init__(self, practices: list[Practice], dates: dict[int, datetime.date], data: Any = None) -> None:
        super().__init__(data, required=False, rows=1)
        self._practices = practices
        for practice in practices:
            field = _day(_("New date"))
            field.widget.attrs["aria-label"] = _("New date of %(title)s") % {"title": practice.title}
            self.fields[self._name(practice)] = field
            self.initial[self._name(practice)] = dates.get(practice.pk)

    @staticmethod
    def _name(practice: Practice) -> str:
        return f"date_{practice.pk}"

    def rows(self) -> list[Row]:
        """Return what the page shows of each practice."""
        newest = history.numbers(self._practices)
        return [Row(one, self[self._name(one)], newest.get(one.pk, 0)) for one in self._practices]

    def dates(self) -> dict[int, datetime.date]:
        """Return the days that were chosen, by the numbers of the practices."""
        return {one.pk: self.cleaned_data[self._name(one)] for one in self._practices}


class ReviewDates(Page):
    """Proposes a day for each practice that falls due with many others, and sets these days when they are confirmed."""

    route, name, template = "review-dates/", "review_dates", "practices/practice/review_dates"

    def check(self) -> None:
        if not permissions.may_publish(self.user):
            raise PermissionDenied

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        given = {"first": today + datetime.timedelta(days=30), "last": today + datetime.timedelta(days=365)}
        span = SpanForm(request.GET) if "first" in request.GET else SpanForm(initial=given)
        if span.is_bound:
            given = span.cleaned_data if span.is_valid() else {}
        practices = list(review_dates.crowded()[: review_dates.MOST])
        return self.show(span, DatesForm(practices, review_dates.spread(practices, **given) if given else {}))

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        form = self.sent()
        if not form.rows():
            return self.get(request)
        if not form.is_valid():
            return self.show(SpanForm(), form)
        seen = {row.practice.pk: number_in(request.POST, f"{VERSION}_{row.practice.pk}") for row in form.rows()}
        try:
            count = review_dates.set_dates(form.dates(), seen, self.user, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(SpanForm(), form)
        text = ngettext("%(count)d review has a new date.", "%(count)d reviews have a new date.", count)
        return self.done(text % {"count": count}, reverse("admin:index"))

    def again(self) -> HttpResponse:
        return self.show(SpanForm(), self.sent())

    def sent(self) -> DatesForm:
        """Return the form as it was sent, of the practices that it is about and that are still there."""
        sent = self.request.POST.getlist("practice")[: review_dates.MOST]
        numbers = dict.fromkeys(int(text) for text in sent if is_id(text))
        return DatesForm(Practice.objects.published().in_order(numbers), {}, self.request.POST)

    def show(self, span: SpanForm, form: DatesForm) -> HttpResponse:
        """Return the page."""
        return self.render(_("Spread the reviews"), span=span, form=form, rows=form.rows())


PAGES = [ReviewDates]
