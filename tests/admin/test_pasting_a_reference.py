"""The box on the form of a new source: it fills the form, saves nothing, and says what it did not understand."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from practices.models import Source
from tests import factories
from tests.citing.test_reading import RIS
from tests.pages import form_on

pytestmark = pytest.mark.django_db


def paste(text: str, **typed: Any) -> Any:
    client = factories.signed_in(factories.person("clara", "Contributor"))
    there = reverse("admin:practices_source_add")
    begun = form_on(client.get(there), "source_form")
    return client.post(there, {**begun, **typed, "_pasted": text, "_paste": "Fill in the form"})


def test_it_fills_what_is_empty_and_saves_nothing() -> None:
    response = paste(RIS, short_citation="IOM (2007)", publisher_en="IOM, Geneva")
    held = {name: values[0] for name, values in form_on(response, "source_form").items() if values}
    assert held["title"] == "Making Global Labour Mobility a Catalyst for Development"
    assert (held["kind"], held["language"], held["year"], held["date"]) == ("report", "en", "2007", "2007-10-08")
    assert held["authors_en"].splitlines()[1] == "{International Organization for Migration}"
    assert (held["short_citation"], held["publisher_en"]) == ("IOM (2007)", "IOM, Geneva")
    page = response.content.decode()
    assert "KW: migration" in page
    assert "It was followed by another entry, which was left out." in page
    assert not response.context["errors"]
    assert not Source.objects.exists()


def test_the_enter_key_saves_and_pastes_nothing() -> None:
    client = factories.signed_in(factories.person("clara", "Contributor"))
    page = client.get(reverse("admin:practices_source_add")).content.decode()
    assert page.index('name="_save"') < page.index('name="_paste"')


def test_what_is_no_reference_is_said_and_everything_typed_stays() -> None:
    response = paste("A report", title="Typed", _reason="Seen")
    assert "This is neither a DOI nor an entry in RIS" in response.content.decode()
    held = form_on(response, "source_form")
    assert (held["title"], held["_pasted"], held["_reason"]) == (["Typed"], ["A report"], ["Seen"])
