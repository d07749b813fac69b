"""Writing the records of what a curator has just changed, so that their time is the time of the change."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from practices.models import change

from . import records


class RecordsMiddleware:
    """Catches the records up at the end of a request that wrote to the change log. Else the next harvester does it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = change.changes_here
        response = self._get_response(request)
        if change.changes_here != before:
            records.keep_up()  # what was saved is saved, even if this has to wait
        return response
