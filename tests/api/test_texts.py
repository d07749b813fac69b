"""Texts in all languages at once, and as HTML."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from django.test import Client

from practices.models import Figure, Involvement, Organisation, Requirement
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/api/v1/practices"


@pytest.fixture
def full(vocabulary: factories.Vocabulary) -> int:
    """A practice with something of each kind, translated in part."""
    ends = [(vocabulary.countries[1], "origin")]
    made = factories.practice("Lower fees", title_fr="Des frais plus bas", done_en="* **One**\n* Two", countries=ends)
    organisation = Organisation.objects.create(slug="o", name_en="Office", name_fr="Bureau", acronym_en="O")
    Involvement.objects.create(practice=made, organisation=organisation, part="lead")
    Requirement.objects.create(practice=made, kind="funding", text_en="Money", text_es="Dinero")
    Figure.objects.create(practice=made, value=3, label_en="offices", unit_en="")
    made.citations.update(note_fr="En note")
    return made.pk


def test_each_text_is_given_in_the_languages_in_which_it_is_written(client: Client, full: int) -> None:
    answer = client.get(f"{LIST}/{full}?lang=*", headers={"Accept-Language": "fr"})
    found = answer.json()
    assert found["title"] == {"en": "Lower fees", "fr": "Des frais plus bas"}
    assert found["results"] == {}
    assert found["countries"][0]["name"] == {"en": "Egypt", "fr": "Égypte", "es": "Egipto"}
    assert found["organisations"][0]["name"] == {"en": "Office", "fr": "Bureau"}
    assert found["organisations"][0]["acronym"] == {"en": "O"}
    assert found["requirements"] == [{"kind": "funding", "text": {"en": "Money", "es": "Dinero"}}]
    assert (found["figures"][0]["unit"], found["figures"][0]["label"]) == ({}, {"en": "offices"})
    assert found["citations"][0]["note"] == {"fr": "En note"}
    assert set(found["citations"][0]["reference"]) == {"en", "fr", "es"}
    assert found["terms"]["level"] == [
        {"value": "national", "label": {"en": "National", "fr": "National", "es": "Nacional"}}
    ]
    assert found["terms"]["country"][0]["label"]["es"] == "Egipto"
    assert (found["language"], found["status"], found["slug"]) == ("mul", "unknown", found["slug"])
    assert answer["Content-Language"] == "en, fr, es" and "Accept-Language" not in answer["Vary"]
    assert found["url"] == client.get(f"{LIST}/{full}?lang=en").json()["url"]


def test_lists_and_changes_say_the_same(client: Client, full: int) -> None:
    whole = client.get(f"{LIST}/{full}?lang=*").json()
    listed = client.get(f"{LIST}?lang=*").json()
    (summary,) = listed["results"]
    assert summary == {name: whole[name] for name in summary}
    assert listed["facets"]["country"][0]["label"] == {"en": "Egypt", "fr": "Égypte", "es": "Egipto"}
    assert {"en", "fr", "es"} == set(listed["facets"]["level"][0]["label"])
    assert client.get("/api/v1/changes?records=true&lang=*").json()["results"][0]["record"] == whole
    assert client.get(f"/practices/{full}.json?lang=*").json() == whole
    assert client.get(f"{LIST}?lang=en").json()["results"][0]["title"] == "Lower fees"  # kept apart


def test_what_has_names_in_all_languages_anyway_takes_no_star(client: Client) -> None:
    for path in ("", "countries", "facets", "vocabularies", "sources", "corridors"):
        assert client.get(f"/api/v1/{path}?lang=*").status_code in {200, 422}
    assert client.get("/api/v1/countries?lang=*").json()["errors"][0]["parameter"] == "lang"


def test_sections_come_as_html_on_request(client: Client, full: int) -> None:
    html = "<ul>\n<li><strong>One</strong></li>\n<li>Two</li>\n</ul>"
    assert client.get(f"{LIST}/{full}").json()["done"] == "* **One**\n* Two"
    found = client.get(f"{LIST}/{full}?texts=html").json()
    assert (found["done"], found["problem"], found["title"]) == (html, "", "Lower fees")
    assert client.get(f"{LIST}?full=true&texts=html").json()["results"] == [found]
    assert client.get(f"{LIST}/{full}?texts=html&lang=*").json()["done"] == {"en": html}
    assert client.get(f"{LIST}/{full}?texts=pdf").json()["errors"][0]["parameter"] == "texts"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", '<img src=x onerror="x">'])
def test_html_is_safe_to_show(client: Client, text: str) -> None:
    pk = factories.practice(done_en=text).pk
    found = client.get(f"{LIST}/{pk}?texts=html").json()["done"]
    assert not any(f"<{tag}" in found for tag in ("script", "img", "a "))


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    "query",
    ["practices?lang=*&page_size=100", "practices?lang=*&full=true&texts=html&cursor=0", "practices?ids=23,999999",
     "practices/23?lang=*", "changes?records=true&lang=*&limit=5", "changes?limit=5", "practices?fields=id,done"],
)  # fmt: skip
def test_answers_keep_to_the_description(client: Client, query: str) -> None:
    description: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    path = "/api/v1/practices/{practice_id}" if "/" in query else f"/api/v1/{query.split('?')[0]}"
    schema = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get(f"/api/v1/{query}").json()
    jsonschema.validate(answer, {**schema, "components": description["components"]})
