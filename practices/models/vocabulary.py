"""The vocabularies that practices are described with. Staff edit them; the links of old terms go on working."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from practices.text.plain import is_among

from . import texts
from .replaceable import Replaceable

SLUG_HELP = _("Part of its links: small letters without accents, digits and hyphens, for example ‘remittances’.")


class Term(Replaceable):
    """One term of a vocabulary, such as 'Remittances'."""

    slug = texts.SlugField(
        _("link name"),
        max_length=80,
        unique=True,
        help_text=SLUG_HELP,
    )
    name = texts.LineField(_("name"), max_length=120)
    description = texts.LineField(
        _("description"), max_length=400, blank=True, help_text=_("One sentence: what belongs under this term.")
    )
    aliases = texts.TextField(
        _("other names"),
        max_length=2000,
        blank=True,
        help_text=_("What else people call it, one name per line. Readers can search for these."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Replaceable.Meta):
        abstract = True
        ordering = ["order", "slug"]

    TEXTS: ClassVar[tuple[str, ...]] = ("name", "description", "aliases")
    NAMES = ("name", "aliases")
    # The path from a term to the practices that use it (see `change.py`).
    PRACTICE_PATHS: tuple[str, ...] = ("practices",)
    # What a link names the term by, and the path to what it stands under, where there is such a thing.
    VALUE = "slug"
    PARENT: str | None = None
    INDEXED: tuple[str, ...] = ("slug", "merged_into")

    def __str__(self) -> str:
        return str(self.name)

    def clean(self) -> None:
        super().clean()
        self._refuse_a_name_twice()

    def _refuse_a_name_twice(self) -> None:
        """Two terms of one name would be two boxes that nobody can tell apart."""
        vocabulary: Any = type(self)
        others = vocabulary._base_manager.filter(merged_into=None).exclude(pk=self.pk)
        for code, _language in settings.LANGUAGES:
            name = getattr(self, f"name_{code}")
            if self.merged_into is None and name and is_among(name, others.values_list(f"name_{code}", flat=True)):
                raise ValidationError({f"name_{code}": _("Another term has this name already.")})


class PolicyArea(Term):
    """What a practice acts on, such as remittances or the regulation of recruitment."""

    class Group(models.TextChoices):
        """Five groups, each of which has a hue and a shape on the pages."""

        GOVERN = "govern", _("Knowledge and government")
        COOPERATE = "cooperate", _("Working together")
        PROTECT = "protect", _("Protection and rules")
        MONEY = "money", _("Money and ties with home")
        MOVE = "move", _("Mobility, skills, inclusion")

    group = models.CharField(
        _("group"),
        max_length=10,
        choices=Group.choices,
        blank=True,
        help_text=_("Under which heading it stands on the first page, and in which colour."),
    )

    class Meta(Term.Meta):
        verbose_name = _("policy area")
        verbose_name_plural = _("policy areas")


class MigrationPhase(Term):
    """A stage of a labour migrant's way, in order, from planning to return."""

    class Meta(Term.Meta):
        verbose_name = _("migration phase")
        verbose_name_plural = _("migration phases")


class StakeholderType(Term):
    """A kind of body that takes part in a practice."""

    class Meta(Term.Meta):
        verbose_name = _("stakeholder type")
        verbose_name_plural = _("stakeholder types")


class SkillLevel(Term):
    """The skills of the workers whom a practice concerns."""

    class Meta(Term.Meta):
        verbose_name = _("skill level")
        verbose_name_plural = _("skill levels")


class MobilityType(Term):
    """Whether workers move for a time, to and fro, or for good."""

    class Meta(Term.Meta):
        verbose_name = _("kind of mobility")
        verbose_name_plural = _("kinds of mobility")


_M49 = RegexValidator(r"^\d{3}$", _("Three digits, for example 015."))


class Region(Term):
    """A region of the United Nations' M49 standard. Regions contain sub-regions."""

    m49 = texts.LineField(_("M49 code"), max_length=3, unique=True, validators=[_M49])
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )

    PRACTICE_PATHS = (
        "practices",
        "children__practices",
        "children__children__practices",
        "countries__participations__practice",
        "children__countries__participations__practice",
        "children__children__countries__participations__practice",
    )
    PARENT = "parent__slug"
    INDEXED = ("slug", "merged_into", "parent")

    class Meta(Term.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def clean(self) -> None:
        super().clean()
        if self._is_in_a_circle("parent"):
            raise ValidationError({"parent": _("These regions would be part of each other in a circle.")})


class Country(Term):
    """A country or territory of ISO 3166-1."""

    code = texts.LineField(
        _("ISO code"), max_length=2, unique=True, validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters."))]
    )
    iso3 = texts.LineField(
        _("ISO code of three letters"),
        max_length=3,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters."))],
    )
    m49 = texts.LineField(_("M49 code"), max_length=3, unique=True, validators=[_M49])
    region = models.ForeignKey(
        Region, verbose_name=_("region"), on_delete=models.PROTECT, null=True, blank=True, related_name="countries"
    )
    independent = models.BooleanField(_("independent"), default=True)

    LINK_NAMES = ("slug", "code")
    PRACTICE_PATHS = ("participations__practice",)
    VALUE = "code"
    PARENT = "region__slug"
    INDEXED = ("code", "merged_into", "region")

    class Meta(Term.Meta):
        ordering = ["slug"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")
