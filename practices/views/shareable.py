"""What can be shared by a short address: the pages of this site that answer a question, each written in one way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.discovery.browse import Browse
from practices.discovery.criteria import PARAMETERS, Criteria
from practices.discovery.gaps import Asked, GapMap
from practices.discovery.parameters import unknown
from practices.models import Practice, ShortAddress
from practices.search import Snapshot
from practices.taxonomy.vocabularies import LANGUAGES

from .refusals import problem

# By the names of their addresses. Other pages have short addresses of their own, such as /practices/23/.
GAPS = "gaps"
_OF_CHOSEN = ("selection", "compare")  # without any, these show what the reader alone keeps
PAGES = ("browse", GAPS, *_OF_CHOSEN)
_MOST_NAMED = 10  # practices


@dataclass(frozen=True)
class Shareable:
    """A question at a page of this site."""

    page: str  # the name of its address
    address: str  # path and query: the same, whichever way the question was written
    found: Browse

    @property
    def is_of_chosen(self) -> bool:
        """Whether it shows practices that somebody has chosen one by one, in their order."""
        return self.page in _OF_CHOSEN

    @property
    def heading(self) -> str:
        """What is done with it."""
        words = {"selection": _("Share a selection"), "compare": _("Share a comparison")}
        return words.get(self.page) or _("Share a question")

    @cached_property
    def practices(self) -> list[Practice]:
        """Those of a selection or a comparison: the first, if there are many."""
        found: list[Practice] = Practice.objects.in_order(self.found.whole().ids[:_MOST_NAMED])
        return found

    @property
    def unnamed(self) -> int:
        """How many there are beside these."""
        return self.found.total - len(self.practices)

    @property
    def words(self) -> str:
        """What is asked."""
        return self.found.in_full or _("All practices")

    @property
    def picture(self) -> str:
        """The path of its picture for chats. The gap map has one without a question."""
        if self.page == GAPS:
            return reverse("picture-of-gaps")
        return replace(self.found.criteria, sort="").url(reverse("picture-of-question"))


def read(address: str, snapshot: Snapshot, language: str = "") -> Shareable:
    """Return what is at an address, with or without the site's own before it; the same in another `language` if given.

    Raise ValueError, with the reason for who gave it, where it is nothing of this site that can be shared.
    """
    path, query = _parted(address)
    own, match = _resolved(path)
    if match is None or match.url_name not in PAGES:
        raise ValueError(_nothing())
    page = str(match.url_name)
    parameters = QueryDict(query)
    if others := unknown(parameters, getattr(match.func, "takes", PARAMETERS)):
        raise ValueError(" ".join(one.refusal for one in others))
    shared = _of_gaps if page == GAPS else _of_question
    with override(language or own):
        base = reverse(page)
    found, canonical = shared(parameters, base, snapshot)
    if wrong := problem(found):
        raise ValueError(wrong)
    if page in _OF_CHOSEN and found.criteria.is_empty:
        raise ValueError(_nothing())
    if len(canonical) > ShortAddress.LONGEST:
        raise ValueError(_("This question is too long to be shared: choose less."))
    return Shareable(page, canonical, found)


def _nothing() -> str:
    return _("There is no list of practices at this address that could be shared.")


def _parted(address: str) -> tuple[str, str]:
    """Return path and query of an address of this site."""
    address = address.strip()
    if len(address) > ShortAddress.LONGEST:
        raise ValueError(_("This question is too long to be shared: choose less."))
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("http://")
    site = urlsplit(settings.SITE_URL).netloc.lower()
    is_ours = parts.netloc.lower() == site if parts.scheme in {"http", "https"} else not (parts.scheme or parts.netloc)
    if not is_ours:
        raise ValueError(_("Only addresses of this catalogue can be shared: %(site)s/…") % {"site": settings.SITE_URL})
    return unquote(parts.path), parts.query


def _resolved(path: str) -> tuple[str, ResolverMatch | None]:
    """Return the language of a path, and the page that it leads to, or None."""
    code = path[1:3] if path[1:3] in LANGUAGES and path[3:4] == "/" else settings.LANGUAGE_CODE
    with override(code):
        try:
            return code, resolve(path)
        except Resolver404:
            return code, None


def _of_question(parameters: Any, base: str, snapshot: Snapshot) -> tuple[Browse, str]:
    found = Browse(Criteria.from_parameters(parameters).with_page(1), snapshot, page_size=1)
    return found, _in_one_way(found.canonical).url(base)


def _of_gaps(parameters: Any, base: str, snapshot: Snapshot) -> tuple[Browse, str]:
    asked = Asked.from_parameters(parameters)
    gaps = GapMap(asked, snapshot)
    if asked.ignored:
        raise ValueError(next(gaps.messages).text)
    return gaps.found, asked.asking(_in_one_way(gaps.found.canonical)).url(base)


def _in_one_way(criteria: Criteria) -> Criteria:
    """Return a question as who asks the same writes it, too: in whatever order they chose, and without defaults."""
    selections = tuple((name, tuple(sorted(values))) for name, values in criteria.selections)
    usual = replace(criteria, sort="").effective_sort
    return replace(criteria, selections=selections, sort="" if criteria.sort == usual else criteria.sort, page=1)
