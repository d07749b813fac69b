"""Writing the records of what a curator has just changed, so that their time is the time of the change."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from practices.models import change

from . import records

_turn = Lock()  # of the thread that writes records
_next = Lock()  # of the one that waits for it, and will write what others have committed until then


class RecordsMiddleware:
    """Catches the records up at the end of a request that wrote to the change log. Else the next harvester does it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = change.changes_here
        response = self._get_response(request)
        if change.changes_here != before:
            _keep_up()  # what was saved is saved, even if this has to wait
        return response


def _keep_up() -> None:
    """Catch up, unless another thread is about to: one transaction for many who saved at once, not one for each."""
    if _next.acquire(blocking=False):
        try:
            _turn.acquire()
        finally:
            _next.release()
        try:
            records.keep_up()
        finally:
            _turn.release()
