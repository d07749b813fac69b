"""No address, however absurd, hostile or large, gives a server error."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from practices.taxonomy.facets import FACETS

FINE = {200, 301, 400, 404, 410, 422}
VALUES = [
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "99999999999999999999999999",
    "٣",
    "²",
    "None",
    "MA",
    "ma",
    "MA'; DROP TABLE practices_practice; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%00",
    "\x00",
    "\ud7ff\U0010ffff",
    "country:MA AND *",
    '"unclosed phrase',
    '""" "" "',
    "a" * 5000,
    "9" * 5000,
    "é" * 300,
    "((((((((((",
    "the of and",
    "مرحبا 日本語 ½ ﬁ",
    "-",
    "*",
]
# One facet with terms and one with fixed choices stand for all of them.
PARAMETERS = ["q", "sort", "page", "page_size", "id", "country", "level"]


@pytest.fixture
def calm_client(client: Client) -> Client:
    """A client that answers 500 as a visitor would see it, rather than raising."""
    client.raise_request_exception = False
    return client


@pytest.mark.usefixtures("catalogue")
def test_every_parameter_takes_every_value(calm_client: Client) -> None:
    for value in VALUES:
        everywhere = "&".join(f"{parameter}={quote(value)}" for parameter in PARAMETERS)
        for page in ("/practices/", "/fr/practices/", "/practices/feed.atom"):  # which read on after an odd value
            assert calm_client.get(f"{page}?{everywhere}").status_code in FINE, f"{page} {value[:200]}"
        for parameter in PARAMETERS:
            address = f"/api/v1/practices?{parameter}={quote(value)}"
            assert calm_client.get(address).status_code in FINE, address[:200]


@pytest.mark.usefixtures("catalogue")
def test_many_parameters_at_once(calm_client: Client) -> None:
    for facet in FACETS:
        repeated = "&".join(f"{facet.name}=value{i}" for i in range(500))
        assert calm_client.get(f"/practices/?{repeated}").status_code in FINE
        assert calm_client.get(f"/api/v1/practices?{repeated}").status_code == 422


@pytest.mark.usefixtures("catalogue")
def test_odd_paths(calm_client: Client) -> None:
    for value in filter(None, VALUES):
        for page in ("/practices/{}/", "/practices/{}", "/practices/1/{}/", "/{}/", "/api/v1/practices/{}", "/fr/{}/"):
            address = page.format(quote(value, safe=""))
            assert calm_client.get(address).status_code in FINE, address[:200]


@pytest.mark.parametrize("query", ["a=1&" * 2500, f"q={'a' * 17_000}"], ids=["many", "long"])
@pytest.mark.parametrize("path", ["/practices/", "/practices", "/Practices/", "/practices/.", "/api/v1/practices/"])
def test_more_parameters_than_an_address_can_hold(calm_client: Client, catalogue: None, path: str, query: str) -> None:
    assert calm_client.get(f"{path}?{query}").status_code in FINE


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_only_read(calm_client: Client, db: None, method: str) -> None:
    for address in (
        "/",
        "/about/",
        "/practices/",
        "/practices/1/",
        "/practices/feed.atom",
        "/api/v1/practices",
        "/healthz",
        "/readyz",
    ):
        assert getattr(calm_client, method)(address).status_code == 405, address


@pytest.mark.usefixtures("catalogue")
def test_what_was_typed_comes_back_escaped(client: Client) -> None:
    page = client.get("/practices/", {"q": "<script>alert(1)</script>", "country": '"><script>x</script>'})
    assert b"<script>alert" not in page.content
    assert b"<script>x" not in page.content
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in page.content
