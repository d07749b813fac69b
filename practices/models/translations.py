"""The language that each text is shown in, and how far each translation of a practice can be trusted: whether a named
person has confirmed it, and whether the English has changed since.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_
from typing import Any, ClassVar, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from . import texts

ORIGINAL = "en"  # what everything is written in, and translated from
LANGUAGES = {code: name for code, name in settings.LANGUAGES if code != ORIGINAL}
FIELDS = ("confirmed_by", "confirmed_on", "outdated")  # each once for each of these languages, as `columns` makes them


def language_of(thing: object, name: str) -> str:
    """Return the language in which one of the TEXTS of a thing is shown: the reader's, or English where it is not
    translated. Each is translated for itself, so those of one thing may differ.
    """
    language = get_language() or ORIGINAL
    return language if getattr(thing, f"{name}_{language}") else ORIGINAL


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
    """Mixin of what has these fields, and TEXTS: what it is written in, and how far to trust that.

    It is translated into a language if all that is written in English is; partly, if only some of it is.
    """

    TEXTS: ClassVar[tuple[str, ...]]

    @classmethod
    def is_written_in(cls, language: str) -> Q:
        """Whether all its text exists in a language, as a condition for queries."""
        return reduce(
            and_, (Q(**{f"{name}_{language}__gt": ""}) | ~Q(**{f"{name}_{ORIGINAL}__gt": ""}) for name in cls.TEXTS)
        )

    @property
    def text_languages(self) -> list[str]:
        """The languages in which all its text exists."""
        return [code for code in self.begun_languages if not self._missing(code)]

    @property
    def begun_languages(self) -> list[str]:
        """The languages in which any of its text exists."""
        return [code for code, _name in settings.LANGUAGES if any(self._text(name, code) for name in self.TEXTS)]

    @property
    def text_language(self) -> str:
        """The language of its text as a whole: the reader's, or English where it is not, or only partly, translated."""
        language = get_language() or ORIGINAL
        return language if language in self.text_languages else ORIGINAL

    @property
    def is_translated(self) -> bool:
        """Whether all its text exists in the reader's language."""
        return self.text_language == (get_language() or ORIGINAL)

    @property
    def is_partly_translated(self) -> bool:
        """Whether some of its text exists in the reader's language, and some does not."""
        return not self.is_translated and get_language() in self.begun_languages

    @property
    def shown_languages(self) -> dict[str, str]:
        """The language that each of its texts is shown in, by name."""
        language = get_language() or ORIGINAL
        written = [name for name in self.TEXTS if self._text(name, ORIGINAL)]
        return {name: language if self._text(name, language) else ORIGINAL for name in written}

    @property
    def translations(self) -> list[Translation]:
        """What is known of each translation that there is, whole or in part."""
        return [self._known(code) for code in self.begun_languages if code != ORIGINAL]

    @property
    def translation(self) -> Translation | None:
        """What is known of the translation that its text, or some of it, is shown in. None for English."""
        language = get_language()
        if language not in LANGUAGES or not any(self._text(name, language) for name in self.TEXTS):
            return None
        return self._known(language)

    def _text(self, name: str, language: str) -> str:
        return getattr(self, f"{name}_{language}") or ""

    def _missing(self, language: str) -> list[str]:
        """Return the names of the texts that are in English only."""
        return [name for name in self.TEXTS if self._text(name, ORIGINAL) and not self._text(name, language)]

    def _known(self, language: str) -> Translation:
        return Translation(language, *(getattr(self, f"{name}_{language}") for name in FIELDS))
