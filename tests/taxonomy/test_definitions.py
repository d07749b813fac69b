"""Every fixed choice says what it means: on About, in the API, and where a curator chooses it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from practices.taxonomy.definitions import DEFINITIONS, definitions_of
from practices.taxonomy.facets import SEARCHED

FACETS = {facet.name: facet for facet in SEARCHED}

each_facet = pytest.mark.parametrize("name", DEFINITIONS)


@each_facet
def test_each_value_is_defined_once_and_in_each_language(name: str) -> None:
    english = [str(one.text) for one in definitions_of(FACETS[name])]
    assert len(set(english)) == len(FACETS[name].fixed_choices) == len(DEFINITIONS[name])
    for language in ("fr", "es"):
        with override(language):
            assert not set(english) & {str(one.text) for one in definitions_of(FACETS[name])}


@each_facet
@pytest.mark.django_db
def test_about_and_the_api_tell_it(client: Client, name: str) -> None:
    about = client.get(reverse("about")).content.decode()
    terms = client.get(f"/api/v1/vocabularies/{name}").json()["results"]
    for one in definitions_of(FACETS[name]):
        assert str(one.text) in about
    assert [term["description"] for term in terms] == [str(one.text) for one in definitions_of(FACETS[name])]


@pytest.mark.django_db
def test_the_form_says_what_the_words_mean(admin_client: Client) -> None:
    form = admin_client.get("/admin/practices/practice/add/").content.decode()
    for name in DEFINITIONS:
        for one in definitions_of(FACETS[name]):
            assert f"<dt>{one.label}</dt><dd>{escape(one.text)}</dd>" in form
