"""More than the site reads at once is answered in words, on a page of the site or of the desk."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from practices.models import Practice
from tests import factories
from tests.admin.forms import form_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def editor() -> Client:
    return factories.signed_in(factories.person("ed", "Editor"))


@pytest.mark.parametrize("language", ["", "/fr"])
def test_a_form_that_is_too_long_gets_a_page_of_the_desk(editor: Client, language: str) -> None:
    data: dict[str, Any] = form_of() | {"done_en": "x" * 3_000_000}
    answer = editor.post(f"{language}/admin/practices/practice/add/", data)
    assert answer.status_code == 413
    assert 'id="site-name"' in answer.text
    assert bool(language) or "longer than 2.5\xa0MB" in answer.text
    assert not Practice.objects.exists()


def test_so_does_one_with_too_many_fields(editor: Client) -> None:
    body = "&".join(f"figures-{number}-value=1" for number in range(2001))
    answer = editor.post("/admin/practices/practice/add/", body, content_type=FORM)
    assert answer.status_code == 413 and "more than 2,000 fields" in answer.text.replace("2000", "2,000")


def test_readers_get_a_page_of_the_site(client: Client) -> None:
    answer = client.post("/propose/", "title=" + "x" * 3_000_000, content_type=FORM)
    assert answer.status_code == 413
    assert "Nothing was saved." in answer.text and 'id="main"' in answer.text


def test_whatever_else_is_wrong_is_a_bad_request(client: Client) -> None:
    with override_settings(ALLOWED_HOSTS=["example.org"]):
        assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400
