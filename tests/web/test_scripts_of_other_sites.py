"""Scripts of other sites may read what machines read, with whatever headers their tools add; pages and rooms they may
not.
"""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ORIGIN = "https://partner.example.org"
FOR_MACHINES = """/api/v1/practices /api/v1/openapi.json /api/v1/nothing /oai /oai/ /oembed /oembed/ /dcat.jsonld
    /dumps/index.json /dumps/latest.jsonl.gz /dumps/SHA256SUMS /practices/feed.atom /fr/practices/feed.atom
    /practices/export.csv /es/practices/export.xlsx /practices/export.csl.json /practices/1.json /fr/practices/1.ris
    /practices/1/changes.atom /sources/idm-12.bib /gaps.csv /gaps.svg /corridors.csv /sitemap.xml /robots.txt""".split()
NOT_FOR_MACHINES = "/ /practices/ /fr/practices/1/anapec/ /admin/ /admin/x.json /fr/admin/x.csv /propose/".split()
HEADERS = """accept accept-language authorization baggage content-type if-modified-since if-none-match if-range range
    sentry-trace traceparent tracestate x-requested-with""".split()


def preflight(client: Client, address: str, headers: list[str]) -> dict[str, str]:
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": ",".join(headers)}
    answer = client.options(address, headers={"Origin": ORIGIN, **asked})
    return {"status": str(answer.status_code), **{name.lower(): value for name, value in answer.items()}}


@pytest.mark.parametrize("address", FOR_MACHINES)
def test_ordinary_headers_pass(client: Client, address: str) -> None:
    answer = preflight(client, address, [*HEADERS, "x-newrelic-id"])
    assert (answer["status"], answer["access-control-allow-origin"]) == ("200", "*")
    allowed = answer["access-control-allow-headers"].lower().split(", ")
    assert set(HEADERS) <= set(allowed) and "*" in allowed
    assert answer["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "access-control-allow-credentials" not in answer
    read = client.get(address, headers={"Origin": ORIGIN})
    assert read["Access-Control-Allow-Origin"] == "*"
    exposed = read["Access-Control-Expose-Headers"].split(", ")
    assert {"Content-Disposition", "Content-Range", "ETag", "Link", "RateLimit", "Retry-After"} <= set(exposed)


@pytest.mark.parametrize("address", NOT_FOR_MACHINES)
def test_pages_and_rooms_are_not_read_by_scripts(client: Client, address: str) -> None:
    assert "access-control-allow-origin" not in preflight(client, address, ["accept"])
    assert "Access-Control-Allow-Origin" not in client.get(address, headers={"Origin": ORIGIN})
