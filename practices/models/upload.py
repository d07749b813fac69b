"""A table that somebody wants to import, between the look at what it would do and the word that it be done."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .batch import Batch

LIFETIME = datetime.timedelta(hours=4)
MOST_KEPT = 5  # of a person: each may take ten megabytes


class Upload(models.Model):
    """A file that was read. Only whoever sent it sees it, in the same session, for some hours."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    session = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    table = models.JSONField()
    mapping = models.JSONField(null=True)  # what was said of a table's columns and values
    at = models.DateTimeField(auto_now_add=True)
    counts = models.JSONField(null=True)  # of rows, by what became of them, once it is imported
    # The import that it became.
    batch = models.ForeignKey(Batch, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, request: Any) -> models.QuerySet[Upload]:
        """Return the uploads of whoever asks."""
        return cls.objects.filter(user=request.user, session=_session(request), at__gt=timezone.now() - LIFETIME)

    @classmethod
    def over(cls) -> models.QuerySet[Upload]:
        """Return those that nobody sees any more."""
        return cls.objects.filter(at__lt=timezone.now() - LIFETIME)

    @classmethod
    def keep(cls, request: Any, name: str, table: dict[str, Any]) -> Upload:
        """Keep a table for whoever asks. What is old goes, and so do all but the newest of the person."""
        cls.over().delete()
        readable = "".join(char for char in name if char.isprintable())[-200:]
        made = cls.objects.create(user=request.user, session=_session(request), name=readable, table=table)
        newest = cls.objects.filter(user=request.user).order_by("-pk").values_list("pk", flat=True)
        cls.objects.filter(pk__in=list(newest[MOST_KEPT:])).delete()
        return made


def _session(request: Any) -> str:
    """Return what tells sessions apart, and lets nobody into one."""
    return salted_hmac("practices.upload", request.session.session_key or "").hexdigest()
