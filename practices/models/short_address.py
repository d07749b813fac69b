"""Short addresses of questions: on posters, in mails, read out in a meeting."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ShortAddress(models.Model):
    """A code that leads to an address of this site. It was printed somewhere, so it is never changed nor deleted."""

    LONGEST: ClassVar = 2000  # characters of an address

    code = models.CharField(max_length=30, unique=True)
    address = models.CharField(max_length=LONGEST)  # path and query, in a language
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.code
