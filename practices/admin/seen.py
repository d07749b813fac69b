"""The number of the version that a form was made from, so that nobody decides on what they have not seen."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from practices.editorial import history

VERSION = "_version"  # the field of a form that has it
_LARGEST_NUMBER = 2**31 - 1


def number_in(parameters: QueryDict, name: str) -> int:
    """Return a version's number from a form, or 0 for anything else."""
    value = parameters.get(name, "")
    return min(int(value), _LARGEST_NUMBER) if value.isascii() and value.isdigit() and len(value) < 12 else 0


def newest_number(thing: models.Model) -> int:
    """Return the number of the newest version of a thing, or 0 if it has no history yet."""
    newest = history.latest(thing)
    return newest.number if newest else 0


def lock_as_seen(thing: models.Model, seen: int) -> None:
    """Lock a thing. Raise ValidationError if anything was saved since version `seen`: one decides on what one saw."""
    if seen != newest_number(history.lock(thing)):
        raise ValidationError(_("Somebody saved a newer version meanwhile. Look at it, then decide again."))
