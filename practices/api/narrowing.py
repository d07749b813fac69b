"""`?fields=id,title`: answers with those fields only that are asked for."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Schema
from ninja.renderers import JSONRenderer
from pydantic import AfterValidator, WithJsonSchema

from .language import without_default


def fields_of(schema: type[Schema]) -> Any:
    """Return the type and the default of a parameter that names fields of a schema, separated by commas."""
    names = list(schema.model_fields)

    def known(given: list[str]) -> list[str]:
        wanted = [name for text in given for name in text.split(",")]
        for name in wanted:
            if name not in names:
                raise ValueError(f"There is no field {name[:100]!r}. There are: {', '.join(names)}.")
        return list(dict.fromkeys(wanted))

    described = {"type": "array", "items": {"type": "string", "enum": names}, "minItems": 1}
    text = "Only these fields, separated by commas. Without it, all."
    default: Any = Field([], description=text, json_schema_extra=without_default)
    return Annotated[list[str], AfterValidator(known), WithJsonSchema(described)], default


def only(request: HttpRequest, fields: list[str]) -> None:
    """Let the answer to a request have these fields only, or all if there are none."""
    request.fields = fields  # type: ignore[attr-defined]


class Renderer(JSONRenderer):
    """Writes JSON, with the fields only that `only` was told: of each result of a list, or of the one thing."""

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """Return an answer as JSON."""
        fields = getattr(request, "fields", [])
        if fields and isinstance(data.get("results"), list):  # of one practice `results` is a text
            data = {**data, "results": [_picked(row, fields) for row in data["results"]]}
        elif fields:
            data = _picked(data, fields)
        return super().render(request, data, response_status=response_status)


def _picked(row: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    return {name: row[name] for name in fields}
