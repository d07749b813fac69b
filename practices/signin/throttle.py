"""Who guesses has to wait: passwords are counted by django-axes, codes by django-otp."""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.web.visitors import address_of


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """Return the answer (429) for whoever gave too many wrong passwords: how long to wait, and what else can be done.

    django-axes calls it with its own `response`, which is not needed, and the `credentials` that were given.
    """
    attempts = AccessAttempt.objects.filter(
        username=get_client_username(request, credentials), ip_address=address_of(request)
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    seconds = max(1, math.ceil((last + settings.AXES_COOLOFF_TIME - timezone.now()).total_seconds()))
    context = {**admin.site.each_context(request), "title": _("Please wait"), "time": in_words(seconds)}
    answer = render(request, "admin/signin/locked.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    add_never_cache_headers(answer)
    return answer


def in_words(seconds: int) -> str:
    """Return a time to wait, in seconds, as a reader says it: rounded up to seconds, minutes or hours."""
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = math.ceil(minutes / 60)
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def tidy() -> int:
    """Forget failed attempts, with their addresses, that no longer count, and sessions that are over.

    Return how many attempts there were.
    """
    old = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME)
    count: int = old.delete()[0]
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return count
