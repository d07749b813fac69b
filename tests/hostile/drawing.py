"""Addresses, parameters, headers and fields drawn at random, from the routes and the forms that there are."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote, urlencode

from django.urls import Resolver404, get_resolver, resolve
from django.utils import translation
from hypothesis import strategies as st

from tests.editorial import test_permissions_matrix as matrix

from .payloads import PAYLOADS

ECHO = "'\"><hacked>"  # whatever gives this back as it is has let markup in
WORDS = [
    "MA",
    "-MA",
    "ma",
    "EG",
    "remittances",
    "report",
    "bank",
    "planning",
    "africa",
    "words",
    "title",
    "newest",
    "en",
    "fr",
    "*",
]
NUMBERS = ["0", "1", "-1", "2", "00", "1e3", "2147483648", "9" * 30, "٣", "²", "1.5", "2026-11-01", "2026-02-30"]
ODD = [
    "",
    " ",
    "\x00",
    "%",
    "%00",
    "%zz",
    "..",
    "../..",
    "//",
    "\\",
    "\r\nX-Hacked: 1",
    "\ufeff",
    "\U0010ffff",
    "-",
    "*" * 50,
    "a" * 3000,
    '"' * 101,
    "NOT NOT -",
    "OR OR",
    "[]",
    "{}",
    "a[b]",
    "null",
    "true",
    "é" * 300,
    "İ",
    "ﬁ",
    "\u0300" * 200,
]
letters = st.characters(exclude_categories=["Cs"])
value = st.one_of(
    st.sampled_from([ECHO, *WORDS, *NUMBERS]), st.sampled_from([*ODD, *PAYLOADS]), st.text(letters, max_size=20)
)
ROUTES = sorted(set(matrix.routes(get_resolver().url_patterns)))
# What is sent with any question, whatever the page takes.
OFTEN = [
    "q",
    "page",
    "sort",
    "lang",
    "fields",
    "cursor",
    "verb",
    "metadataPrefix",
    "resumptionToken",
    "url",
    "format",
    "next",
    "_popup",
    "o",
    "p",
    "e",
]
HEADERS = [
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "Cookie",
    "Range",
    "If-None-Match",
    "If-Modified-Since",
    "If-Range",
    "Referer",
    "User-Agent",
    "HX-Request",
    "HX-Current-URL",
    "Origin",
    "X-Requested-With",
    "Save-Data",
    "Content-Type",
]
header = st.one_of(
    st.sampled_from(
        [
            *(
                "*/*",
                "*",
                "fr",
                "fr;q=0.5,en",
                "es-419;q=nan",
                "-",
                ",,,;;;",
                "br;q=0, gzip",
                "identity;q=0",
                "application/ld+json",
            ),
            *(
                "bytes=0-",
                "bytes=-1",
                "bytes=5-2,1-",
                "bytes=" + "0-1," * 200,
                '"x"',
                'W/"',
                "Tue, 99 Foo 20260 00:00:00",
                "true",
            ),
            *("sessionid=x; csrftoken=y", "=;=;" * 50, "a" * 3000, "\xff\xfe", "=?utf-8?q?x?=", "0001-01-01"),
        ]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30),
)


@st.composite
def paths(draw: Any, values: dict[str, list[str]]) -> str:
    """Draw a path of any route. `values` are what may stand in it, by the name of its converter."""
    route = re.sub(r"[$^]|\\(?=.)", "", draw(st.sampled_from(ROUTES)))
    route = re.sub(r"\(\?P<\w+>([^)|]*)[^)]*\)", r"\1", route)

    def drawn(found: re.Match[str]) -> str:
        known = values.get(found[2], values.get(found[1] or "", []))
        one = draw(st.one_of(st.sampled_from(known), value)) if known else draw(value)
        return quote(one, safe="" if found[1] != "path:" else "/") or "x"

    path = re.sub(r"<(?:(\w+):)?(\w+)>", drawn, route)
    return f"/{draw(st.sampled_from(['', '', 'fr/', 'es/']))}{path}"


@st.composite
def questions(draw: Any, path: str) -> str:
    """Draw a query: of parameters that a view takes, and of others."""
    try:
        with translation.override("en"):  # whatever the language of the last answer was
            view: Any = resolve(re.sub("^/(fr|es)/", "/", unquote(path))).func
    except Resolver404:
        view = None
    known = [*getattr(view, "takes", ()), *getattr(view, "takes_only", ()), *OFTEN]
    name = st.one_of(st.sampled_from(known), st.sampled_from(known), value)
    return urlencode(draw(st.lists(st.tuples(name, value), max_size=5)))


headers = st.dictionaries(st.sampled_from(HEADERS), header, max_size=3)
