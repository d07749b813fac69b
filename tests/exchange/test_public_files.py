"""What readers take away, handed to the import: it says what it is, and what to take instead."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.utils.translation import override

from practices.exchange import reading
from practices.exchange.table import PublicFile
from practices.exports import FORMATS
from tests import factories
from tests.exchange.files import send, text_of
from tests.exports.test_taking_results_away import taken


@pytest.fixture
def _one(vocabulary: factories.Vocabulary) -> None:
    factories.practice()


@pytest.mark.usefixtures("_one")
@pytest.mark.parametrize("language", ["", "/fr", "/es"])
@pytest.mark.parametrize("ending", [one.ending for one in FORMATS])
def test_it_says_what_it_is_whatever_the_format_and_language(client: Client, ending: str, language: str) -> None:
    data = taken(client, ending, language=language)
    with override("es"), pytest.raises(PublicFile):
        reading.read(io.BytesIO(data))


@pytest.mark.usefixtures("_one")
def test_the_page_leads_to_what_can_be_imported(client: Client) -> None:
    data = taken(client, "csv")
    client.force_login(factories.person("editor", "Editor"))
    response = send(client, data, "practices.csv")
    assert response.status_code == 422
    said = (
        "This is the public list of results, which is made to be read: take a sheet that can be imported from "
        '<a href="/admin/practices/practice/">the list of practices</a>, by ‘Export all’.'
    )
    assert said in text_of(response)
