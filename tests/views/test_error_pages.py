"""What a reader sees when something goes wrong: a sentence about it, and ways on."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied

from practices.views import pages
from tests import factories
from tests.web.refusing import locked


def test_a_request_for_another_host_is_not_understood(client: Client) -> None:
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "Request not understood" in response.text
    assert 'href="/practices/"' in response.text


def test_what_is_not_allowed_is_said(rf: RequestFactory) -> None:
    response = permission_denied(rf.get("/"), PermissionDenied())
    assert response.status_code == 403
    assert "Your account may not do this." in response.content.decode()
    assert 'href="/practices/"' in response.content.decode()


@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/fr/", "fr")])
def test_a_fault_has_a_page_that_needs_nothing_else(monkeypatch: pytest.MonkeyPatch, path: str, language: str) -> None:
    monkeypatch.delattr(pages, "Browse")
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code == 500
    assert f'<html lang="{language}">' in response.text
    assert f'href="{path}practices/"' in response.text


BROWSER = {"accept": "text/html,application/xhtml+xml"}


def in_the_look(response: HttpResponse, status: int, language: str) -> str:
    """Hold what each page of an error has. Return its text."""
    html = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}"' in html
    assert '<meta name="robots" content="noindex' in html
    assert "css/errors.css" in html and html.count("<h1") == 1
    prefix = "" if language == "en" else f"/{language}"
    for path in ("/", "/practices/", "/countries/", "/policy-areas/", "/gaps/"):
        assert f'href="{prefix}{path}"' in html, path
    return html


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_error_is_said_in_the_look_and_language_of_the_site(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    prefix = "" if language == "en" else f"/{language}"
    in_the_look(client.get(f"{prefix}/", headers={"host": "elsewhere.example"}), 400, language)
    in_the_look(client.get(f"{prefix}/nothing/here/", headers=BROWSER), 404, language)
    in_the_look(client.post(f"{prefix}/about/", headers=BROWSER), 405, language)
    in_the_look(client.get(f"{prefix}/preview/nothing/"), 404, language)
    strict = Client(enforce_csrf_checks=True)
    in_the_look(strict.post(f"{prefix}/admin/login/", headers=BROWSER), 403, language)
    monkeypatch.delattr(pages, "Browse")
    in_the_look(Client(raise_request_exception=False).get(f"{prefix}/"), 500, language)
    withdrawn = factories.practice("Old")
    factories.withdraw(withdrawn, "Its source was withdrawn.")
    assert "Its source was withdrawn." in in_the_look(client.get(f"{prefix}/practices/{withdrawn.pk}/"), 410, language)


def test_what_may_fail_is_not_needed(django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    def busy(*args: object, **kwargs: object) -> None:
        raise locked()

    monkeypatch.setattr(pages, "Browse", busy)
    client = Client(raise_request_exception=False)
    client.get("/")
    with django_assert_num_queries(1):  # which the page itself made, of the log
        response = client.get("/?a=1&b=<2>", headers=BROWSER)
    html = in_the_look(response, 503, "en")
    assert response["Retry-After"] == "10" and "another try in 10 seconds" in html
    assert 'href="/?a=1&amp;b=%3C2%3E"' in html


ALLOWED = {
    "/": "GET, HEAD",
    "/practices/": "GET, HEAD",
    "/practices/suggest": "GET, HEAD",
    "/practices/export.csv": "GET, HEAD",
    "/countries/MA/": "GET, HEAD",
    "/robots.txt": "GET, HEAD",
    "/healthz": "GET, HEAD",
    "/dumps/index.json": "GET, HEAD",
    "/oai": "GET, HEAD, POST",
    "/propose/": "GET, HEAD, POST",
}


@pytest.mark.parametrize("path", ALLOWED)
def test_what_is_not_taken_is_said_to_people_and_to_programs(db: None, path: str) -> None:
    for client in (Client(), Client(enforce_csrf_checks=True)):
        page, line = client.put(path, headers=BROWSER), client.put(path)
        assert (page.status_code, page["Allow"], line["Allow"]) == (405, ALLOWED[path], ALLOWED[path])
        assert "This page can’t take that" in page.text and 'class="btn"' in page.text
        assert line.text == f"This address takes only: {ALLOWED[path]}.\n"
        assert line["Content-Type"] == "text/plain; charset=utf-8"
        assert int(page["Content-Length"]) == len(page.content) and int(line["Content-Length"]) == len(line.content)


def test_a_page_that_can_only_be_read_asks_for_no_token(db: None) -> None:
    """Whoever posts to it is told so, not that a form has grown too old."""
    assert Client(enforce_csrf_checks=True).post("/fr/practices/", headers=BROWSER).status_code == 405


def test_the_api_says_it_in_its_own_way(client: Client, db: None) -> None:
    answer = client.post("/api/v1/practices", headers=BROWSER)
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")


MEANT = {
    "/remitances/foo": "remittances",
    "/fr/remitances/foo": "remittances",
    "/policy-areas/remitances/": "remittances",
    "/practices/anapec-morocco/": "anapec morocco",
    "/countries/marocco/": "morocco",
    "/en/maroc.html": "maroc",
    "/practices/999/quagga/": "",
    "/countries/atlantis/": "",
    "/the/and/of/": "",
    "/a1b2c3d4/e5f6/": "",
    "/%22%3E%3Cscript%3Ealert(1)%3C/script%3E/": "",
    "/" + "remittances/" * 300: "remittances",
    "/\x00/%FF/": "",
}


@pytest.mark.usefixtures("catalogue")
def test_the_words_of_an_address_are_searched_for(client: Client, subtests: pytest.Subtests) -> None:
    for path, text in MEANT.items():
        with subtests.test(path=path[:40]):
            response = client.get(path, headers=BROWSER)
            assert (response.status_code, response.context["meant"].q) == (404, text)
            assert f'name="q" value="{text}"' in response.text
            assert "<script>alert" not in response.text


@pytest.mark.usefixtures("catalogue")
def test_what_may_be_meant_is_linked(client: Client) -> None:
    html = client.get("/practices/anapec-morocco/", headers=BROWSER).text
    assert "You asked for <code>/practices/anapec-morocco/</code>." in html
    assert 'href="/countries/MA/"' in html and 'href="/practices/23/' in html
    assert "Perhaps you meant" not in client.get("/quagga/", headers=BROWSER).text


def test_a_missing_page_is_missing_also_where_the_database_is(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise locked()

    monkeypatch.setattr("practices.search.snapshot", busy)
    assert client.get("/remittances-of-old/", headers=BROWSER).status_code == 404


def test_programs_cost_nothing(client: Client, db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert client.get("/remittances-of-old/").status_code == 404
