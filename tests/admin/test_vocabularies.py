"""What curators do with terms, countries, organisations and sources in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from practices import search
from practices.editorial import history
from practices.models import Country, Organisation, PolicyArea, Practice, Region, Source
from tests import factories, scenes
from tests.admin.forms import errors_of, version_of


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
    status = curator.post(reverse(f"{address}_delete", args=[term.pk]), {"post": "yes"}).status_code
    assert status == (200 if model in (Organisation, Source) else 403)  # those ask first, and are kept if they are used
    assert model.objects.filter(pk=term.pk).exists()


def test_a_new_term_is_offered_to_readers_with_the_next_request(curator: Client) -> None:
    assert search.snapshot().vocabularies[PolicyArea].get("fees") is None
    data = {f"{name}_{code}": "" for name in ("name", "description", "aliases") for code in ("en", "fr", "es")}
    response = curator.post(
        reverse("admin:practices_policyarea_add"), data | {"slug": "fees", "name_en": "Fees", "order": 1}
    )
    assert response.status_code == 302, errors_of(response)
    assert search.snapshot().vocabularies[PolicyArea].get("fees").name == "Fees"


# Renaming --------------------------------------------------------------------------------------


def form_of(term: Any, **values: Any) -> dict[str, Any]:
    """Return what the browser would send for a term."""
    fields = [f.name for f in term._meta.concrete_fields if f.editable and not f.is_relation and not f.primary_key]
    data = {name: getattr(term, name) for name in fields if getattr(term, name) not in {None, False}}
    return data | {"_version": version_of(term), "keep_old_names": "on"} | values


def save(client: Client, term: Any, **values: Any) -> Any:
    return client.post(
        reverse(f"admin:practices_{term._meta.model_name}_change", args=[term.pk]), form_of(term, **values)
    )


@pytest.fixture
def remittances(vocabulary: factories.Vocabulary) -> PolicyArea:
    """A term with a name in each language, and a practice under it."""
    term = vocabulary.areas[0]
    term.name_fr, term.name_es, term.aliases_en = "Envois de fonds", "Remesas", "hawala"
    term.save()
    factories.practice("A bank", policy_areas=[term])
    return term


def test_search_finds_by_the_new_name_and_by_the_old_one(curator: Client, remittances: PolicyArea) -> None:
    practice = Practice.objects.get()
    assert scenes.found("wages sent home") == []
    assert save(curator, remittances, name_en="Wages sent home").status_code == 302
    assert scenes.found("wages sent home") == scenes.found("remittances") == [practice.pk]
    remittances.refresh_from_db()
    assert (remittances.aliases_en, remittances.slug) == ("hawala\nRemittances", "remittances")


def test_an_old_name_that_was_a_mistake_goes(curator: Client, remittances: PolicyArea) -> None:
    save(curator, remittances, name_en="Wages sent home", keep_old_names="")
    assert scenes.found("remittances") == []
    remittances.refresh_from_db()
    assert remittances.aliases_en == "hawala"


@pytest.mark.parametrize(
    ("values", "aliases"),
    [
        ({"name_en": "REMITTANCES"}, "hawala"),
        ({"name_en": "New", "aliases_en": "remittances \r\nhawala"}, "remittances \nhawala"),
        ({"description_en": "Money."}, "hawala"),
        ({"name_es": ""}, "hawala"),
    ],
)
def test_no_name_is_kept_twice_or_for_nothing(
    curator: Client, remittances: PolicyArea, values: dict[str, str], aliases: str
) -> None:
    assert save(curator, remittances, **values).status_code == 302
    remittances.refresh_from_db()
    assert remittances.aliases_en.replace("\r", "") == aliases
    assert not remittances.aliases_es


def test_too_many_other_names_are_refused_with_a_message(curator: Client, remittances: PolicyArea) -> None:
    assert "2000" in errors_of(save(curator, remittances, name_en="New", aliases_en="x" * 1995))


def test_names_in_other_languages_are_asked_after(curator: Client, remittances: PolicyArea) -> None:
    def said(**values: str) -> str:
        remittances.refresh_from_db()
        response = save(curator, remittances, **values)
        return curator.get(response["Location"]).content.decode()

    assert "these are as before: Envois de fonds, Remesas. Do they still fit?" in said(name_en="Wages sent home")
    assert "this one is as before: Remesas. Does it still fit?" in said(name_en="Wages", name_fr="Salaires")
    assert "as before" not in said(description_en="Money.")
    assert "as before" not in said(name_en="Pay", name_fr="Paie", name_es="Paga")


def test_two_who_rename_at_once_lose_nothing(curator: Client, remittances: PolicyArea) -> None:
    history.catch_up(remittances)
    mine = form_of(remittances, description_en="Money.")
    save(curator, remittances, name_en="Wages sent home")
    there = reverse("admin:practices_policyarea_change", args=[remittances.pk])
    response = curator.post(there, mine)
    assert response.status_code in {200, 302}
    if response.status_code == 200:
        assert "newer version" in errors_of(response)
        curator.post(there, mine | {"_seen": response.context["conflict"].newer.number})
    remittances.refresh_from_db()
    assert (remittances.name_en, remittances.description_en) == ("Wages sent home", "Money.")
    assert remittances.aliases_en == "hawala\nRemittances"


# What stays as it is -----------------------------------------------------------------------------


def test_a_term_is_not_replaced_in_its_form(curator: Client, vocabulary: factories.Vocabulary) -> None:
    old, new = vocabulary.areas[:2]
    assert save(curator, old, merged_into=new.pk, retired="on").status_code == 302
    old.refresh_from_db()
    assert (old.retired, old.merged_into) == (True, None)
    PolicyArea.objects.filter(pk=old.pk).update(merged_into=new)
    assert "must be retired" in errors_of(save(curator, old, retired=""))


def test_codes_are_fixed_and_the_rest_is_the_publishers(vocabulary: factories.Vocabulary) -> None:
    client = factories.signed_in(factories.person("pat", "Publisher"))
    egypt, region = Country.objects.get(code="EG"), vocabulary.regions[1]
    other = {"code": "ZZ", "iso3": "ZZZ", "m49": "999", "name_fr": "L’Égypte", "region": vocabulary.regions[2].pk}
    assert save(client, egypt, **other).status_code == 302
    egypt.refresh_from_db()
    assert (egypt.code, egypt.iso3, egypt.m49) == ("EG", "EGY", "818")
    assert (egypt.name_fr, egypt.region) == ("L’Égypte", vocabulary.regions[2])
    assert save(client, region, m49="999", name_fr="Afrique du Nord").status_code == 302
    region.refresh_from_db()
    assert (region.m49, region.name_fr) == ("015", "Afrique du Nord")
    for role in ("Contributor", "Editor"):
        client = factories.signed_in(factories.person(role, role))
        there = reverse("admin:practices_country_change", args=[egypt.pk])
        assert client.get(there).status_code == 200
        assert client.post(there, form_of(egypt)).status_code == 403


def test_what_is_retired_is_not_offered_where_it_is_not_chosen_already(
    curator: Client, vocabulary: factories.Vocabulary
) -> None:
    africa, northern, asia = vocabulary.regions
    Region.objects.filter(pk__in=[northern.pk, asia.pk]).update(retired=True)
    there = reverse("admin:practices_country_change", args=[Country.objects.get(code="EG").pk])
    assert set(curator.get(there).context["adminform"].form.fields["region"].queryset) == {africa, northern}
    added = curator.get(reverse("admin:practices_country_add"))
    assert set(added.context["adminform"].form.fields["region"].queryset) == {africa}


# Documents --------------------------------------------------------------------------------------


def test_the_form_of_a_document_says_what_is_wrong_with_its_numbers(
    curator: Client, vocabulary: factories.Vocabulary
) -> None:
    answer = save(curator, vocabulary.source, isbn="978-92-9068-406-1", doi="https://example.org/10.1/a", language="xx")
    text = answer.content.decode()
    for sentence in ("This ISBN has a typing error", "Write the DOI, as", "‘xx’ is no code of ISO 639"):
        assert sentence in text, sentence


def test_where_to_find_a_document_is_told_in_each_language_and_kept_in_its_history(
    curator: Client, vocabulary: factories.Vocabulary
) -> None:
    texts = {"where_to_find_en": "At IOM.", "where_to_find_fr": "À l’OIM."}
    assert save(curator, vocabulary.source, **texts, kind="treaty").status_code == 302
    source = Source.objects.get(pk=vocabulary.source.pk)
    assert (source.kind, source.where_to_find_fr) == ("treaty", "À l’OIM.")
    assert texts.items() <= history.latest(source).content.items()
