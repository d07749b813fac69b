"""The pages of errors that no address leads to by itself: no barrier either, and nothing lost on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied
from playwright.sync_api import Page, Route, expect

from practices.views import pages
from tests.web.refusing import locked

from .conftest import Site
from .test_accessibility import WCAG, look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

HTML = {"accept": "text/html"}


def refused(error: BaseException) -> HttpResponse:
    """Return what the first page answers where it raises an error."""

    def raises(*args: object, **kwargs: object) -> None:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "Browse", raises)
        return Client(raise_request_exception=False).get("/fr/", headers=HTML)


ANSWERS: dict[int, Callable[[], HttpResponse]] = {
    400: lambda: Client().get("/", headers={"host": "elsewhere.example"}),
    401: lambda: permission_denied(RequestFactory().get("/"), PermissionDenied()),  # 403, for whoever is signed in
    403: lambda: Client(enforce_csrf_checks=True).post("/admin/login/", headers=HTML),
    405: lambda: Client().post("/es/about/", headers=HTML),
    500: lambda: refused(ValueError()),
    503: lambda: refused(locked()),
}


@pytest.fixture
def shown(page: Page, site: Site, request: pytest.FixtureRequest) -> str:
    """Let one address of the site answer with a page of an error. Return its path."""
    answer = ANSWERS[request.param]()
    assert answer.status_code == (request.param if request.param != 401 else 403)

    def fulfil(route: Route) -> None:
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

    page.route(site + "/error", fulfil)
    return "/error"


@pytest.mark.parametrize("shown", ANSWERS, indirect=True)
def test_pages_of_errors_have_no_barrier(page: Page, site: Site, complaints: list[str], shown: str) -> None:
    look_at(page, site, shown, [*WCAG, "best-practice"], complaints)


@pytest.mark.parametrize("shown", [405, 503], indirect=True)
def test_on_paper_they_say_what_happened(page: Page, site: Site, shown: str) -> None:
    page.goto(site + shown)
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".lead")).to_be_visible()
    expect(page.locator(".ways")).to_be_hidden()
