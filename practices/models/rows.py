"""What stands in rows below a practice: its figures, and what it takes to do the same."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from . import texts
from .change import Logged
from .ordered import ORDER, place
from .source import Citation


class Requirement(Logged):
    """Something that it takes to do the same elsewhere."""

    class Kind(models.TextChoices):
        LEGAL_BASIS = "legal-basis", _("Legal basis")
        LEAD_INSTITUTION = "lead-institution", _("Lead institution")
        BUDGET = "budget", _("Budget")
        TIME = "time", _("Time")
        STAFF_AND_SKILLS = "staff-and-skills", _("Staff and skills")
        PARTNER = "partner", _("Partner")

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="requirements")
    place = place()
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    text = texts.LineField(
        _("what it takes"),
        max_length=300,
        help_text=_("What somebody needs who wants to do the same. Don't repeat what was done."),
    )

    TEXTS: ClassVar[tuple[str, ...]] = ("text",)

    class Meta:
        ordering = ORDER
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")

    def __str__(self) -> str:
        return str(self.text)


class Figure(Logged):
    """A number that a source gives, with its unit and what it counts."""

    class Qualifier(models.TextChoices):
        EXACTLY = "exactly", _("exactly")
        ABOUT = "about", _("about")
        MORE_THAN = "more-than", _("more than")
        UP_TO = "up-to", _("up to")

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="figures")
    place = place()
    value = models.DecimalField(_("number"), max_digits=20, decimal_places=4)
    value_max = models.DecimalField(
        _("to"), max_digits=20, decimal_places=4, null=True, blank=True, help_text=_("Only for a range.")
    )
    qualifier = models.CharField(_("how exact"), max_length=10, choices=Qualifier.choices, default=Qualifier.EXACTLY)
    unit = texts.LineField(_("unit"), max_length=40, blank=True, help_text=_("For example %, USD, years."))
    label = texts.LineField(
        _("what it counts"),
        max_length=200,
        help_text=_("Reads on from the number: ‘employment agencies in its network’."),
    )
    citation = models.ForeignKey(
        Citation,
        verbose_name=_("citation"),
        # Deleting a citation would take away what a figure stands on: move the figure first.
        on_delete=models.RESTRICT,
        related_name="figures",
        null=True,
        blank=True,
    )

    TEXTS: ClassVar[tuple[str, ...]] = ("unit", "label")

    class Meta:
        ordering = ORDER
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.CheckConstraint(
                condition=Q(value_max__isnull=True) | Q(value_max__gt=F("value")), name="figure_range_ascends"
            )
        ]

    def __str__(self) -> str:
        return f"{self.value.normalize():f} {self.unit} {self.label}"

    def clean(self) -> None:
        super().clean()
        if self.value_max is not None and self.value is not None and self.value_max <= Decimal(self.value):
            raise ValidationError({"value_max": _("The second number of a range must be the larger one.")})
        if self.citation is not None and self.citation.practice_id != self.practice_id:
            raise ValidationError({"citation": _("Choose one of this practice's own citations.")})
