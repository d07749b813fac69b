"""A question is never widened in silence: what an address does not take is told, or refused, by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from practices.discovery.criteria import MOST_IN_ALL, MOST_VALUES, PARAMETERS
from practices.discovery.parameters import unknown
from practices.models import Country

# Public views that take no question, and why nothing is told there.
TAKE_NONE = {
    "home about privacy accessibility partners dumps practice-by-id practice": "pages without a list, to which the "
    "whole web may link",
    "picture picture-of-gaps picture-of-country picture-of-catalogue policy-area-picture phase-picture manifest embed "
    "slide qr "
    "embed-country": "pictures and cards that stand on other pages, which may add what they like",
    "oembed": "oEmbed: sites add parameters of their own",
    "practice-json": "the API answers",
    "oai": "its own protocol refuses them",
    "alive ready metrics robots sitemap sitemap-pages sitemap-corridors sitemap-practices security-txt llms opensearch "
    "dcat dcat-ttl dcat-rdf dcat-as-wanted dumps-index dump styleguide": "files for programs that ask nothing",
    "short": "leads on, whatever follows readers through the web",
    "propose propose-correction propose-confirm submission submission-step submission-withdraw preview "
    "selection-change alerts alert alert-address alert-end alert-move": "forms",
    "briefing briefing-made briefing-docx briefing-pdf briefing-ris": "known to few, whom mails may send there with "
    "parameters of their own",
}


def patterns(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Return every address of the site with its namespace, but for those of the curators' rooms."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            if one.namespace != "admin":  # the curators' own
                yield from patterns(one, one.namespace or namespace)
        else:
            yield namespace, one


def test_every_public_view_says_what_it_takes() -> None:
    excused = {name for names in TAKE_NONE for name in names.split()}
    silent = {
        one.name
        for namespace, one in patterns()
        if one.name and namespace != "api" and not {"takes", "takes_only"} & set(vars(one.callback))
    }
    assert silent == excused


PAGES = {
    "/practices/": "country",
    "/selection/": "",
    "/practices": "country",
    "/fr/practices/": "country",
    "/gaps/": "country",
    "/embed/gaps/": "country",
    "/compare/": "",
    "/countries/": "country",
    "/countries/MA/": "",
    "/corridors/": "",
    "/corridors/EC/ES/": "",
    "/policy-areas/": "",
    "/policy-areas/remittances/": "",
    "/phases/training/": "",
    "/organisations/": "",
    "/sources/": "",
}
FILES = {
    **{f"/practices/export.{ending}": "country" for ending in ("csv", "xlsx", "json", "ris", "bib", "csl.json", "md")},
    "/practices/feed.atom": "country",
    "/practices/feed.rss": "country",
    "/gaps.csv": "country",
    "/gaps.svg": "country",
    "/corridors.csv": "",
    "/practices/23.ris": "",
    "/practices/23.bib": "",
    "/practices/23.csl.json": "",
    "/practices/23.md": "",
    "/practices/23/linkset.json": "",
    "/practices/23/changes.atom": "",
    "/practices/23/changes.rss": "",
    "/practices/suggest": "",
    "/practices/suggest.json": "",
    "/es/practices/export.csv": "country",
}
OF_THE_API = {
    "/api/v1/practices": "country",
    "/api/v1/practices/23": "",
    "/practices/23.json": "",
    "/api/v1/": "",
    "/api/v1/facets": "",
    "/api/v1/vocabularies": "",
    "/api/v1/vocabularies/country": "",
    "/api/v1/countries": "",
    "/api/v1/countries/MA": "",
    "/api/v1/corridors": "",
    "/api/v1/corridors/EC/ES": "",
    "/api/v1/sources": "",
    "/api/v1/changes": "",
}
MISSPELT = ["countries", "Country", "country[]", "country[0]", "amp;country", "countrys", "pais", "COUNTRY", "contry"]
TRACKING = (
    "utm_source utm_medium UTM_Campaign utm_id fbclid gclid dclid gbraid wbraid msclkid yclid twclid ttclid mc_cid "
    "mc_eid pk_campaign pk_kwd mtm_source matomo_cid _ga _gl _hsenc _hsmi hsa_cam igshid igsh ref ref_src srsltid "
    "mkt_tok _ amp;utm_term"
).split()


def quoted(name: str, text: str) -> list[str]:
    """Return each place in which a name stands in quotation marks, as any of our languages has them."""
    return re.findall(rf"[‘«]\s?{re.escape(name)}\s?[’»]", text)


@pytest.mark.usefixtures("catalogue")
def test_pages_tell_what_they_left_out(client: Client, subtests: pytest.Subtests) -> None:
    for path, nearest in PAGES.items():
        for name in MISSPELT if path == "/practices/" else MISSPELT[:1]:
            with subtests.test(path=path, name=name):
                html = client.get(path, {name: "MA"}, follow=True).text
                assert len(quoted(name, html)) == 1
                if nearest and "embed" not in path:
                    assert f'?{nearest}=MA">' in html and quoted(nearest, html)


@pytest.mark.usefixtures("catalogue")
def test_files_and_feeds_refuse_it(client: Client, subtests: pytest.Subtests) -> None:
    for path, nearest in FILES.items():
        for name in MISSPELT if path == "/practices/export.csv" else MISSPELT[:1]:
            with subtests.test(path=path, name=name):
                answer = client.get(path, {name: "MA"})
                assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
                assert quoted(name, answer.text)
                assert not nearest or quoted(nearest, answer.text)


@pytest.mark.usefixtures("catalogue")
def test_the_api_refuses_it(client: Client, subtests: pytest.Subtests) -> None:
    for path, nearest in OF_THE_API.items():
        for name in MISSPELT if path == "/api/v1/practices" else MISSPELT[:1]:
            with subtests.test(path=path, name=name):
                answer = client.get(path, {name: "MA"})
                assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
                (wrong,) = answer.json()["errors"]
                assert (wrong["parameter"], wrong["where"]) == (name, "query")
                assert f"‘{nearest}’" in wrong["detail"] + "‘’"
                assert f"‘{name}’" in answer.json()["detail"]


def test_no_operation_of_the_api_is_forgotten(client: Client, db: None) -> None:
    document = client.get("/api/v1/openapi.json").json()
    for path, operations in document["paths"].items():
        assert "422" in operations["get"]["responses"], path
        answer = client.get(path.replace("{", "").replace("}", "").replace("practice_id", "1"), {"countrys": "MA"})
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "countrys"), path


@pytest.mark.usefixtures("catalogue")
def test_what_follows_readers_through_the_web_passes(client: Client, subtests: pytest.Subtests) -> None:
    tracked = urlencode(dict.fromkeys(TRACKING, "x"))
    for path in (*PAGES, *FILES, *OF_THE_API):
        with subtests.test(path=path):
            answer = client.get(f"{path}?{tracked}", follow=True)
            told = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code == 200 and "utm_source’".encode() not in told


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("policyArea", "policy_area"),
        ("policy-area", "policy_area"),
        ("policy_areas[]", "policy_area"),
        ("theme", "policy_area"),
        ("phase", "migration_phase"),
        ("pays", "country"),
        ("País", "country"),
        ("query", "q"),
        ("search", "q"),
        ("order_by", "sort"),
        ("Page", "page"),
        ("limit", "page_size"),
        ("pageSize", "page_size"),
        ("organization", "organisation"),
        ("from", "origin"),
        ("language", "lang"),
        ("stakeholder", "stakeholder_type"),
        ("callback", ""),
        ("xyzzy", ""),
        ("", ""),
        ("\x00" * 500, ""),
    ],
)
def test_the_nearest_is_named(name: str, nearest: str) -> None:
    (found,) = unknown([name], (*PARAMETERS, "page_size", "lang"))
    assert found.nearest == nearest


def test_few_are_told_of() -> None:
    assert len(unknown([f"x{i}" for i in range(1000)], PARAMETERS)) == 5
    assert unknown(["q", "page", *TRACKING], PARAMETERS) == []


@pytest.mark.usefixtures("catalogue")
def test_the_link_asks_what_was_meant_and_keeps_the_rest(client: Client) -> None:
    html = client.get("/practices/?q=fees&countries=MA&countries=PH&country=EG").text
    assert '?q=fees&amp;country=EG&amp;country=MA&amp;country=PH">' in html
    assert "<script>" not in client.get("/practices/", {"<script>alert(1)</script>": "1"}).text


# More values than are answered --------------------------------------------------------------------


@pytest.fixture
def too_many(catalogue: None) -> str:
    """A query with more countries than can be chosen at once."""
    codes = Country.objects.order_by("code").values_list("code", flat=True)[: MOST_VALUES + 1]
    return urlencode({"country": list(codes), "level": "national"}, doseq=True)


def test_more_values_than_are_answered_are_refused_everywhere(client: Client, too_many: str) -> None:
    for path in ("/practices/", "/countries/", "/gaps/", "/embed/gaps/"):
        answer = client.get(f"{path}?{too_many}")
        assert answer.status_code == 200, path  # no redirect to a question without them
        assert f"choose {MOST_VALUES} values at the most. You chose {MOST_VALUES + 1}" in answer.text, path
    page = client.get(f"/practices/?{too_many}").text
    assert "Not searched" in page and 'class="results' not in page and "0 practices" not in page
    assert (
        '<a href="/practices/?level=national">Search without ‘Country or territory’</a>' in page
        or "Search without" in page
    )
    assert "/practices/export." not in page and "/practices/feed.atom" not in page
    for path in ("/practices/export.csv", "/practices/feed.atom", "/gaps.csv", "/gaps.svg"):
        answer = client.get(f"{path}?{too_many}")
        assert answer.status_code == 400 and f"You chose {MOST_VALUES + 1}" in answer.text, path
    assert client.get(f"/api/v1/practices?{too_many}").status_code == 422


def test_more_values_in_all_than_are_answered_are_refused_and_the_page_stays_small(
    client: Client, catalogue: None
) -> None:
    """Each of them has links on the page, and each link names all: without a bound that is their square."""
    codes = list(Country.objects.order_by("code").values_list("code", flat=True)[:MOST_VALUES])
    for path in ("/practices/", "/countries/", "/gaps/"):
        page = client.get(path, {"country": codes, "origin": codes, "destination": codes})
        assert "Choose 100 values at the most in all. You chose 180" in page.text, path
        assert len(page.content) < 200_000
    taken = client.get("/practices/", {"country": codes, "origin": codes[: MOST_IN_ALL - MOST_VALUES]})
    assert "at the most in all" not in taken.text
    assert len(taken.content) < 1_500_000


def test_as_many_as_are_answered_are_answered(client: Client, catalogue: None) -> None:
    codes = list(Country.objects.order_by("code").values_list("code", flat=True)[:MOST_VALUES])
    count = client.get("/api/v1/practices", {"country": codes}).json()["count"]
    assert client.get("/practices/", {"country": codes}).context["found"].total == count


def test_a_role_that_there_is_not_is_told(client: Client, db: None) -> None:
    assert "There is no role ‘emigration’" in client.get("/countries/?role=emigration").text


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize("path", ["/practices/", "/countries/", "/gaps/"])
def test_a_redirect_to_the_question_as_it_is_written_keeps_what_is_told(client: Client, path: str) -> None:
    answer = client.get(f"{path}?country=ma&contry=EG&utm_source=x")
    assert answer.status_code == 301
    assert "contry=EG&utm_source=x" in answer["Location"]
    assert "‘contry’" in client.get(answer["Location"]).content.decode()


@pytest.mark.django_db
def test_a_text_in_two_parts_is_one_text(client: Client) -> None:
    assert client.get("/api/v1/practices?q=fees&q=zzz").json()["count"] == 0
