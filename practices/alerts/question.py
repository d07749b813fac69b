"""What an alert is about: a question as the browse page has it, or one practice."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext as _
from pyroaring import BitMap

from practices import search
from practices.discovery.browse import Browse
from practices.discovery.criteria import PARAMETERS as OF_QUESTIONS
from practices.discovery.criteria import Criteria
from practices.feeds import naming
from practices.feeds import question as feeds
from practices.models import LARGEST_ID, Alert, Practice
from practices.search import Snapshot
from practices.web.addresses import absolute

PRACTICE = "practice"
PARAMETERS = (*OF_QUESTIONS, PRACTICE)


class NoPractice(Exception):
    """There is no published practice of that number."""


@dataclass
class Question:
    """A question, with what it finds."""

    asked: Criteria
    practice_id: int | None = None
    snapshot: Snapshot = field(default_factory=search.snapshot)

    @classmethod
    def from_parameters(cls, parameters: MultiValueDict, snapshot: Snapshot | None = None) -> Question:
        """Read the parameters of a request. Raise NoPractice where they name one that readers can't see."""
        snapshot = snapshot or search.snapshot()
        if not (number := parameters.get(PRACTICE, "")):
            return cls(Criteria.from_parameters(parameters), snapshot=snapshot)
        if not (number.isascii() and number.isdigit() and len(number) < 13 and int(number) <= LARGEST_ID):
            raise NoPractice(number)
        return cls(Criteria(), int(number), snapshot)._if_there()

    def _if_there(self) -> Question:
        if not self.is_there:
            raise NoPractice(self.practice_id)
        return self

    @classmethod
    def from_text(cls, text: str, snapshot: Snapshot | None = None) -> Question:
        """Read what an alert keeps, also where its practice was withdrawn since."""
        parameters = QueryDict(text)
        number = parameters.get(PRACTICE)
        return cls(Criteria.from_parameters(parameters), int(number) if number else None, snapshot or search.snapshot())

    @classmethod
    def from_address(cls, address: str) -> Question:
        """Read the address of a page of results, or of a practice. Raise NoPractice, and ValueError for any other."""
        parts = urlsplit(address.strip())
        try:
            with override(get_language_from_path(parts.path) or settings.LANGUAGE_CODE):
                match = resolve(parts.path)
        except Resolver404:
            raise ValueError(address) from None
        if match.url_name in {"practice", "practice-by-id"}:
            return cls(Criteria(), match.kwargs["pk"])._if_there()
        if match.url_name in {"browse", "alert-new"}:
            return cls.from_parameters(QueryDict(parts.query))
        raise ValueError(address)

    @cached_property
    def found(self) -> Browse:
        """What it finds."""
        ids = [pk for pk in (self.practice_id, self.practice and self.practice.pk) if pk]
        within = BitMap(ids) if ids else None
        return Browse(self.asked, self.snapshot, page_size=1, clamp=False, within=within)

    @cached_property
    def practice(self) -> Practice | None:
        """The only practice that it is about: what that was merged into, if it was."""
        practice = Practice.objects.filter(pk=self.practice_id).first() if self.practice_id else None
        return practice.leads_to if practice else None

    @property
    def is_there(self) -> bool:
        """Whether readers can see what it is about."""
        return self.practice_id is None or bool(self.practice and self.practice.is_published)

    @property
    def can_be_told(self) -> bool:
        """Whether it can be answered as it was asked, and kept."""
        found = self.found
        return not (found.criteria.is_refused or feeds.widening(found)) and len(self.text) <= Alert.LONGEST

    @property
    def text(self) -> str:
        """The same text for the same question. Unknown values are left out, as its page says."""
        if self.practice:
            return urlencode({PRACTICE: self.practice.pk})
        return urlencode(sorted(self.found.criteria.with_sort("").with_page(1).parameters()))

    @property
    def in_words(self) -> str:
        """What is asked, in the reader's language."""
        if self.practice:
            return self.practice.title
        if self.practice_id:
            return _("A practice that is here no more")
        return self.found.in_full or _("all practices of the catalogue")

    @property
    def page(self) -> str:
        """The full address of the page that shows it."""
        if self.practice:
            return absolute(self.practice.get_absolute_url())
        return absolute(self.found.criteria.with_sort("").with_page(1).url(reverse("browse")))

    @property
    def feed(self) -> str:
        """The full address of the feed that tells the same."""
        if self.practice:
            return naming.changes_address(self.practice.pk)
        return naming.question_address(self.found.criteria)
