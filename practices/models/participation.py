"""A country's part in a practice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .change import Logged
from .ordered import ORDER, place
from .vocabulary import Country


class Participation(Logged):
    """A country's part in a practice, and which end of the workers' way it is."""

    class Role(models.TextChoices):
        ORIGIN = "origin", _("Country of origin")
        DESTINATION = "destination", _("Country of destination")
        TRANSIT = "transit", _("Country of transit")

    class Part(models.TextChoices):
        LEAD = "lead", _("Lead")
        PARTNER = "partner", _("Partner")

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="participations")
    place = place()
    country = models.ForeignKey(
        Country, verbose_name=_("country"), on_delete=models.PROTECT, related_name="participations"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    part = models.CharField(_("part"), max_length=10, choices=Part.choices, default=Part.LEAD)

    class Meta:
        ordering = ORDER
        verbose_name = _("country in the practice")
        verbose_name_plural = _("countries in the practice")
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "country", "role"],
                name="one_participation_per_role",
                violation_error_message=_("This country already has this role in the practice."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.country} ({self.get_role_display()})"
