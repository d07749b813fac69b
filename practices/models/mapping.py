"""How the columns of a table from elsewhere were understood, for the next one that has the same headings."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

KEPT = datetime.timedelta(days=2 * 365)  # since it was last used


class Mapping(models.Model):
    """What curators chose for tables with one set of headings. Accounts that answered are kept by number."""

    headings = models.CharField(max_length=64, unique=True)  # a digest of them
    choices = models.JSONField(default=dict)
    used_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = models.Manager()  # type: ignore[misc]

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.headings

    @classmethod
    def over(cls) -> models.QuerySet[Mapping]:
        """Return those that nobody has used for long."""
        return cls.objects.filter(used_at__lt=timezone.now() - KEPT)  # type: ignore[no-any-return]
