"""Hosts, headers of proxies, redirects and line breaks that somebody made up lead nowhere and into nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.usefixtures("catalogue")
AWAY = ["//evil.example/", "//evil.example/practices", "///evil.example//", "/%5Cevil.example/", "/%5C%5Cevil.example",
        "/%2Fevil.example/", "/fr//evil.example", "/https://evil.example/", "/.evil.example",
        "/@evil.example/", "/en//evil.example", "/practices%2F..%2F%2Fevil.example", "/evil.example.html",
        "//evil.example/%2e%2e", "/%E2%80%8B//evil.example/"]  # fmt: skip
BREAKS = ["/practices%0d%0aX-Broken:1/", "/countries/MA%0d%0aX-Broken:1", "/practices?q=%0d%0aX-Broken:1",
          "/practices/?q=%0d%0aX-Broken:1&country=MA%0d%0aX-Broken:1", "/countries/mar/?x=%0d%0aX-Broken:1",
          "/practices/export.csv?q=%0d%0aX-Broken:1", "/practices/export.xlsx?q=%0dX:1", "/%0d%0aX-Broken:1",
          "/practices/feed.atom?q=%0aX", "/oai?verb=%0d%0aX-Broken:1", "/api/v1/practices?q=%0dX",
          "/oembed?url=http://testserver/practices/1/%0d%0aX:1", "/admin/login/?next=%0d%0aX-Broken:1"]  # fmt: skip


@pytest.mark.parametrize("address", AWAY)
def test_no_address_leads_to_another_site(client: Client, address: str) -> None:
    answer: Any = client.get(
        "/", PATH_INFO=unquote(address, "latin-1")
    )  # by itself the client takes two slashes for a host
    for _step in range(3):
        assert answer.status_code in {200, 301, 302, 400, 404}
        place = answer.get("Location", "/").replace("http://testserver", "")
        assert place.startswith("/") and not place.startswith(("//", "/\\", "/%09", "/\t")), place
        if "Location" not in answer:
            break
        answer = client.get(place)


@pytest.mark.parametrize("address", BREAKS)
def test_no_line_break_comes_into_a_header(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code < 500
    assert "X-Broken" not in answer
    assert not [value for _name, value in answer.items() if "\r" in value or "\n" in value]


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "evil@testserver", "testserver:x", "a b"])
@pytest.mark.parametrize(
    "address", ["/", "/practices/", "/nothing", "/api/v1/practices", "/oai?verb=Identify", "/admin/"]
)
def test_another_host_is_refused(client: Client, host: str, address: str) -> None:
    answer = client.get(address, headers={"Host": host})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


FORGED = {
    "X-Forwarded-Host": "evil.example", "X-Host": "evil.example", "Forwarded": "host=evil.example;proto=https",
    "X-Forwarded-Server": "evil.example", "X-Original-URL": "/admin/", "X-Rewrite-URL": "/admin/",
    "X-HTTP-Method-Override": "DELETE", "X-Forwarded-Prefix": "/evil.example", "X-Forwarded-Port": "666"}  # fmt: skip


@pytest.mark.parametrize(
    "address", ["/about/", "/countries", "/practices/feed.atom", "/sitemap.xml", "/api/v1/practices"]
)
@pytest.mark.parametrize("is_behind", [False, True])
def test_headers_of_no_proxy_change_nothing(client: Client, address: str, is_behind: bool) -> None:
    with override_settings(BEHIND_PROXY=is_behind, API_RATE_LIMIT=0):
        plain, forged = client.get(address), client.get(address, headers=FORGED)
    assert forged.status_code == plain.status_code
    assert forged.content == plain.content
    assert forged.get("Location") == plain.get("Location")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "DELETE", "PATCH", "PUT", "PROPFIND", "A" * 200])
def test_no_other_method_does_anything(client: Client, method: str) -> None:
    for address in ("/", "/practices/", "/api/v1/practices", "/practices/feed.atom"):
        answer = client.generic(method, address, "body", headers={"X-Test": "said"})
        assert answer.status_code in {400, 405, 501}
        assert "said" not in answer.text
