"""Replacing organisations and sources: pages, the API and files say the one that is left, until it is undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Citation, Involvement, Organisation, Practice, Source
from tests import factories, scenes
from tests.editorial.test_merging_terms import address, look, merge, undo

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def curator() -> Client:
    return factories.signed_in(factories.person("ed", "Editor"))


@pytest.fixture
def iom() -> tuple[Organisation, Organisation, Practice]:
    """Two entries of one organisation, and a practice with both of them."""
    old = Organisation.objects.create(slug="oim", name_en="Org. for Migration", acronym_en="OIM")
    new = Organisation.objects.create(slug="iom", name_en="International Organization for Migration", acronym_en="IOM")
    practice = factories.practice("Nurses")
    for one in (old, new):
        Involvement.objects.create(practice=practice, organisation=one, part="lead")
    return old, new, practice


def texts_of(practice: Practice, word: str) -> list[int]:
    """Return how often a word stands on the page of a practice, in the API and in its files."""
    number, reader = practice.pk, Client()
    paths = [
        practice.get_absolute_url(),
        f"/api/v1/practices/{number}",
        f"/practices/{number}.md",
        "/practices/export.csv",
        f"/oai?verb=GetRecord&metadataPrefix=mods&identifier=oai:example.org:practice/{number}",
    ]
    return [reader.get(path).content.decode().count(word) for path in paths]


def test_an_organisation_leads_on_everywhere_and_back(
    curator: Client, iom: tuple[Organisation, Organisation, Practice]
) -> None:
    old, new, practice = iom
    reader = Client()
    before = texts_of(practice, "Org. for Migration")
    assert all(before[:4])
    page = look(curator, old, new).content.decode()
    assert "<code>/organisations/oim/</code> → <code>/organisations/iom/</code>" in page
    assert "International Organization for Migration" in page
    assert merge(curator, old, new).status_code == 302
    redirect = reader.get("/fr/organisations/oim/")
    assert (redirect.status_code, redirect["Location"]) == (301, "/fr/organisations/iom/")
    assert texts_of(practice, "Org. for Migration")[:4] == [0, 0, 0, 0]
    told = reader.get(f"/api/v1/practices/{practice.pk}").json()["organisations"]
    assert [(one["slug"], one["part"]) for one in told] == [("iom", "lead")]
    assert scenes.found("OIM") == scenes.found("IOM") == [practice.pk]
    assert "Org. for Migration" not in reader.get("/organisations/").content.decode()
    undo(curator, old)
    assert texts_of(practice, "Org. for Migration") == before
    assert reader.get("/organisations/oim/").status_code == 200


def test_a_source_leads_on_with_its_passages_and_back(curator: Client) -> None:
    practice, reader = factories.practice("Nurses"), Client()
    old = practice.citations.get().source
    new = Source.objects.create(slug="new", title="The report", short_citation="IOM (2010)", kind="report", year=2010)
    other = factories.practice("Doctors")
    Citation.objects.filter(practice=other).update(source=new)
    assert merge(curator, old, new).status_code == 302
    assert reader.get(f"/sources/{old.slug}.ris")["Location"] == "/sources/new.ris"
    shown = reader.get("/sources/new/").context["document"]
    assert {one.card.practice.pk for one in shown.reported} == {practice.pk, other.pk}
    (cited,) = reader.get(f"/api/v1/practices/{practice.pk}").json()["citations"]
    assert (cited["source"], "The report" in cited["reference"]) == ("new", True)
    (listed,) = reader.get("/api/v1/sources").json()["results"]
    assert (listed["slug"], listed["count"]) == ("new", 2)
    assert reader.get(f"/api/v1/sources/{old.slug}")["Location"] == "/api/v1/sources/new"
    assert "IOM (2010)" in reader.get("/practices/?q=nurses").content.decode()
    undo(curator, old)
    assert {one["slug"] for one in reader.get("/api/v1/sources").json()["results"]} == {"new", old.slug}


def test_what_resembles_it_is_offered_and_others_are_searched_for(curator: Client) -> None:
    old = Organisation.objects.create(slug="a", name_en="World Bank")
    twin = Organisation.objects.create(slug="b", name_en="The World Bank")
    far = Organisation.objects.create(slug="c", name_en="Banque du Maroc")

    def offered(**asked: Any) -> set[Any]:
        return set(curator.get(address(old), asked).context["choice"].fields["into"].queryset)

    assert offered() == {twin}
    assert offered(find="maroc") == {far}
    assert offered(into=far.pk) == {twin, far}
    assert offered(find="nothing such") == set()


def test_those_who_may_only_add_do_not_merge(iom: tuple[Organisation, Organisation, Practice]) -> None:
    client = factories.signed_in(factories.person("clara", "Contributor"))
    assert client.get(address(iom[0])).status_code == 403
    apart = reverse("admin:practices_organisation_apart", args=[iom[0].pk, iom[1].pk])
    assert client.post(apart).status_code == 403
