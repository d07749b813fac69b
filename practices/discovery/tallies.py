"""How many named practices and how many approaches: what somebody did and what is recommended stay apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.models import Practice

from .criteria import Criteria

SPLIT = "evidence_basis"
EVERYTHING = Criteria()


@dataclass(frozen=True)
class Tally:
    """Two numbers, and the question that finds what was counted."""

    named: int = 0
    approaches: int = 0
    criteria: Criteria = EVERYTHING

    @classmethod
    def of(cls, counts: Mapping[str, int], criteria: Criteria) -> Tally:
        """Return the tally of counts by kind of entry."""
        kinds = Practice.EvidenceBasis
        return cls(counts.get(kinds.NAMED_PRACTICE, 0), counts.get(kinds.APPROACH, 0), criteria)

    @property
    def total(self) -> int:
        return self.named + self.approaches

    @property
    def words(self) -> str:
        """Both numbers as words: '6 named practices, 4 approaches'."""
        parts = [self.named_words] if self.named else []
        parts += [self.approaches_words] if self.approaches else []
        return ", ".join(parts) or _("no practice yet")

    @property
    def named_words(self) -> str:
        return ngettext("%(count)s named practice", "%(count)s named practices", self.named) % {"count": self.named}

    @property
    def approaches_words(self) -> str:
        return ngettext("%(count)s approach", "%(count)s approaches", self.approaches) % {"count": self.approaches}
