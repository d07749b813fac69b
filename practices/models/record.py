"""What the public can see of each practice, in the order in which that changed: for whoever keeps a copy.

`changelog/records.py` writes it from the change log.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """One practice that is or was public. It outlives a deleted one."""

    practice_id = models.BigIntegerField(_("practice"), primary_key=True)
    # Rises with each change. Numbers become visible in order: whoever has read up to one has missed none below it.
    number = models.BigIntegerField(_("number of the change"), unique=True)
    # When this was written, in whole seconds as harvesters count: never before what they have been told already.
    changed_at = models.DateTimeField(_("recorded"), db_index=True)
    # When the practice itself changed: what readers are told.
    updated_at = models.DateTimeField(_("changed"))
    is_gone = models.BooleanField(_("no longer public"), default=False)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: practice {self.practice_id}{' is gone' if self.is_gone else ''}"


class LogPosition(models.Model):
    """How far the records have read the change log: one row, which is locked while records are written."""

    number = models.BigIntegerField(default=0)  # the highest that was given
    # Where it stands in the change log (see `changelog/position.py`).
    last_id = models.BigIntegerField(default=0)
    last_at = models.CharField(max_length=40, blank=True)
    gaps = models.JSONField(default=list)
    # What each term said when the records were written, shortened: {model: {number: digest}}.
    terms = models.JSONField(default=dict)

    class Meta:
        db_table = "practices_noted"  # its name in earlier releases

    def __str__(self) -> str:
        return f"read to {self.last_id}, given {self.number}"
