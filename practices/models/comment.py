"""What curators say to each other about a draft."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import texts


class Comment(models.Model):
    """A remark on a practice, for curators alone. One at a field is open until somebody settles it."""

    # It outlives a draft that is deleted, and is there again when that is recovered under its number.
    practice = models.ForeignKey(
        "practices.Practice", on_delete=models.DO_NOTHING, db_constraint=False, related_name="comments"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("written by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = texts.TextField(_("comment"), max_length=4000)
    # A field, or a kind of rows, as contents name them (`editorial/content.py`). Empty: the practice as a whole.
    place = models.CharField(max_length=60, blank=True, default="", db_default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_open(self) -> bool:
        """Whether it asks for something at a field, and nobody has settled it."""
        return bool(self.place) and self.settled_at is None
