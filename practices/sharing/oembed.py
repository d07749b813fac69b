"""What oEmbed 1.0 asks and answers (https://oembed.com/)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.citing.entry import catalogue_name
from practices.text.plain import printable
from practices.text.xml import add, written
from practices.web.addresses import absolute

from . import pictures
from .embedding import WIDTH, Embedding

FORMATS = ("json", "xml")
CACHE_AGE = 24 * 3600  # seconds
_LARGEST = 10**6  # CSS pixels

_OTHER_LANGUAGES = "|".join(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
# What a page is about, and its address. After a practice's number stands a slug of today, one of former times, or none.
PRACTICE, COUNTRY, GAPS = "practice", "country", "gaps"
_PAGES = {
    PRACTICE: r"practices/([0-9]{1,12})(?:/[^/]*)?/?",
    COUNTRY: r"countries/([^/]{1,300})/?",
    GAPS: r"(gaps)/?",
}
_ADDRESSES = {kind: re.compile(rf"(?:/({_OTHER_LANGUAGES}))?/{page}", re.IGNORECASE) for kind, page in _PAGES.items()}


@dataclass(frozen=True)
class Question:
    """What a site asks for: a page, in a language, within a size."""

    kind: str  # empty: the address is of nothing that has a card
    name: str  # the number of a practice, the code of a country
    parameters: str  # of the page, as they stand in its address
    language: str
    max_width: int
    max_height: int

    @classmethod
    def from_parameters(cls, parameters: QueryDict) -> Question:
        """Read the parameters of a request. Raise ValueError, with the reason, where they make no sense."""
        page = _page_at(parameters.get("url", ""))
        return cls(*page, _limit(parameters, "maxwidth"), _limit(parameters, "maxheight"))


def _page_at(address: str) -> tuple[str, str, str, str]:
    """Return what the page at an address is about, its name, its parameters and its language."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError(_("Give the address of a page of this catalogue as ‘url’, beginning with https://"))
    if parts.netloc.lower() == urlsplit(settings.SITE_URL).netloc.lower():
        for kind, pattern in _ADDRESSES.items():
            if match := pattern.fullmatch(unquote(parts.path)):
                return kind, match[2], parts.query, (match[1] or settings.LANGUAGE_CODE).lower()
    return "", "", "", settings.LANGUAGE_CODE


def _limit(parameters: QueryDict, name: str) -> int:
    """Return how wide or high the card may be at most."""
    given = parameters.get(name) or str(_LARGEST)
    if not re.fullmatch("[0-9]{1,9}", given) or int(given) == 0:
        raise ValueError(_("Give a number of pixels as ‘%(name)s’.") % {"name": name})
    return int(given)


def answer(embedding: Embedding, picture: str, question: Question) -> dict[str, Any]:
    """Return how a site may show a page that has a card, and a picture at some path."""
    width = min(WIDTH, question.max_width)
    height = min(embedding.height_for(width), question.max_height)
    found: dict[str, Any] = {
        "type": "rich",
        "version": "1.0",
        "title": printable(embedding.title),
        "provider_name": catalogue_name(),
        "provider_url": absolute(reverse("home")),
        "cache_age": CACHE_AGE,
        "html": printable(embedding.frame(width, height)),
        "width": width,
        "height": height,
    }
    # The picture must keep to the limits too, and can't be read when it is small.
    if question.max_width >= pictures.WIDTH and question.max_height >= pictures.HEIGHT:
        found["thumbnail_url"] = absolute(picture)
        found["thumbnail_width"], found["thumbnail_height"] = pictures.WIDTH, pictures.HEIGHT
    return found


def xml(answer: dict[str, Any]) -> bytes:
    """Write an answer as XML."""
    root = Element("oembed")
    for name, value in answer.items():
        add(root, name, value)
    return written(root)
