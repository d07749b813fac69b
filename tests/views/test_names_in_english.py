"""A term without a French name: wherever a French page shows the English one, it is marked as English."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from practices.models import Country, Involvement, MigrationPhase, Organisation, PolicyArea
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "",
        "practices/?policy_area=zebra",
        "practices/?q=zebra",
        "policy-areas/",
        "policy-areas/zebra/",
        "phases/zebra-phase/",
        "gaps/",
        "gaps/?policy_area=zebra",
        "countries/?policy_area=zebra",
        "countries/MA/",
        "organisations/",
        "organisations/zebra-union/",
        "sources/report/",
        "{practice}",
    ],
)
def test_it_is_marked(client: Client, vocabulary: factories.Vocabulary, path: str) -> None:
    area = PolicyArea.objects.create(slug="zebra", name_en="Zebra area", description_en="Zebras at large.")
    phase = MigrationPhase.objects.create(slug="zebra-phase", name_en="Zebra phase")
    union = Organisation.objects.create(slug="zebra-union", name_en="Zebra union")
    morocco = Country.objects.get(code="MA")
    practice = factories.practice(
        "Nurses", policy_areas=[area], migration_phases=[phase], countries=[(morocco, "origin")]
    )
    Involvement.objects.create(practice=practice, organisation=union, part="lead")
    address = practice.get_absolute_url().lstrip("/") if path == "{practice}" else path
    response = client.get(f"/fr/{address}", follow=True)
    page = html.fromstring(response.content.decode())
    shown = "//body//text()[contains(., 'Zebra')][not(ancestor::script)]"
    assert page.xpath(shown)
    unmarked = page.xpath(f"{shown}[not(ancestor::*[@lang][1]/@lang = 'en')]")
    assert not unmarked, [html.tostring(text.getparent(), encoding="unicode") for text in unmarked]
