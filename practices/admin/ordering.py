"""The order of a vocabulary's terms, on one page. Works with numbers, with buttons, and without JavaScript."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.editorial import history
from practices.models import Term

from .pages import Page, ReasonForm
from .seen import number_in

_LAST = 32767  # what the column can hold
SEEN = "_seen"  # the order that the page was made from


class Order(Page):
    """Shows the terms in order; moves one up or down without saving; or saves the order."""

    route, name, template = "order/", "order", "terms/order"

    def check(self) -> None:
        if not self.model_admin.has_change_permission(self.request):
            raise PermissionDenied

    def get(self, request: HttpRequest) -> HttpResponse:
        stored = self.stored()
        return self.show(stored, stored, _form(None))

    @transaction.atomic
    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        stored, form = list(self.terms().select_for_update()), _form(request.POST)
        terms = _in_order(request.POST, stored)
        is_current = request.POST.get(SEEN) == _numbers(stored)
        if "save" in request.POST and is_current and form.is_valid():
            count = _save(terms, self.user, form.cleaned_data["reason"])
            text = _("The order is saved.") if count else _("The order is as it was.")
            return self.done(text, reverse(self.model_admin.route("changelist")))
        return self.show(terms, stored, form, is_current)

    def again(self) -> HttpResponse:
        stored, posted = self.stored(), self.request.POST
        return self.show(_in_order(posted, stored), stored, _form(posted), posted.get(SEEN) == _numbers(stored))

    def stored(self) -> list[Term]:
        """Return the terms in the order that stands."""
        return list(self.terms())

    def terms(self) -> Any:
        """Return the query for these terms."""
        return self.model_admin.model._base_manager.filter(merged_into=None)

    def show(self, terms: list[Term], stored: list[Term], form: ReasonForm, is_current: bool = True) -> HttpResponse:
        """Return the page, and on it the order that is stored where somebody else has changed that."""
        return self.render(
            _("Order of: %(names)s") % {"names": self.model_admin.opts.verbose_name_plural},
            terms=terms,
            form=form,
            seen=_numbers(stored),
            stored=None if is_current else stored,
            is_unsaved=terms != stored,
        )


def at_the_end(model: type[Term]) -> int:
    """Return the place of a new term."""
    last = model._base_manager.aggregate(last=Max("order"))["last"]
    return min((last or 0) + 1, _LAST)


def _form(data: QueryDict | None) -> ReasonForm:
    return ReasonForm(data, required=False, rows=1, help_text="")


def _numbers(terms: list[Term]) -> str:
    return ",".join(str(term.pk) for term in terms)


def _in_order(posted: QueryDict, stored: list[Term]) -> list[Term]:
    """Return the terms as the form has them: in its order, then by the numbers typed, then with one moved.

    Terms that the form doesn't know stand at the end.
    """
    places = {text: place for place, text in enumerate(posted.getlist("term")[: len(stored) + 1000])}
    shown = sorted(stored, key=lambda term: places.get(str(term.pk), len(places)))
    typed = {term: number_in(posted, f"place_{term.pk}") or place for place, term in enumerate(shown, 1)}
    terms = [term for place, term in enumerate(shown, 1) if typed[term] == place]
    # Whoever was given another place stands just there; the others close up.
    moved = [term for term in shown if term not in terms]
    for term in sorted(moved, key=lambda term: typed[term]):
        terms.insert(typed[term] - 1, term)
    step, _sign, number = posted.get("move", "").partition(" ")
    here = next((place for place, term in enumerate(terms) if str(term.pk) == number), None)
    there = None if here is None else here + {"up": -1, "down": 1}.get(step, 0)
    if here is not None and there is not None and 0 <= there < len(terms):
        terms[here], terms[there] = terms[there], terms[here]
    return terms


@history.one_act()
def _save(terms: list[Term], by: Any, reason: str) -> int:
    """Write the order, and each term that moved into the history. Return how many moved."""
    moved = [(place, term) for place, term in enumerate(terms, 1) if term.order != place]
    for place, term in moved:
        history.catch_up(term)
        term.order = place
        term.save()
        history.record(term, by, reason=reason)
    return len(moved)
