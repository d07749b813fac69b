"""How far each translation of a practice can be trusted: whether a named person has confirmed it, and whether the
English has changed since.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from . import texts

LANGUAGES = {code: name for code, name in settings.LANGUAGES if code != "en"}
FIELDS = ("confirmed_by", "confirmed_on", "outdated")  # each once for each of these languages, as `columns` makes them


class Translation(NamedTuple):
    """The text of a practice in one language other than English."""

    language: str
    confirmed_by: str
    confirmed_on: date | None
    is_outdated: bool

    @property
    def state(self) -> str:
        """`unofficial` until somebody has confirmed it."""
        return "confirmed" if self.confirmed_by else "unofficial"


def columns(language: str) -> tuple[Any, Any, Any]:
    """Return the fields of one language."""

    def named(name: Any) -> Any:
        return format_lazy("{} ({})", name, LANGUAGES[language])

    return (
        texts.LineField(
            named(_("translation confirmed by")),
            max_length=200,
            blank=True,
            help_text=_("A person whose name readers see. It is taken back when the text of the translation changes."),
        ),
        models.DateField(named(_("translation confirmed on")), null=True, blank=True),
        models.BooleanField(
            named(_("the English has changed since it was translated")),
            default=False,
            help_text=_(
                "Ticked when the English changes. Take the tick away once the translation fits, or still does."
            ),
        ),
    )


def confirmed_on_and_by_together(language: str) -> models.CheckConstraint:
    """Return the rule that a confirmation has a name and a day."""
    by, on = f"confirmed_by_{language}", f"confirmed_on_{language}"
    return models.CheckConstraint(
        condition=Q(**{by: "", f"{on}__isnull": True}) | (Q(**{f"{on}__isnull": False}) & ~Q(**{by: ""})),
        name=f"confirmed_on_and_by_together_{language}",
        violation_error_message=_("Give both: who confirmed the translation, and when."),
    )


class Translated:
    """Mixin of what has these fields, and a title: what it is written in, and how far to trust that."""

    @property
    def text_languages(self) -> list[str]:
        """The languages in which its text exists."""
        return [code for code, _name in settings.LANGUAGES if getattr(self, f"title_{code}", "")]

    @property
    def text_language(self) -> str:
        """The language that its text is shown in: the reader's, or English where it is not translated."""
        language = get_language() or "en"
        return language if language in self.text_languages else "en"

    @property
    def is_translated(self) -> bool:
        """Whether its text exists in the reader's language."""
        return self.text_language == (get_language() or "en")

    @property
    def translations(self) -> list[Translation]:
        """What is known of each translation that there is."""
        return [self._known(code) for code in self.text_languages if code != "en"]

    @property
    def translation(self) -> Translation | None:
        """What is known of the translation that its text is shown in. None for English."""
        return next((one for one in self.translations if one.language == self.text_language), None)

    def _known(self, language: str) -> Translation:
        return Translation(language, *(getattr(self, f"{name}_{language}") for name in FIELDS))
