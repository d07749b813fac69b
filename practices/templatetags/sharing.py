"""What templates need to tell other sites and networks of a page."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from practices.citing.entry import Entry
from practices.discovery.country import Profile
from practices.discovery.gaps import GapMap
from practices.sharing.embedding import Embedding, of_country, of_gaps, of_practice
from practices.sharing.embedding import quotation as quotation_of
from practices.web.addresses import absolute as address_of

register = template.Library()

# Open Graph names a language with a country: the one whose spelling we follow, or where most of its readers are.
_LOCALES = {"en": "en_GB", "fr": "fr_FR", "es": "es_ES"}


@register.filter
def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return address_of(path)


@register.filter
def share_url(path: str) -> str:
    """The address of the page that shares the question at some path of this site."""
    return f"{reverse('share')}?{urlencode({'to': path})}"


@register.filter
def locale(language: str) -> str:
    """A language as Open Graph names it."""
    return _LOCALES.get(language, language)


@register.filter
def embedding(shown: Entry | Profile | GapMap) -> Embedding:
    """What a partner copies to put a practice, a country or a gap map on a page."""
    if isinstance(shown, Profile):
        return of_country(shown.country.value, shown.country.name)
    if isinstance(shown, GapMap):
        asked = shown.asked.closed
        return of_gaps(asked.url(reverse("embed-gaps")), asked.url(reverse("gaps")), len(shown.rows))
    return of_practice(shown)


@register.filter
def quotation(entry: Entry) -> str:
    """The HTML of a practice without a frame."""
    return quotation_of(entry)
