"""Who saves data gets no fonts, and the same page as anybody else."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from practices.web.saving import SaveDataMiddleware

FONT = "/static/fonts/catalogue-sans.woff2"


def served(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"a font", content_type="font/woff2")


@pytest.mark.parametrize(("said", "status"), [("", 200), ("off", 200), ("on", 404), ("ON", 404)])
def test_fonts_are_for_who_does_not_save_data(rf: RequestFactory, said: str, status: int) -> None:
    answer = SaveDataMiddleware(served)(rf.get(FONT, headers={"Save-Data": said}))
    assert answer.status_code == status
    assert answer["Vary"] == "Save-Data"
    assert status == 200 or answer["Cache-Control"] == "no-store"


def test_nothing_else_depends_on_it(rf: RequestFactory, client: Client, db: None) -> None:
    answer = SaveDataMiddleware(served)(rf.get("/static/css/base.css", headers={"Save-Data": "on"}))
    assert (answer.status_code, answer.has_header("Vary")) == (200, False)
    page, frugal = (client.get("/about/", headers=headers) for headers in ({}, {"Save-Data": "on"}))
    assert (frugal.content, frugal["Vary"]) == (page.content, page["Vary"])


def test_it_comes_before_what_serves_files() -> None:
    middleware = settings.MIDDLEWARE
    ours = middleware.index("practices.web.saving.SaveDataMiddleware")
    assert ours < middleware.index("catalogue.static_files.Files")
