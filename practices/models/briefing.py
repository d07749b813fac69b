"""A briefing: some practices as they were on one day, below what its author wrote. It is found by a secret address."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import texts


class Briefing(models.Model):
    """Frozen when it is made. Whoever has its address reads it; the address itself is known to nobody here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Of what stands in its address (`briefings/links.py`).
    digest = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    title = texts.LineField(_("title"), max_length=150)
    purpose = texts.LineField(_("purpose"), max_length=300, blank=True)
    note = texts.TextField(_("author’s note"), max_length=3000, blank=True)
    content = models.JSONField()  # plain values, as `briefings/freezing.py` makes them
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    ends_at = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        ordering = ["-made_at"]
        default_permissions = ()
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether it is kept no longer: nobody reads it, though it may not be deleted yet."""
        return self.ends_at <= timezone.now()
