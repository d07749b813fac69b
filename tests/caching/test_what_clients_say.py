"""What one client says of itself, or of the way to the site, is never in the page that another one gets."""

from __future__ import annotations

from typing import Any

import brotli
import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from practices.models import Practice
from tests import factories
from tests.caching.keeping import keeping_pages

ADDRESSES = (
    "/",
    "/fr/",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/partners/",
    "/practices/",
    "/practices/?q=fees",
    "/gaps/?q=fees",
    "/gaps.csv",
    "/corridors/",
    "/corridors/MA/EG/",
    "/corridors.csv",
    "/practices/{pk}/{slug}/",
    "/practices/{pk}.json",
    "/practices/{pk}.ris",
    "/practices/feed.atom",
    "/practices/export.csv",
    "/practices/suggest?q=fee",
    "/embed/{pk}/",
    "/oembed?url=http://127.0.0.1:8000/practices/{pk}/",
    "/api/v1/practices",
    "/api/v1/openapi.json",
    "/dcat.jsonld",
    "/sitemap.xml",
    "/site.webmanifest",
)
# As WSGI has them.
SAID: dict[str, dict[str, Any]] = {
    "another root": {"SCRIPT_NAME": "/practices"},
    "another root, by header": {"HTTP_SCRIPT_NAME": "/evil", "HTTP_X_SCRIPT_NAME": "/evil"},
    "another path": {"HTTP_PATH_INFO": "/evil", "HTTP_X_ORIGINAL_URL": "/evil", "HTTP_X_REWRITE_URL": "/evil"},
    "another host": {"HTTP_HOST": "localhost:1234", "SERVER_NAME": "localhost", "SERVER_PORT": "1234"},
    "another host, by proxy": {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_FORWARDED_SERVER": "evil.example",
        "HTTP_X_FORWARDED_PORT": "1234",
        "HTTP_X_FORWARDED_PREFIX": "/evil",
        "HTTP_FORWARDED": "host=evil.example;proto=https",
    },
    "another scheme": {"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_FRONT_END_HTTPS": "on"},
    "another method": {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST", "HTTP_X_METHOD_OVERRIDE": "DELETE"},
    "htmx": {
        "HTTP_HX_REQUEST": "true",
        "HTTP_HX_BOOSTED": "true",
        "HTTP_HX_TARGET": "results",
        "HTTP_HX_CURRENT_URL": "http://evil.example/",
    },
    "what it takes": {
        "HTTP_ACCEPT": "application/json",
        "HTTP_ACCEPT_ENCODING": "br",
        "HTTP_RANGE": "bytes=0-9",
        "HTTP_SAVE_DATA": "on",
    },
    "who it is": {
        "HTTP_COOKIE": "django_language=es; csrftoken=x; messages=x; sessionid=x",
        "HTTP_USER_AGENT": "evil",
        "HTTP_REFERER": "http://evil.example/",
        "HTTP_AUTHORIZATION": "Basic eDp5",
        "REMOTE_USER": "admin",
        "HTTP_REMOTE_USER": "admin",
    },
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(vocabulary: factories.Vocabulary) -> Practice:
    return factories.practice("Lower fees", slug="lower-fees")


def answer(client: Client, address: str, said: dict[str, Any]) -> tuple[int, bytes, dict[str, str]]:
    given = client.get(address, **said)
    # Who has cookies is told that no cache between may keep the page; kept here is the page alone.
    # Each request has its own number.
    left_out = {"Cache-Control", "X-Request-ID"}
    headers = {name: value for name, value in given.headers.items() if name not in left_out}
    content = given.getvalue()
    return given.status_code, brotli.decompress(content) if given.get("Content-Encoding") else content, headers


@pytest.mark.parametrize("name", SAID)
def test_nobody_gets_what_another_one_said(client: Client, shown: Practice, name: str) -> None:
    for address in (address.format(pk=shown.pk, slug=shown.slug) for address in ADDRESSES):
        clean = answer(client, address, {})
        with keeping_pages():
            first = answer(Client(), address, SAID[name])
            assert answer(Client(), address, {}) == clean, address
        assert first[:2] == clean[:2], address


def test_a_page_is_kept_once_however_it_is_asked_for(client: Client, shown: Practice) -> None:
    with keeping_pages():
        client.get("/practices/")
        kept = len(cache._cache)  # type: ignore[attr-defined]
        for port in range(1_000, 1_020):
            client.get("/practices/", HTTP_HOST=f"127.0.0.1:{port}")
        assert len(cache._cache) == kept  # type: ignore[attr-defined]


@override_settings(FORCE_SCRIPT_NAME=None)
def test_the_root_of_the_site_is_no_matter_of_a_request(client: Client, shown: Practice) -> None:
    """Even where a server believes it: the page is kept as what the view saw."""
    with keeping_pages():
        client.get("/", SCRIPT_NAME="/practices")
        assert b"Lower fees" in client.get("/practices/").content
