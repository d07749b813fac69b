"""The parameter `lang`. `catalogue.locale` has chosen the language before; here one that there isn't is refused."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from ninja import Field, Schema

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def without_default(schema: dict[str, Any]) -> None:
    """Leave the default out of a description, where it is 'whatever the request's header says'."""
    schema.pop("default", None)


class InLanguage(Schema):
    """The parameter of everything that is said in a language."""

    lang: Literal[*LANGUAGES] = Field(  # type: ignore[valid-type]
        None,
        description="Language of names and texts. Without it, the header Accept-Language decides, else English. "
        "A text that is not translated comes in English.",
        json_schema_extra=without_default,
    )
