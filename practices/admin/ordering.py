"""The order of a vocabulary's terms, on one page. Works with numbers, with buttons, and without JavaScript."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.editorial import history
from practices.models import Term

from .pages import ThingPages
from .versioned import number_in

_LAST = 32767  # what the column can hold
SEEN = "_seen"  # the order that the page was made from


class OrderReasonForm(forms.Form):
    """Why the order changes, if that is worth saying."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=400, required=False)


class OrderingAdmin(ThingPages):
    """Mixin: a page that puts terms in order."""

    def get_urls(self) -> list[Any]:
        return [self.page("order/", self.order_view, "order"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        address = reverse(self.route("order")) if self.has_change_permission(request) else ""
        return super().changelist_view(request, {"order_address": address, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            last = self.model._base_manager.aggregate(last=Max("order"))["last"]
            obj.order = min((last or 0) + 1, _LAST)
        super().save_model(request, obj, form, change)

    def order_view(self, request: HttpRequest) -> HttpResponse:
        """Show the terms in order; move one up or down without saving; or save the order."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = OrderReasonForm(request.POST or None)
        with transaction.atomic():
            stored = list(self.model._base_manager.filter(merged_into=None).select_for_update())
            terms = _in_order(request, stored) if request.method == "POST" else stored
            is_current = request.method != "POST" or request.POST.get(SEEN) == _numbers(stored)
            if "save" in request.POST and is_current and form.is_valid():
                count = _save(terms, request.user, form.cleaned_data["reason"])
                self.message_user(request, _("The order is saved.") if count else _("The order is as it was."))
                return HttpResponseRedirect(reverse(self.route("changelist")))
        context = {
            "terms": terms,
            "form": form,
            "seen": _numbers(stored),
            "stored": None if is_current else stored,
            "is_unsaved": terms != stored,
        }
        title = _("Order of: %(names)s") % {"names": self.opts.verbose_name_plural}
        return self.render(request, "terms/order", title, context)


def _numbers(terms: list[Term]) -> str:
    return ",".join(str(term.pk) for term in terms)


def _in_order(request: HttpRequest, stored: list[Term]) -> list[Term]:
    """Return the terms as the form has them: in its order, then by the numbers typed, then with one moved.

    Terms that the form doesn't know stand at the end.
    """
    places = {text: place for place, text in enumerate(request.POST.getlist("term")[: len(stored) + 1000])}
    shown = sorted(stored, key=lambda term: places.get(str(term.pk), len(places)))
    typed = {term: number_in(request.POST, f"place_{term.pk}") or place for place, term in enumerate(shown, 1)}
    terms = [term for place, term in enumerate(shown, 1) if typed[term] == place]
    # Whoever was given another place stands just there; the others close up.
    moved = [term for term in shown if term not in terms]
    for term in sorted(moved, key=lambda term: typed[term]):
        terms.insert(typed[term] - 1, term)
    step, _sign, number = request.POST.get("move", "").partition(" ")
    here = next((place for place, term in enumerate(terms) if str(term.pk) == number), None)
    there = None if here is None else here + {"up": -1, "down": 1}.get(step, 0)
    if here is not None and there is not None and 0 <= there < len(terms):
        terms[here], terms[there] = terms[there], terms[here]
    return terms


def _save(terms: list[Term], by: Any, reason: str) -> int:
    """Write the order, and each term that moved into the history. Return how many moved."""
    moved = [(place, term) for place, term in enumerate(terms, 1) if term.order != place]
    for place, term in moved:
        history.catch_up(term)
        term.order = place
        term.save()
        history.record(term, by, reason=reason)
    return len(moved)
