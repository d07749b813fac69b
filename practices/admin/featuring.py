"""Choosing the practices that stand first on the first page: on a page of its own, or from the list of practices."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practices.editorial import permissions
from practices.models import Practice
from practices.models.practice import MOST_FEATURED

from .choosing import FIND, SEARCH, searched
from .guards import is_id
from .pages import Page
from .seen import number_in

_SEEN = "_seen"  # the numbers of those that stood there when the page was opened, in their order


@admin.action(description=gettext_lazy("Put on the first page"), permissions=["publish"])
def feature(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Practice]) -> None:
    """Put published practices behind those that stand there, as long as there is room."""
    with transaction.atomic():
        featured = Practice.objects.select_for_update().published().filter(featured__isnull=False)
        there = {practice.pk for practice in featured}
        chosen = list(queryset.filter(state=Practice.State.PUBLISHED).exclude(pk__in=there).order_by("title_en"))
        if len(there) + len(chosen) > MOST_FEATURED:
            said = {"most": MOST_FEATURED, "there": len(there)}
            text = (
                _("At most %(most)s practices stand on the first page, and %(there)s do. Take some off first.") % said
            )
            modeladmin.message_user(request, text, messages.ERROR)
            return
        last = featured.aggregate(last=Max("featured"))["last"] or 0
        for place, practice in enumerate(chosen, last + 1):
            Practice.objects.filter(pk=practice.pk).update(featured=place)
    _tell(modeladmin, request, len(chosen))


@admin.action(description=gettext_lazy("Take off the first page"), permissions=["publish"])
def unfeature(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Practice]) -> None:
    """Take practices off the first page."""
    chosen = Practice.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)), featured__isnull=False)
    _tell(modeladmin, request, chosen.update(featured=None))


def _tell(modeladmin: Any, request: HttpRequest, count: int) -> None:
    text = ngettext(
        "The first page has changed by %(count)s practice.", "The first page has changed by %(count)s practices.", count
    )
    modeladmin.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.INFO)


class FirstPage(Page):
    """Shows what stands on the first page; takes practices on and off and moves them; and saves that."""

    route, name, template = "first-page/", "first_page", "practices/practice/first_page"

    def check(self) -> None:
        if not permissions.may_publish(self.user):
            raise PermissionDenied

    def get(self, request: HttpRequest) -> HttpResponse:
        stored = list(_stored())
        return self.show(stored, stored)

    @transaction.atomic
    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        stored, chosen = list(_stored().select_for_update()), self.chosen()
        is_current = request.POST.get(_SEEN) == _numbers(stored)
        if "save" not in request.POST or not is_current:
            return self.show(chosen, stored, is_current)
        if chosen == stored:
            return self.done(_("The first page is as it was."), reverse("admin:index"))
        Practice.objects.filter(featured__isnull=False).update(featured=None)
        for place, practice in enumerate(chosen, 1):
            Practice.objects.filter(pk=practice.pk).update(featured=place)
        return self.done(_("The first page is saved."), reverse("admin:index"), messages.SUCCESS)

    def again(self) -> HttpResponse:
        stored = list(_stored())
        return self.show(self.chosen(), stored, self.request.POST.get(_SEEN) == _numbers(stored))

    def chosen(self) -> list[Practice]:
        """Return those that the form has, in its order, after the one step that its button asks for."""
        posted = self.request.POST
        numbers = [int(text) for text in posted.getlist("practice")[: 2 * MOST_FEATURED] if is_id(text)]
        if number := number_in(posted, "add"):
            numbers.append(number)
        numbers = list(dict.fromkeys(number for number in numbers if number != number_in(posted, "remove")))
        step, _sign, moved = posted.get("move", "").partition(" ")
        here = next((place for place, number in enumerate(numbers) if str(number) == moved), -1)
        there = here + {"up": -1, "down": 1}.get(step, 0)
        if here >= 0 and 0 <= there < len(numbers):
            numbers[here], numbers[there] = numbers[there], numbers[here]
        found: list[Practice] = Practice.objects.published().in_order(numbers)
        return found[:MOST_FEATURED]

    def show(self, chosen: list[Practice], stored: list[Practice], is_current: bool = True) -> HttpResponse:
        """Return the page, and on it what stands there now where somebody else has changed that."""
        find, found = self.request.POST.get(FIND, "").strip()[:200], []
        if find and SEARCH in self.request.POST:
            found = searched(self.model_admin, self.request, Practice.objects.published(), find)
        pressed, moved = _focused(self.request.POST.get("move", ""), chosen)
        return self.render(
            _("On the first page"),
            pressed=pressed,
            moved=moved,
            chosen=chosen,
            stored=None if is_current else stored,
            seen=_numbers(stored),
            is_unsaved=chosen != stored,
            is_full=len(chosen) >= MOST_FEATURED,
            most=MOST_FEATURED,
            find=find,
            found=[practice for practice in found if practice not in chosen],
            has_searched=bool(find) and SEARCH in self.request.POST,
        )


def _focused(pressed: str, chosen: list[Practice]) -> tuple[str, int]:
    """Return which arrow has the focus, and of which practice: the one that was pressed, or the other at its end."""
    step, _sign, moved = pressed.partition(" ")
    ends = {"up": chosen[:1], "down": chosen[-1:]}
    number = next((one.pk for one in chosen if str(one.pk) == moved), 0)
    if number in [one.pk for one in ends.get(step, [])]:
        step = "down" if step == "up" else "up"
    return step, number


def _stored() -> QuerySet[Practice]:
    """Return those that stand there, in their order."""
    featured: QuerySet[Practice] = Practice.objects.published().filter(featured__isnull=False)
    return featured.order_by("featured", "pk")


def _numbers(practices: list[Practice]) -> str:
    return ",".join(str(practice.pk) for practice in practices)


PAGES = [FirstPage]
