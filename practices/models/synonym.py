"""Words that mean the same, for search."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import texts
from .change import Logged

MOST_WORDS = 20
LONGEST = 80  # characters


class Synonym(Logged):
    """A group of words, phrases and acronyms: whoever searches for one of them finds the others, too."""

    words = texts.TextField(
        _("words that mean the same"),
        max_length=2000,
        help_text=_(
            "One word, phrase or acronym per line, in any language. For example ‘SMS’ on one line and "
            "‘text message’ on the next."
        ),
    )

    retired = models.BooleanField(
        _("retired"), default=False, help_text=_("Search takes no notice of a group that is retired.")
    )
    # The entry of the fixtures that it was loaded from, so that it is not loaded twice.
    fixture = models.SlugField(max_length=80, unique=True, null=True, editable=False)  # noqa: DJ001 (many have none)

    PRACTICE_PATHS = ()
    VALUE = "pk"
    INDEXED = ()

    class Meta:
        ordering = ["words"]
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return ", ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """The words, phrases and acronyms, each once."""
        return list(dict.fromkeys(line.strip() for line in str(self.words).splitlines() if line.strip()))

    def clean(self) -> None:
        super().clean()
        if not 2 <= len(self.lines) <= MOST_WORDS:
            raise ValidationError(
                {"words": _("Write between 2 and %(most)s, each on a line of its own.") % {"most": MOST_WORDS}}
            )
        if long := [line for line in self.lines if len(line) > LONGEST]:
            raise ValidationError(
                {
                    "words": _("‘%(line)s …’ is too long. Write %(most)s characters a line at the most.")
                    % {"line": long[0][:40], "most": LONGEST}
                }
            )
        if without := [line for line in self.lines if not any(char.isalnum() for char in line)]:
            raise ValidationError({"words": _("‘%(line)s’ has neither letter nor digit.") % {"line": without[0]}})
        self.words = "\n".join(self.lines)
