"""What templates need to tell other sites and networks of a page."""

from __future__ import annotations

from django import template

from practices.citing.entry import Entry
from practices.sharing.embedding import Embedding
from practices.web.addresses import absolute as address_of

register = template.Library()

# Open Graph names a language with a country: the one whose spelling we follow, or where most of its readers are.
_LOCALES = {"en": "en_GB", "fr": "fr_FR", "es": "es_ES"}


@register.filter
def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return address_of(path)


@register.filter
def locale(language: str) -> str:
    """A language as Open Graph names it."""
    return _LOCALES.get(language, language)


@register.filter
def embedding(entry: Entry) -> Embedding:
    """What a partner copies to put a practice on a page."""
    return Embedding(entry)
