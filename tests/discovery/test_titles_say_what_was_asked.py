"""Title, description and what networks show of a page of results say what was asked."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.metadata.heads import SITE, tree

pytestmark = pytest.mark.usefixtures("catalogue")
NAME = "Labour Mobility Practices"


def head(page: HttpResponse) -> dict[str, str]:
    """Return the title and description of a page, as it says them and as networks show them."""
    html = tree(page)
    paths = {
        "title": "//head/title/text()",
        "description": "//meta[@name='description']/@content",
        "og:title": "//meta[@property='og:title']/@content",
        "og:description": "//meta[@property='og:description']/@content",
        "og:url": "//meta[@property='og:url']/@content",
    }
    found = {name: html.xpath(path) for name, path in paths.items()}
    assert all(len(values) == 1 for values in found.values()), found
    return {name: " ".join(values[0].split()) for name, values in found.items()}


TITLES = {
    "/practices/": "Browse practices",
    "/practices/?q=remittances&country=MA": "remittances, Morocco: ",
    "/practices/?country=MA&country=PH&country=-ES": "Morocco or Philippines, not Spain: ",
    "/practices/?origin=MA": "Country of origin: Morocco: ",
    "/practices/?policy_area=remittances&migration_phase=employment": "Employment, Remittances: ",
    "/practices/?q=quagga": "quagga: 0 practices",
    "/practices/?q=<script> %26": "<script> &: ",
    f"/practices/?q={'a' * 201}": "Browse practices",
    "/fr/practices/?country=MA": "Maroc",
}


@pytest.mark.parametrize("address", TITLES)
def test_the_title_of_results(client: Client, address: str) -> None:
    page = client.get(address)
    said, title = head(page), TITLES[address]
    found = page.context["found"]
    assert said["title"].startswith(title) and said["og:title"].startswith(title)
    assert said["og:url"] == SITE + found.criteria.url(page.wsgi_request.path)
    if title.endswith(": "):
        assert said["title"] == f"{title}{found.announcement} · {NAME}"
        assert said["og:title"] == f"{title}{found.announcement}"
    assert said["description"] == said["og:description"]


def test_the_description_names_what_each_value_is(client: Client) -> None:
    said = head(client.get("/practices/?q=fees&policy_area=remittances&country=EC&country=-MA"))
    assert said["description"].endswith(
        " of labour migration, each traced to its source, for: "
        "“fees”; Policy area: Remittances; Country: Ecuador; Country: not Morocco."
    )


def test_pages_after_the_first_have_titles_of_their_own(client: Client) -> None:
    assert head(client.get("/practices/?policy_area=-x&sort=title&page=2"))["title"].endswith(f"Page 2 · {NAME}")


def test_a_long_question_is_cut(client: Client) -> None:
    values = "&".join(f"country={code}" for code in "MA PH EC ES KE SN ML CO PE IT FR CA KR KW QA SA EG".split())
    said = head(client.get(f"/practices/?q={'word+' * 30}&{values}"))
    assert len(said["title"]) < 200 and "…" in said["title"]
    assert len(said["description"]) < 350


@pytest.mark.parametrize(("path", "name"), [("/gaps/", "Gap map"), ("/countries/", "Countries and territories")])
def test_maps_say_it_too(client: Client, path: str, name: str) -> None:
    whole = head(client.get(path))
    assert (whole["title"], whole["og:title"], whole["og:url"]) == (f"{name} · {NAME}", name, SITE + path)
    asked = head(client.get(f"{path}?q=fees&region=africa"))
    assert asked["title"] == f"{name} · fees, Africa · {NAME}"
    assert asked["og:title"] == f"{name} · fees, Africa"
    assert "fees" in asked["description"] and "Africa" in asked["description"]
    assert asked["og:url"] == f"{SITE}{path}?q=fees&region=africa"


def test_the_atlas_names_the_role(client: Client) -> None:
    said = head(client.get("/countries/?role=origin&policy_area=remittances"))
    assert said["title"] == f"Countries and territories · Remittances, Country of origin · {NAME}"
    assert said["og:url"] == f"{SITE}/countries/?policy_area=remittances&role=origin"
