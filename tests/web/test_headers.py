"""Which other sites may show an answer, what a page may ask of the device, and by what names cookies go."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from practices.models import Practice
from practices.web.headers import PERMISSIONS
from tests.catalogue.test_security import manage
from tests.editorial import test_permissions_matrix as matrix

FOR_OTHERS = """/embed/1/ /fr/embed/1/ /embed/countries/MA/ /embed/gaps/ /embed/1 /gaps.svg /gaps.csv /picture.png
    /countries/MA/picture.png /practices/feed.atom /fr/practices/export.xlsx /sources/report.ris /oembed /oai /dcat.ttl
    /dumps/index.json /api/v1/practices /api/v1/nothing /sitemap.xml /favicon.ico /apple-touch-icon.png
    /static/css/embed.css /static/css/tokens.0123456789ab.css /static/fonts/catalogue-sans.woff2
    /static/img/icon.svg""".split()
OURS = """/ /fr/ /practices/ /practices /about/ /propose/ /admin/ /admin/login/ /admin/x.json /healthz /nothing/
    /static/js/site.js /static/css/base.css /static/css/embedded.css /static/nothing /embedded/""".split()


def told(answer: Any) -> str:
    """Return whether others may show an answer; fail where another header lacks."""
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert answer["Permissions-Policy"] == PERMISSIONS
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] in {"strict-origin-when-cross-origin", "same-origin"}  # forms tell nobody
    return str(answer["Cross-Origin-Resource-Policy"])


@pytest.mark.usefixtures("catalogue")
def test_others_show_what_is_made_for_them(client: Client) -> None:
    policies = dict.fromkeys(FOR_OTHERS, "cross-origin") | dict.fromkeys(OURS, "same-origin")
    for ask in (client.get, client.post):
        assert {address: told(ask(address)) for address in policies} == policies


def test_no_page_is_for_others_but_cards(practice: Callable[..., Practice]) -> None:
    """Every address of the site, as anybody opens it: pages for people are never shown by other sites."""
    things: dict[str, Any] = defaultdict(lambda: 999_999, published=practice().pk)
    things["unsigned"] = things["proposal"] = f"{32 * '0'}.{30 * 'A'}"
    client = Client(raise_request_exception=False)
    logging.disable(logging.ERROR)
    try:
        for line in (line for line in matrix.lines() if not line.address.startswith("/admin/p")):
            answer = client.get(matrix.filled(next(matrix.each(line.address)), things))
            is_page = answer.get("Content-Type", "").startswith("text/html") and answer.status_code == 200
            is_meant = line.address.startswith(("/embed/", "/api/", "/dumps/"))
            if is_page and not is_meant:
                assert told(answer) == "same-origin", line.address
    finally:
        logging.disable(logging.NOTSET)


def test_an_error_carries_them_too(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practices.search.snapshot", None)
    logging.disable(logging.CRITICAL)
    try:
        answer = Client(raise_request_exception=False).get("/about/")
    finally:
        logging.disable(logging.NOTSET)
    assert (answer.status_code, told(answer)) == (500, "same-origin")


def test_only_copying_is_asked_of_the_device() -> None:
    allowed = [part for part in PERMISSIONS.split(", ") if not part.endswith("=()")]
    assert allowed == ["clipboard-write=(self)"]
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(PERMISSIONS.split(", "))


@pytest.mark.parametrize(("site", "prefix"), [("https://practices.example.org", "__Host-"), ("http://127.0.0.1", "")])
def test_cookies_bear_the_name_that_binds_them_to_this_host(site: str, prefix: str) -> None:
    names = "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, browsers.COOKIE, messages.COOKIE, basket.COOKIE"
    imports = [
        "django.conf import settings",
        "practices.signin import browsers",
        "practices.web import basket, messages",
    ]
    code = "; ".join([*(f"from {one}" for one in imports), f"print({names})"])
    printed = manage("shell", "-v0", "-c", code, SITE_URL=site, SECRET_KEY="abcdefghij0123456789" * 4).stdout
    cookies = ("sessionid", "csrftoken", "known_browser", "messages", "selection")
    assert printed.split() == [f"{prefix}{name}" for name in cookies]
