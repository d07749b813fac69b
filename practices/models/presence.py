"""Who has the form of a practice open (`practices/editorial/presence.py`)."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Presence(models.Model):
    """Somebody who may be editing a practice. Their browser says so about once a minute."""

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["practice", "user"], name="somebody_is_there_once")]

    def __str__(self) -> str:
        return f"practice {self.practice_id}, user {self.user_id}"
