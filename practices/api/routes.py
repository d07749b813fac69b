"""How the API can be asked: it is only read, and takes only what an operation declares."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import ninja
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import override
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from ninja.operation import Operation
from ninja.params.models import QueryModel

from practices.discovery.parameters import unknown

Run = Callable[..., HttpResponseBase]


class Router(ninja.Router):
    """Ninja's router, whose operations answer HEAD, too, and refuse parameters that they do not declare (422)."""

    def get(self, path: str, **options: Any) -> Any:
        """Return the decorator of an operation."""
        register = self.api_operation(["GET", "HEAD"], path, **options)
        return lambda view: register(decorate_view(_takes_what_it_declares)(view))


def _takes_what_it_declares(run: Run) -> Run:
    """Decorate how an operation is run, so that it refuses other parameters: without them it would answer another
    question.
    """
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    declared = {name for model in operation.models if issubclass(model, QueryModel) for name in _names(model)}

    @wraps(run)
    def checked(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if found := unknown(request.GET, declared):
            with override("en"):  # as all that the API says of errors
                errors = [{"loc": ("query", one.shown), "msg": one.refusal} for one in found]
            return operation.api.on_exception(request, ValidationError(errors))
        return run(request, **path)

    return checked


def _names(model: type[QueryModel]) -> list[str]:
    """Return the parameters that make up a model of Ninja's, as addresses write them."""
    return list(getattr(model, "__ninja_flatten_map__", {}))
