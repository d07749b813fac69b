"""What curators do with terms, countries, organisations and sources in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from practices import search
from practices.models import Country, Organisation, PolicyArea, Region, Source
from tests import factories
from tests.admin_forms import errors_of


@pytest.mark.parametrize("model", [PolicyArea, Region, Country, Organisation, Source], ids=lambda m: m.__name__)
@pytest.mark.usefixtures("vocabulary")
def test_the_address_of_what_links_name_stays_and_nothing_of_it_is_deleted(curator: Client, model: Any) -> None:
    term = model.objects.first() or model.objects.create(slug="bank", name_en="Bank")
    fields = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    values = {field.name: getattr(term, field.attname) for field in fields}
    data = {name: value for name, value in values.items() if value is not None and value is not False}
    address = f"admin:practices_{model._meta.model_name}"
    changed = data | {"slug": "another-address", "code": "ZZ"}
    response = curator.post(reverse(f"{address}_change", args=[term.pk]), changed)
    assert response.status_code == 302, errors_of(response)
    before = (term.slug, getattr(term, "code", None))
    term.refresh_from_db()
    assert (term.slug, getattr(term, "code", None)) == before
    assert curator.post(reverse(f"{address}_delete", args=[term.pk]), {"post": "yes"}).status_code == 403


def test_a_new_term_is_offered_to_readers_with_the_next_request(curator: Client) -> None:
    assert search.snapshot().vocabularies[PolicyArea].get("fees") is None
    data = {f"{name}_{code}": "" for name in ("name", "description", "aliases") for code in ("en", "fr", "es")}
    response = curator.post(
        reverse("admin:practices_policyarea_add"), data | {"slug": "fees", "name_en": "Fees", "order": 1}
    )
    assert response.status_code == 302, errors_of(response)
    assert search.snapshot().vocabularies[PolicyArea].get("fees").name == "Fees"


def test_a_term_cant_be_replaced_without_being_retired(curator: Client, vocabulary: factories.Vocabulary) -> None:
    old, new = vocabulary.areas[:2]
    address = reverse("admin:practices_policyarea_change", args=[old.pk])
    data = {"name_en": old.name_en, "order": 0, "merged_into": new.pk}
    assert "must be retired" in errors_of(curator.post(address, data))
    assert curator.post(address, data | {"retired": "on"}).status_code == 302
    in_a_circle = {"name_en": new.name_en, "order": 0, "retired": "on", "merged_into": old.pk}
    response = curator.post(reverse("admin:practices_policyarea_change", args=[new.pk]), in_a_circle)
    assert "in a circle" in errors_of(response)
