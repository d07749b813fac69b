"""Passwords and codes that are not looked at now, and how the answer says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

Response = TypeVar("Response", bound=HttpResponseBase)


class Refused(Exception):
    """There were too many wrong ones. `text` says so to people, `seconds` when to come again."""

    status = 429

    def __init__(self, text: str, seconds: int) -> None:
        super().__init__(text)
        self.text = text
        self.seconds = seconds

    def mark(self, response: Response) -> Response:
        """Return the answer with what programs read of it. Django does not write each into the log."""
        response.status_code, response["Retry-After"] = self.status, str(self.seconds)
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response


class Busy(Refused):
    """As many passwords are being looked at as this process takes on."""

    status = 503

    def __init__(self) -> None:
        super().__init__(_("Many passwords are being checked at this moment. Try again in a few seconds."), seconds=3)


class RefusableForm:
    """A form that says so where a password or code is refused."""

    refusal: Refused | None = None

    @contextmanager
    def saying_why(self) -> Iterator[None]:
        """Turn a refusal into an error of the form."""
        try:
            yield
        except Refused as refused:
            self.refusal = refused
            raise ValidationError(refused.text) from refused


def marked(response: Response, form: Any) -> Response:
    """Return the answer that shows a form again, with its refusal if there is one."""
    return form.refusal.mark(response) if form.refusal else response
