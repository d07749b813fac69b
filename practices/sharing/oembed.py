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

from practices.citing.entry import Entry
from practices.text.plain import printable
from practices.text.xml import add, written
from practices.web.addresses import absolute

from . import pictures
from .embedding import WIDTH, Embedding, height_for

FORMATS = ("json", "xml")
CACHE_AGE = 24 * 3600  # seconds
_LARGEST = 10**6  # CSS pixels

_OTHER_LANGUAGES = "|".join(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
# Whatever stands after the number: a slug of today, one of former times, or nothing.
_PRACTICE = re.compile(rf"(?:/({_OTHER_LANGUAGES}))?/practices/([0-9]{{1,12}})(?:/[^/]*)?/?", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """What a site asks for: a practice, in a language, within a size."""

    number: int | None  # None: the address is of no practice of ours
    language: str
    max_width: int
    max_height: int

    @classmethod
    def from_parameters(cls, parameters: QueryDict) -> Question:
        """Read the parameters of a request. Raise ValueError, with the reason, where they make no sense."""
        number, language = _practice_at(parameters.get("url", ""))
        return cls(number, language, _limit(parameters, "maxwidth"), _limit(parameters, "maxheight"))


def _practice_at(address: str) -> tuple[int | None, str]:
    """Return the id and the language in the address of a practice's page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError(_("Give the address of a practice's page as ‘url’, beginning with https://"))
    match = _PRACTICE.fullmatch(unquote(parts.path))
    if match is None or parts.netloc.lower() != urlsplit(settings.SITE_URL).netloc.lower():
        return None, settings.LANGUAGE_CODE
    return int(match[2]), (match[1] or settings.LANGUAGE_CODE).lower()


def _limit(parameters: QueryDict, name: str) -> int:
    """Return how wide or high the card may be at most."""
    given = parameters.get(name, str(_LARGEST))
    if not re.fullmatch("[0-9]{1,9}", given) or int(given) == 0:
        raise ValueError(_("Give a number of pixels as ‘%(name)s’.") % {"name": name})
    return int(given)


def answer(entry: Entry, question: Question) -> dict[str, Any]:
    """Return how a site may show a practice."""
    width = min(WIDTH, question.max_width)
    height = min(height_for(width), question.max_height)
    found: dict[str, Any] = {
        "type": "rich",
        "version": "1.0",
        "title": printable(entry.title),
        "provider_name": entry.catalogue,
        "provider_url": absolute(reverse("home")),
        "cache_age": CACHE_AGE,
        "html": printable(Embedding(entry).frame(width, height)),
        "width": width,
        "height": height,
    }
    # The picture must keep to the limits too, and can't be read when it is small.
    if question.max_width >= pictures.WIDTH and question.max_height >= pictures.HEIGHT:
        found["thumbnail_url"] = absolute(reverse("picture", args=[entry.number]))
        found["thumbnail_width"], found["thumbnail_height"] = pictures.WIDTH, pictures.HEIGHT
    return found


def xml(answer: dict[str, Any]) -> bytes:
    """Write an answer as XML."""
    root = Element("oembed")
    for name, value in answer.items():
        add(root, name, value)
    return written(root)
