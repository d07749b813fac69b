"""What one import brought: a batch, which stays together, so that it can be undone."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class Batch(models.Model):
    """An import that was confirmed. The versions that it wrote say what it made and changed, and in which way."""

    # Who it was is known by name from the versions, which outlive the account.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)  # of the file
    kind = models.CharField(max_length=40)  # the model of its rows
    counts = models.JSONField(default=dict)  # of rows, by what became of them
    at = models.DateTimeField(auto_now_add=True)
    versions = models.ManyToManyField("practices.Version", related_name="batches")  # that it wrote, of one batch each

    objects: ClassVar[Any] = models.Manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
