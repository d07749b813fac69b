"""Where the mirror has an address: in a file, in the small search, or nowhere, since it needs the site."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, quote

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import override

from practices.taxonomy.facets import BY_NAME, NOT
from practices.taxonomy.vocabularies import LANGUAGES

ORIGINAL = "en"  # the language whose addresses have no prefix
MOST_PAGES = 50  # of one list: what lies beyond, the small search lists, too

# Beginnings of routes that answer each reader anew, or take what readers send.
_NEEDING_THE_SITE = (
    *("admin/", "api/", "propose/", "preview/", "oai", "oembed", "healthz", "readyz", "metrics", "styleguide/"),
    *("practices/suggest", "opensearch.xml", "site.webmanifest", "selection/", "compare", "briefings/"),
)
_NEGOTIATED = {"dcat-as-wanted"}  # one address, several contents
_ALONE = {"page", "cell", "role"}  # parameters of pages other than the browse page of which one alone is a page
_STEP = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_SAFE = re.compile(rf"/(\.well-known/)?({_STEP}/)*({_STEP}\.[A-Za-z0-9]+|SHA256SUMS)?")
_LONGEST_NAME = 120  # characters of a file's name that come from a query


class Kind(enum.Enum):
    """Who answers an address."""

    HERE = "a file of the mirror"
    SEARCH = "the small search"
    LIVE = "the site alone"


@dataclass(frozen=True)
class Place:
    """Where an address leads in the mirror: to a file, or with a query to the small search."""

    kind: Kind
    file: str = ""
    query: str = ""


LIVE = Place(Kind.LIVE)


def language_of(path: str) -> str:
    """Return the language of a page by its path."""
    code = path[1:3]
    return code if code in LANGUAGES and code != ORIGINAL and path[3:4] == "/" else ORIGINAL


def search_page(language: str) -> str:
    """Return the file of the small search in one language."""
    return "search.html" if language == ORIGINAL else f"{language}/search.html"


def search_data(language: str) -> str:
    """Return the file of what the small search searches in one language."""
    return f"search/{language}.js"


_OWN = {find(language) for language in LANGUAGES for find in (search_page, search_data)}


@lru_cache(maxsize=100_000)
def place_of(address: str) -> Place:
    """Return where the mirror has an address of the site, which is a path with or without a query."""
    path, _mark, query = address.partition("?")
    if not _SAFE.fullmatch(path):
        return LIVE
    if path[1:] in _OWN:
        return Place(Kind.SEARCH, path[1:], query)
    if path.startswith(settings.STATIC_URL) or (Path(settings.WHITENOISE_ROOT) / path[1:]).is_file():
        return Place(Kind.HERE, path[1:])
    match = matched(path)
    if match is None or match.route.startswith(_NEEDING_THE_SITE) or match.route.endswith("picture.png"):
        return LIVE
    if match.url_name in _NEGOTIATED:
        return LIVE
    pairs = parse_qsl(query, keep_blank_values=True)
    if match.url_name == "browse":
        is_here = _is_list(pairs)
    else:
        is_here = not pairs or (len(pairs) == 1 and pairs[0][0] in _ALONE and path.endswith("/"))
    if is_here:
        return Place(Kind.HERE, _file(path, pairs))
    if match.url_name == "browse":
        return Place(Kind.SEARCH, search_page(language_of(path)), query)
    return LIVE


@lru_cache(maxsize=100_000)
def matched(path: str) -> ResolverMatch | None:
    """Return which view answers a path, in whatever language, or None where none does."""
    language = language_of(path)
    with override(ORIGINAL):
        try:
            return resolve(path if language == ORIGINAL else path[3:])
        except Resolver404:
            return None


def _is_list(pairs: list[tuple[str, str]]) -> bool:
    """Whether a question of the browse page is a list of the mirror: all practices, or those of one value of a facet,
    each page of them; or all in another order, or beside all values of a facet.
    """
    names = [name for name, _value in pairs]
    pages = [value for name, value in pairs if name == "page"]
    chosen = [(name, value) for name, value in pairs if name in BY_NAME and not BY_NAME[name].within]
    if any(not page.isdigit() or int(page) > MOST_PAGES for page in pages) or len(pages) > 1:
        return False
    if len(chosen) + len(pages) == len(pairs):
        return len(chosen) < 2 and not any(value.startswith(NOT) for _name, value in chosen)
    return names in (["sort"], ["more"])


def _file(path: str, pairs: list[tuple[str, str]]) -> str:
    """Return the file of an address. A web server can make its name out of the path and a query of plain signs."""
    if not path.endswith("/"):
        return path[1:]
    if not pairs:
        return f"{path[1:]}index.html"
    name = "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in pairs)
    return f"{path[1:]}@{name.replace('%', '~')[:_LONGEST_NAME]}.html"
