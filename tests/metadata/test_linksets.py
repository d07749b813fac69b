"""The set of typed links of a practice (RFC 9264), as the reference client of signposting reads it."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from requests import Response
from signposting import find_signposting_linkset
from signposting import linkset as reference

from practices.models import Practice
from tests import factories
from tests.metadata.heads import SITE, signposts

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(vocabulary: factories.Vocabulary) -> Practice:
    return factories.practice("Lower fees", title_fr="Moins de frais", summary_fr="Un résumé.")


def address(practice: Practice) -> str:
    return f"/practices/{practice.pk}/linkset.json"


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_it_has_the_links_of_the_page(
    client: Client, shown: Practice, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched(uri: str, headers: dict[str, str]) -> Response:
        answer, got = client.get(uri.removeprefix(SITE)), Response()
        got.status_code, got.url, got._content = answer.status_code, uri, answer.content
        got.headers["Content-Type"] = answer["Content-Type"]
        return got

    monkeypatch.setattr(reference.requests, "get", fetched)
    page = f"{prefix}{shown.get_absolute_url()}"
    found = find_signposting_linkset(f"{SITE}{prefix}{address(shown)}", "application/linkset+json")
    named = {"cite-as", "describedby", "type", "license"}
    links = [link for link in found.for_context(SITE + page).signposts if str(link.rel) in named]
    of_page = {(str(link.rel), str(link.target)) for link in links}
    assert of_page == {(one["rel"], one["href"]) for one in signposts(client.get(page)) if one["rel"] in named}


def test_it_tells_of_each_file_what_it_describes(client: Client, shown: Practice) -> None:
    page, *files = json.loads(client.get(address(shown)).content)["linkset"]
    assert [one["href"] for one in page["describedby"]] == [one["anchor"] for one in files]
    for one in files:
        assert one["describes"] == [{"href": SITE + shown.get_absolute_url(), "type": "text/html"}]
        assert one["cite-as"] == [{"href": f"{SITE}/practices/{shown.pk}/"}]
        assert client.get(one["anchor"].removeprefix(SITE)).status_code == 200


def test_the_page_leads_to_it(client: Client, shown: Practice) -> None:
    page = client.get(shown.get_absolute_url())
    assert f'<{SITE}{address(shown)}>; rel="linkset"; type="application/linkset+json"' in page["Link"]
    assert (
        f'<link rel="linkset" href="{SITE}{address(shown)}" type="application/linkset+json">' in page.content.decode()
    )


def test_what_is_withdrawn_keeps_its_address_and_leads_on(client: Client, shown: Practice) -> None:
    other = factories.practice("The other")
    factories.withdraw(shown, "Wrong.", other)
    answer = client.get(address(shown))
    (page,) = json.loads(answer.content)["linkset"]
    assert answer.status_code == 410
    assert page["successor-version"] == [{"href": f"{SITE}/practices/{other.pk}/"}]
    assert client.get(f"/practices/{factories.draft().pk}/linkset.json").status_code == 404
