"""What may be retired, or replaced by another of its kind. Nothing that has it is rewritten, so both can be undone."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .former_name import Linked


class Replaceable(Linked):
    """Base of terms, organisations and sources."""

    retired = models.BooleanField(
        _("retired"),
        default=False,
        db_default=False,
        help_text=_("No longer offered for new entries. Its links go on working."),
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("replaced by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        help_text=_("Its links lead to the one chosen here."),
    )

    # The fields that hold what people call it.
    NAMES: ClassVar[tuple[str, ...]] = ("name",)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="%(class)s_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(retired=True),
                name="%(class)s_merged_means_retired",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.merged_into is None:
            return
        if not self.retired:
            raise ValidationError({"retired": _("What is replaced by another must be retired.")})
        if self._is_in_a_circle("merged_into"):
            raise ValidationError({"merged_into": _("They would replace each other in a circle.")})

    @property
    def called(self) -> list[str]:
        """All that it is called, in every language, each once."""
        names = [(name, code) for code, _language in settings.LANGUAGES for name in self.NAMES]
        texts = [getattr(self, f"{name}_{code}" if name in self.TEXTS else name) or "" for name, code in names]
        return list(dict.fromkeys(line.strip() for text in texts for line in text.splitlines() if line.strip()))

    @property
    def meaning(self) -> Self:
        """What counts for this one: itself, or what it was replaced by, over however many steps."""
        one: Any = self
        seen = {self.pk}
        while one.merged_into is not None and one.merged_into.pk not in seen:
            one = one.merged_into
            seen.add(one.pk)
        return one  # type: ignore[no-any-return]

    def _is_in_a_circle(self, relation: str) -> bool:
        """Whether following a relation to the same model leads back to where it has been."""
        seen = {self.pk}
        one: Any = getattr(self, relation)
        while one is not None:
            if one.pk in seen:
                return True
            seen.add(one.pk)
            one = getattr(one, relation)
        return False
