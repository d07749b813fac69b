"""Choosing the practices that stand first on the first page, from the list of practices."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practices.models import Practice
from practices.models.practice import MOST_FEATURED


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
