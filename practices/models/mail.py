"""A mail until the mail server has taken it (`practices/mails/outbox.py` writes, sends and deletes it)."""

from __future__ import annotations

import uuid

from django.db import models


class Mail(models.Model):
    """A mail to one address. It is there from the moment at which what it tells of is saved."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # also its Message-ID
    address = models.EmailField(blank=True)  # empty: that of its alert, which is sealed
    # What it is of, if it is of one: it goes with it, and a refusal is counted there.
    alert = models.ForeignKey("practices.Alert", models.CASCADE, null=True, related_name="+")
    subject = models.TextField()
    body = models.TextField()
    html = models.TextField(db_default="")
    headers = models.JSONField(null=True)
    written_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveIntegerField(default=0)  # that failed
    next_at = models.DateTimeField()  # before, whoever sends it has it for himself

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.subject
