"""Forms of the admin that come back with what was typed where the database couldn't take it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from practices.web.busy import Trouble, or_again


class ShownAgain(admin.ModelAdmin):
    """Mixin, first of all: a form that can't be saved just now is shown as one that is wrong, rows included."""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        view = super().add_view
        return self._or_again(request, None, lambda: view(request, form_url, extra_context))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        view = super().change_view
        return self._or_again(request, object_id, lambda: view(request, object_id, form_url, extra_context))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if not hasattr(request, "is_not_saved"):
            return form

        class NotSaved(form):  # type: ignore[misc]
            def is_valid(self) -> bool:
                super().is_valid()
                return False

        return NotSaved

    def context_again(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the form shows besides its fields."""
        return {}

    def _or_again(self, request: HttpRequest, object_id: str | None, answer: Callable[[], Any]) -> Any:
        def again(trouble: Trouble) -> Any:
            messages.error(request, trouble.not_saved)
            request.is_not_saved = True  # type: ignore[attr-defined]
            # Inside of the transaction that Django's own view begins, which is what can't be had. It has no errors to
            # point at: the sentence says it all.
            view: Any = self._changeform_view  # type: ignore[attr-defined]
            return view(request, object_id, "", {"errors": [], **self.context_again(request)})

        return or_again(request, answer, again)
