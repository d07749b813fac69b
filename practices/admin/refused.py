"""What a curator may not do, or no longer: said on a page of the desk, with the text that was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from practices.editorial import content, history
from practices.editorial.diff import labels
from practices.models import Version
from practices.text.plain import clean

_OF_A_ROW = re.compile(r"(\w+)-([0-9]{1,4})-\w+")  # a row's field, as forms name it
_MOST_TEXTS = 200


@dataclass(eq=False)
class NotSaved(PermissionDenied):
    """Somebody sent a form of what can't be changed any more. It keeps what was typed."""

    thing: models.Model
    newest: Version | None
    typed: list[tuple[str, str]] = field(default_factory=list)  # the label of a field and its text


def not_saved(request: HttpRequest, thing: models.Model) -> NotSaved:
    """Return why a form was not saved, with the texts in it that do not stand in the thing."""
    typed = [one for one, _n in zip(_typed(request, thing), range(_MOST_TEXTS), strict=False)]
    return NotSaved(thing, history.latest(thing), typed)


def _typed(request: HttpRequest, thing: models.Model) -> Iterator[tuple[str, str]]:
    named, held = labels(type(thing)), set(_texts(content.of(thing)))
    for name in request.POST:
        text, row = clean(request.POST[name]), _OF_A_ROW.fullmatch(name)
        label = named.get(row[1] if row else name)
        if label and re.search(r"[^\W\d_]", text) and text not in held:
            yield (_("%(rows)s, row %(number)s") % {"rows": label, "number": int(row[2]) + 1} if row else label), text


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a content, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
