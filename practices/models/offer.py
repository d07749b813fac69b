"""Newer texts of the catalogue's first content, for practices that somebody has edited since they were loaded."""

from __future__ import annotations

from django.db import models

from .practice import Practice


class Offer(models.Model):
    """What the files hold of one practice now: editors take it in a revision, or leave the practice as it is.

    A settled one is kept, so that the same is not offered again.
    """

    practice = models.OneToOneField(Practice, models.CASCADE, related_name="offer")
    content = models.JSONField(default=dict)
    # What the files merge it into; then there is no content.
    into = models.ForeignKey(Practice, models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"of practice {self.practice_id}"
