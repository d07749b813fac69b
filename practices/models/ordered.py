"""The order of rows below a practice."""

from __future__ import annotations

from django.db import models

ORDER = ["place", "pk"]  # what nobody has placed stands last, as it was entered
_UNPLACED = 32_767  # the largest number that every database can put there


def place() -> models.PositiveSmallIntegerField:
    """Return the field for a row's place among those of its kind."""
    return models.PositiveSmallIntegerField(default=_UNPLACED, db_default=_UNPLACED, editable=False)
