"""What somebody wants to be told of by mail (`practices/alerts/` signs up, tells and ends)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy


class AlertQuerySet(models.QuerySet["Alert"]):
    """Alerts, as those ask who send them."""

    def confirmed(self) -> Self:
        """Those whose address is confirmed."""
        return self.filter(confirmed_at__isnull=False)

    def bounced(self) -> None:
        """Count one mail that did not reach its address. The third one in a row ends an alert."""
        now = timezone.now()
        long_ago = now - Alert.BOUNCES_APART
        for alert in self:
            is_first = alert.bounced_at is None or alert.bounced_at < long_ago
            bounces = 1 if is_first else alert.bounces + 1
            if bounces >= Alert.MOST_BOUNCES:
                alert.delete()
            else:
                self.model._base_manager.filter(pk=alert.pk).update(bounces=bounces, bounced_at=now)


class Alert(models.Model):
    """One question of one address. It is deleted when it ends."""

    class Rhythm(models.TextChoices):
        AT_ONCE = "at-once", pgettext_lazy("how often mails come", "as it happens, an hour later")
        WEEKLY = "weekly", pgettext_lazy("how often mails come", "once a week")
        MONTHLY = "monthly", pgettext_lazy("how often mails come", "once a month")

    LONGEST: ClassVar = 2000  # characters of a question: what an index of PostgreSQL can hold
    MOST_BOUNCES: ClassVar = 3
    BOUNCES_APART: ClassVar = timedelta(days=90)  # after which one is the first again

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.TextField()  # sealed (`mails/sealing.py`)
    address_key = models.CharField(max_length=64, db_index=True)  # a keyed hash, by which it is looked up
    moves = models.PositiveIntegerField(default=0)  # to another address: links of before are void
    question = models.CharField(max_length=LONGEST, blank=True)  # as parameters, in the order of their names
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, default="en")
    made_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    # Up to which change (`changelog/records.py`), and which moment, it has told all; when it is to be looked at again.
    number = models.BigIntegerField(default=0)
    told_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    bounces = models.PositiveSmallIntegerField(default=0)
    bounced_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = AlertQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["address_key", "question"], name="one_alert_for_a_question")]
        indexes = [models.Index(fields=["due_at"], name="alert_due")]

    def __str__(self) -> str:
        return self.question

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
