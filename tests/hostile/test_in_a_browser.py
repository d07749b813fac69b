"""No page lets a browser do what stands in the texts of the catalogue."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests import factories
from tests.editorial import test_permissions_matrix as matrix

from . import stage
from .payloads import hostile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OF_READERS = [
    *("/", "/practices/?q=words", "/practices/{full}/", "/fr/practices/{full}/", "/countries/MA/", "/corridors/MA/EG/"),
    *(
        "/sources/report/",
        "/es/organisations/bank/",
        "/policy-areas/remittances/",
        "/gaps/?rows=country&columns=source",
    ),
    *("/embed/{full}/", "/practices/{withdrawn}/x/", "/propose/correction/{full}/", "/preview/{token}/"),
]
OF_CURATORS = [
    *("/admin/", "/admin/practices/practice/?q=words", "/admin/practices/practice/{draft}/change/"),
    *("/admin/practices/practice/{draft}/history/", "/admin/practices/practice/{draft}/compare/"),
    *("/admin/practices/practice/{draft}/preview/", "/admin/practices/source/{first}/change/"),
    *("/admin/practices/submission/{submission}/change/", "/admin/practices/submission/{correction}/change/"),
    *("/admin/practices/practice/{offered}/newer-text/", "/admin/practices/practice/{draft}/delete/"),
]


@pytest.fixture(scope="session")
def base_url() -> str | None:
    """Take the place of pytest-base-url's fixture, which pytest deprecates."""
    return None


def test_nothing_of_it_runs(page: Page, live_server: Any) -> None:
    person = factories.person("visitor", is_superuser=True)
    things = stage.build(person)
    stage.fill(hostile, person)
    session = factories.signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("dialog", lambda dialog: refused.append(dialog.message))
    for address in [*OF_READERS, *OF_CURATORS]:
        if address == OF_CURATORS[0]:
            page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.goto(live_server.url + matrix.filled(address, things))
        nothing_came_of_it(page)
    page.goto(f"{live_server.url}/practices/")
    page.get_by_label("Search practices").press_sequentially("words")
    expect(page.get_by_role("option").first).to_be_visible()
    nothing_came_of_it(page)
    assert refused == []


def nothing_came_of_it(page: Page) -> None:
    """Hold that nothing has run, and that nothing is there that could."""
    found = "document.querySelectorAll('hacked, [hacked], [onerror], [onload], [onfocus], [onmouseover]').length"
    assert page.evaluate(f"[window.__hacked ?? 'nothing', {found}]") == ["nothing", 0], page.url
