"""Rows below a practice that curators put in an order."""

from __future__ import annotations

from django.db import models

from .change import Logged

ORDER = ["place", "pk"]  # what nobody has placed stands last, as it was entered
_UNPLACED = 32_767  # the largest number that every database can put there


class Ordered(Logged):
    """Base of a row with a place among those of its kind."""

    place = models.PositiveSmallIntegerField(default=_UNPLACED, db_default=_UNPLACED, editable=False)

    class Meta(Logged.Meta):
        abstract = True
