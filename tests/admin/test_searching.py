"""What curators find in lists and autocompletes: names, however they are typed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Country, Involvement, Organisation, PolicyArea, Practice, Source
from tests import factories
from tests.admin.forms import LIST
from tests.admin.test_rows import offered

pytestmark = pytest.mark.both_databases

RIGHTS, COOPERATION = "Protection of migrant workers’ rights", "Inter‑state cooperation"
TYPED = [
    (RIGHTS, "migrant workers’ rights"),
    (RIGHTS, "MIGRANT WORKERS' RIGHTS"),
    (RIGHTS, "workers rights"),
    (RIGHTS, "mig\u00adrant work\u200bers"),
    (COOPERATION, "inter-state"),
    (COOPERATION, "inter‑state cooperation"),
    (COOPERATION, "inter state"),
    ("Agence nationale de l’emploi & des métiers", "l'emploi"),
    ("Agence nationale de l’emploi & des métiers", "emploi et des metiers"),
    ("Agence nationale de l’emploi & des métiers", "l’emploi and des"),
    ("Œuvre sociale", "oeuvre"),
    ("Oeuvre sociale", "œuvre"),
]


def listed(client: Client, model: str, typed: str) -> list[str]:
    """Return what a list of the admin shows for a search."""
    response = client.get(reverse(f"admin:practices_{model}_changelist"), {"q": typed})
    assert response.status_code == 200
    return [str(thing) for thing in response.context["cl"].result_list]


@pytest.mark.parametrize(("name", "typed"), TYPED)
def test_an_organisation_is_found_however_its_name_is_typed(curator: Client, name: str, typed: str) -> None:
    factories.rows([Organisation(slug="one", name_en=name), Organisation(slug="other", name_en="Savings bank")])
    assert listed(curator, "organisation", typed) == [name]
    assert offered(curator, typed, "involvement.organisation") == [name]


@pytest.mark.parametrize(("name", "typed"), TYPED)
def test_a_practice_is_found_however_its_title_is_typed(curator: Client, name: str, typed: str) -> None:
    factories.draft("Savings bank")
    factories.draft("Second", title_fr=name)
    assert [Practice.objects.get(title_fr=name).pk] == [
        one.pk for one in curator.get(reverse(LIST), {"q": typed}).context["cl"].result_list
    ]


def test_a_practice_is_found_by_its_number_link_name_summary_and_organisations(curator: Client) -> None:
    one = factories.draft("Titre", summary_en="Über the sea.", slug="abc-def")
    factories.draft("Other")
    employment = Organisation.objects.create(slug="anapec", name_en="Agency", acronym_fr="ANAPEC", name_fr="L’Agence")
    Involvement.objects.create(practice=one, organisation=employment)
    for typed in (str(one.pk), "abc-def", "uber", "anapec", "l'agence", "titre uber"):
        assert one.pk in [found.pk for found in curator.get(reverse(LIST), {"q": typed}).context["cl"].result_list]
    assert listed(curator, "practice", "&") == [] == listed(curator, "practice", "quagga")
    one.title_en = "Renamed"
    one.save()
    assert listed(curator, "practice", "rename") == ["Renamed"]


def test_a_practice_is_found_by_its_sources_and_by_words_that_stand_in_several_places(curator: Client) -> None:
    one, other = factories.draft("Savings at home"), factories.draft("A pilot by philosophers")
    document = Source.objects.create(
        slug="idm", title="Étude sur l’épargne", short_citation="OIM, DIM 12 (2010)", document_symbol="MC/INF/310",
        kind="report", authors_en="A",
    )  # fmt: skip
    one.citations.update(source=document)
    labour = Organisation.objects.create(slug="ilo", name_en="Labour Organization", acronym_en="I.L.O.")
    Involvement.objects.create(practice=one, organisation=labour)
    for typed in ("etude epargne", "DIM 12", "mc/inf/310", "ILO", "i.l.o.", "savings ilo", "ilo 310 HOME"):
        assert listed(curator, "practice", typed) == [one.title], typed
    assert one.title in listed(curator, "practice", f"{one.pk}")
    assert listed(curator, "practice", "ilo pilot") == []
    assert listed(curator, "practice", "pil philos") == [other.title]
    assert listed(curator, "practice", "savings " * 60) == [one.title], "words that are typed twice are one"
    assert len(listed(curator, "practice", " ".join(f"w{number}" for number in range(100)))) == 0


@pytest.mark.usefixtures("vocabulary")
def test_vocabularies_and_sources_are_found_alike(curator: Client) -> None:
    assert listed(curator, "country", "EGYPTE") == listed(curator, "country", "égypte") == ["Egypt"]
    Source.objects.create(slug="s", title="L’emploi", short_citation="OIT (2011)", kind="report", authors_en="É, A.")
    assert listed(curator, "source", "l'emploi") == ["OIT (2011)"]
    assert listed(curator, "policyarea", "REMITTANCES") == ["Remittances"]
    assert len(listed(curator, "policyarea", " ")) == 3 and listed(curator, "policyarea", "’") == []


@pytest.mark.usefixtures("vocabulary")
def test_a_name_is_not_given_twice_in_another_spelling(curator: Client) -> None:
    texts = {f"{name}_{code}": "" for name in ("name", "description", "aliases") for code in ("en", "fr", "es")}
    data = texts | {"slug": "public-help", "name_en": "Public‑Support"}
    page = curator.post(reverse("admin:practices_policyarea_add"), data)
    assert page.status_code == 200 and "Another term has this name already." in page.content.decode()
    Organisation.objects.create(slug="ministry", name_en="Ministry of Labour & Health")
    names = {f"{name}_{code}": "" for name in ("name", "acronym") for code in ("en", "fr", "es")}
    data = names | {"slug": "other", "name_en": "Ministry of labour and health"}
    page = curator.post(reverse("admin:practices_organisation_add"), data)
    assert page.status_code == 200 and "Another organisation has this name already." in page.content.decode()
    elsewhere = data | {"country": Country.objects.get(code="MA").pk, "_is_another": "1"}
    assert curator.post(reverse("admin:practices_organisation_add"), elsewhere).status_code == 302
    assert PolicyArea.objects.count() == 3 and Organisation.objects.count() == 2


def test_the_practice_whose_number_was_typed_comes_first(curator: Client) -> None:
    one = factories.draft("Zanzibar trains nurses")
    other = factories.draft("Act", title_fr=f"Loi {one.pk}")
    response = curator.get(reverse(LIST), {"q": str(one.pk), "o": "2"})
    assert [practice.pk for practice in response.context["cl"].result_list] == [one.pk, other.pk]
