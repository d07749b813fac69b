"""What is answered to more than the site reads at once."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a form was too large (413), on a page of the desk or of the site; whatever else is wrong, as Django."""
    if request.method != "POST" or not isinstance(exception, _TOO_MUCH):
        return defaults.bad_request(request, exception)  # type: ignore[return-value]
    said = {
        "is_large": isinstance(exception, RequestDataTooBig),
        "most_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "most_fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS,
    }
    if request.resolver_match and "admin" in request.resolver_match.namespaces:
        return render(request, "admin/too_much.html", {**admin.site.each_context(request), **said}, status=413)
    return render(request, "413.html", said, status=413)
