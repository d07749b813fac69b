"""What goes wrong, told as RFC 9457 problem documents: for everything under /api/."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Field, NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from practices.models import Practice
from practices.web.addresses import absolute

PREFIX = "/api/"
CONTENT_TYPE = "application/problem+json"
# What is said where Django answers, which knows no more than the status.
_DETAILS = {
    400: "The request can't be read.",
    404: "There is nothing at this address. /api/v1/ lists what there is.",
    405: "This address is only read. The header Allow names the methods.",
    500: "Something went wrong here. It was noted.",
    503: "The catalogue is busy just now. The header Retry-After says when to ask again.",
}


class Problem(Schema):
    """What goes wrong (RFC 9457)."""

    type: str = Field(description="about:blank: the status says what kind of problem it is")
    title: str = Field(description="The status in words")
    status: int
    detail: str = Field(description="What is wrong, in a sentence")
    instance: str = Field(description="The address that was asked for")


class Wrong(Schema):
    """One parameter that is wrong."""

    parameter: str
    where: str = Field(description="query or path")
    detail: str


class Invalid(Problem):
    """A problem with the parameters."""

    errors: list[Wrong] = Field(description="Each parameter that is wrong, and why")


class Replacement(Schema):
    """The published practice that replaces one that was withdrawn."""

    id: int
    title: str
    url: str


class Withdrawn(Problem):
    """A practice that was withdrawn: since when, why, and what replaces it."""

    id: int
    practice_title: str
    withdrawn_at: datetime
    reason: str
    replaced_by: Replacement | None


class Gone(Exception):
    """The practice asked for was withdrawn."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice


def respond(request: HttpRequest, status: int, detail: str, **members: Any) -> HttpResponse:
    """Return a problem document."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.get_full_path(),
        **members,
    }
    return HttpResponse(
        json.dumps(document), status=status, content_type=CONTENT_TYPE, headers={"Content-Language": "en"}
    )


def explain_errors_of(api: NinjaAPI) -> None:
    """Let an API answer with problem documents."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Gone: _gone,
        Http404: lambda request, error: respond(request, 404, str(error) or _DETAILS[404]),
        HttpError: lambda request, error: respond(request, error.status_code, error.message),
        ValidationError: _invalid,
    }
    for error, handler in handlers.items():
        api.add_exception_handler(error, handler)


def invalid(parameter: str, detail: str) -> ValidationError:
    """Return the error of a parameter of the query that can only be judged by the catalogue."""
    return ValidationError([{"loc": ("query", parameter), "msg": detail}])


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {
            "parameter": next(
                step for step in reversed(one["loc"]) if isinstance(step, str)
            ),  # not its place in a list
            "where": str(one["loc"][0]),
            "detail": one["msg"].removeprefix("Value error, "),
        }
        for one in error.errors
    ]
    detail = "; ".join(f"{one['parameter']}: {one['detail']}" for one in errors[:3])
    return respond(request, 422, detail, errors=errors)


def _gone(request: HttpRequest, error: Gone) -> HttpResponse:
    practice, other = error.practice, error.practice.successor
    replacement = other and {"id": other.pk, "title": other.title, "url": absolute(other.get_absolute_url())}
    return respond(
        request,
        410,
        "This practice was withdrawn.",
        id=practice.pk,
        practice_title=practice.title,
        withdrawn_at=practice.withdrawn_at.isoformat(),  # type: ignore[union-attr] # what is withdrawn has it
        reason=practice.withdrawal_reason,
        replaced_by=replacement,
    )


class ProblemMiddleware:
    """Tells as a problem document what Django itself answers under /api/: no such address, a method that it hasn't."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        is_told = response.get("Content-Type") == CONTENT_TYPE
        if not request.path_info.startswith(PREFIX) or response.status_code < 400 or is_told:
            return response
        status = response.status_code
        problem = respond(request, status, _DETAILS.get(status, HTTPStatus(status).phrase))
        for name in ("Allow", "Cache-Control", "Retry-After"):
            if name in response:
                problem[name] = response[name]
        problem["Content-Length"] = str(len(problem.content))
        return problem
