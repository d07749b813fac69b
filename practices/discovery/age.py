"""How old one practice is, as a line of years: when it was done, reported, published, entered here, and looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from practices.models import Practice

BEGAN, ENDED, REPORTED, PUBLISHED, ENTERED, CHECKED, DUE = (
    "began",
    "ended",
    "reported",
    "published",
    "entered",
    "checked",
    "due",
)
_DOCUMENTED = {BEGAN, ENDED, REPORTED, PUBLISHED}


@dataclass(frozen=True)
class Mark:
    """Something that happened to a practice, and the year of it."""

    kind: str
    year: int
    words: str  # that stand beside the year

    @property
    def is_documented(self) -> bool:
        """Whether a document tells of it, rather than this catalogue."""
        return self.kind in _DOCUMENTED


class Age:
    """What is known of a practice's years, in order. What is not known is left out."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice

    @cached_property
    def marks(self) -> list[Mark]:
        """What happened, in the order of the years. A document that tells of its own year has one mark."""
        one = self.practice
        reported = one.reported_on and one.reported_on.year
        known = [
            (BEGAN, one.start_year, pgettext("below a year", "began")),
            (ENDED, one.end_year, pgettext("below a year", "ended")),
            (REPORTED, reported, pgettext("below a year", "reported")),
            (PUBLISHED, one.document_year, pgettext("below a year", "published")),
            (ENTERED, one.published_at and one.published_at.year, pgettext("below a year", "entered here")),
            (CHECKED, one.verified_on and one.verified_on.year, pgettext("below a year", "checked")),
            (DUE, one.review_due and one.review_due.year, pgettext("below a year", "review due")),
        ]
        return sorted((Mark(kind, year, words) for kind, year, words in known if year), key=lambda mark: mark.year)

    @property
    def is_checked(self) -> bool:
        return self.practice.verified_on is not None

    @property
    def words(self) -> str:
        """All of it as a sentence: 'Timeline: reported 2007, published 2010, entered here 2026'."""
        told = ", ".join(f"{mark.words} {mark.year}" for mark in self.marks)
        return _("Timeline: %(years)s") % {"years": told}
