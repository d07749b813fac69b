"""Filling the form of a new source from a reference that somebody pastes. Nothing is fetched."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict

from practices.citing import reading
from practices.citing.reading import LONGEST

from .pages import ThingPages

PASTED, PASTE = "_pasted", "_paste"  # what was pasted, and the button
# What a form has without anybody's typing it: what is pasted goes before it.
_PRESET = {"language"}


class Pasting(ThingPages):
    """Mixin: the form of a new thing has a box for a reference."""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        context = {"may_paste": True, "longest_paste": LONGEST, **(extra_context or {})}
        if request.method == "POST" and PASTE in request.POST:
            return self._filled(request, form_url, context)
        return super().add_view(request, form_url, context)

    def _filled(self, request: HttpRequest, form_url: str, context: dict[str, Any]) -> HttpResponse:
        """Return the form with what was typed, and in its empty fields what the reference says."""
        pasted = request.POST.get(PASTED, "")
        context["pasted"] = pasted[: LONGEST + 1]
        fields: dict[str, str] = {}
        try:
            found = reading.read(pasted)
        except ValidationError as error:
            context["paste_problems"] = error.messages
        else:
            context["reading"], fields = found, found.fields
        told = _PRESET & fields.keys()
        typed = {name: str(text) for name, text in request.POST.items() if text and name[0] != "_" and name not in told}
        held = QueryDict(mutable=True)
        held.update(fields | typed)
        # Django fills a form that nobody has sent yet from the address: nothing was sent to be saved.
        request.GET, request.method = held, "GET"  # type: ignore[assignment]
        response: HttpResponse = super().add_view(request, form_url, context)
        return response
