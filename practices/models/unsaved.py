"""What somebody has typed into the form of a practice and not saved yet (`practices/editorial/unsaved.py`)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Unsaved(models.Model):
    """The fields that one person has changed in the form of one practice in one language, or of a new one.

    It is no part of the practice: nobody else sees it, and neither history nor approvals know of it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, null=True, related_name="unsaved")
    language = models.CharField(max_length=2)  # each has a form of its own
    visit = models.CharField(max_length=16)  # how the browser that sent it names what it keeps of it itself
    version = models.PositiveIntegerField()  # which the form began from
    typed = models.JSONField()  # by the names of fields: `value`, a list of texts; `label`; `text`, where that differs
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "practice", "language"], name="typed_text_of_a_form_is_kept_once"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(practice=None), name="typed_text_of_a_new_one_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"practice {self.practice_id or '(new)'}, user {self.user_id}"
