"""Addresses for programs, with a slash too many: one redirect to what was meant, if there is such a thing."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/oai", "/oembed", "/api/v1/practices", "/api/v1/changes", "/api/v1/vocabularies/country"]
)
def test_a_slash_too_many_leads_to_the_address(client: Client, path: str) -> None:
    answer = client.get(f"{path}/?page=2&q=é")
    assert (answer.status_code, answer["Location"]) == (301, f"{path}?page=2&q=%C3%A9")
    assert client.post(f"{path}/").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/practices/null,null",
        "/api/v1/nothing/",
        "/api/v1/x/y/z/",
        "/api/v1/a%0Ab/",
    ],
)
def test_what_there_is_not_is_not_led_to(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
