"""Links that let somebody without an account read one draft, until a date."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.core.signing import Signer
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# With a salt of its own a token is good for nothing else, and nothing else is good for a token.
_SIGNER = Signer(salt="practices.preview", sep=".")


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def live(self) -> Self:
        """Those that work today."""
        return self.filter(revoked_at=None, until__gte=timezone.localdate())


class PreviewLink(models.Model):
    """A draft, and until when its link works: to the end of that day (UTC)."""

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="preview_links")
    until = models.DateField(_("works until"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("ended"), null=True)

    objects: ClassVar[PreviewLinkQuerySet] = PreviewLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("shared preview")
        verbose_name_plural = _("shared previews")

    def __str__(self) -> str:
        return f"{self.practice_id}, {self.until}"

    @property
    def address(self) -> str:
        """The whole address that is sent to the reader, in the language of whoever sends it."""
        return settings.SITE_URL + reverse("preview", args=[_SIGNER.sign(str(self.pk))])

    @classmethod
    def number_in(cls, token: str) -> int:
        """Return the number of the link that a token was made for. Raise BadSignature if we didn't make it."""
        return int(_SIGNER.unsign(token))
