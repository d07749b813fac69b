"""Organisations, and the part that each has in a practice."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from practices.text.plain import is_among

from . import texts
from .change import Logged
from .former_name import LinkedQuerySet
from .ordered import ORDER, place
from .replaceable import Replaceable
from .vocabulary import SLUG_HELP, Country


class Organisation(Replaceable):
    """An institution, union, company or group of states. The European Union is one; it is not a country."""

    slug = texts.SlugField(_("link name"), max_length=80, unique=True, help_text=SLUG_HELP)
    name = texts.LineField(_("name"), max_length=200)
    acronym = texts.LineField(_("acronym"), max_length=40, blank=True)
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        help_text=_("Where it belongs to one country."),
    )

    TEXTS: ClassVar[tuple[str, ...]] = ("name", "acronym")
    NAMES = ("name", "acronym")
    # Named once more for the type checker, which does not know the manager that translation puts here.
    objects: ClassVar[Any] = LinkedQuerySet.as_manager()  # type: ignore[misc]

    PRACTICE_PATHS = ("involvements__practice",)
    VALUE = "slug"
    INDEXED = ("slug", "merged_into")

    class Meta(Replaceable.Meta):
        ordering = ["slug"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def clean(self) -> None:
        """Refuse a name that another organisation of the same country, or another one of no country, has."""
        super().clean()
        if self.merged_into is not None:
            return
        others = Organisation._base_manager.filter(country=self.country, merged_into=None).exclude(pk=self.pk)
        for code, _language in settings.LANGUAGES:
            name = getattr(self, f"name_{code}")
            if name and is_among(name, others.values_list(f"name_{code}", flat=True)):
                raise ValidationError({f"name_{code}": _("Another organisation has this name already.")})

    def __str__(self) -> str:
        return f"{self.name} ({self.acronym})" if self.acronym else str(self.name)


class Involvement(Logged):
    """An organisation's part in a practice."""

    class Part(models.TextChoices):
        LEAD = "lead", _("Lead")
        PARTNER = "partner", _("Partner")
        FUNDER = "funder", _("Funder")

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="involvements")
    place = place()
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="involvements"
    )
    part = models.CharField(_("part"), max_length=10, choices=Part.choices, default=Part.LEAD)

    class Meta:
        ordering = ORDER
        verbose_name = _("organisation in the practice")
        verbose_name_plural = _("organisations in the practice")
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "organisation", "part"],
                name="one_involvement_per_part",
                violation_error_message=_("This organisation already has this part in the practice."),
            )
        ]

    def __str__(self) -> str:
        return str(self.doer)

    @property
    def doer(self) -> Organisation:
        """The organisation that counts: the one that is named, or what that was replaced by."""
        return self.organisation.meaning
