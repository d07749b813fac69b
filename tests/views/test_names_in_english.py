"""A term without a French name: wherever a French page shows the English one, it is marked as English."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from practices.models import Country, Involvement, MigrationPhase, Organisation, PolicyArea
from tests import factories

PAGES = [
    "",
    "practices/?policy_area=zebra",
    "practices/?q=zebra",
    "policy-areas/",
    "policy-areas/zebra/",
    "phases/zebra-phase/",
    "gaps/?policy_area=zebra",
    "countries/?policy_area=zebra",
    "countries/MA/",
    "organisations/",
    "organisations/zebra-union/",
    "sources/report/",
]
# A field is plain text, to be copied: nothing in it can be marked.
SHOWN = "//body//text()[contains(., 'Zebra')][not(ancestor::script or ancestor::textarea)]"


@pytest.mark.django_db
def test_it_is_marked_on_every_page(client: Client, vocabulary: factories.Vocabulary) -> None:
    area = PolicyArea.objects.create(slug="zebra", name_en="Zebra area", description_en="Zebras at large.")
    phase = MigrationPhase.objects.create(slug="zebra-phase", name_en="Zebra phase")
    morocco = Country.objects.get(code="MA")
    terms = {"policy_areas": [area], "migration_phases": [phase], "countries": [(morocco, "origin")]}
    practice = factories.practice("Nurses", **terms)
    union = Organisation.objects.create(slug="zebra-union", name_en="Zebra union")
    Involvement.objects.create(practice=practice, organisation=union, part="lead")
    for path in [*PAGES, practice.get_absolute_url().lstrip("/")]:
        page = html.fromstring(client.get(f"/fr/{path}", follow=True).content.decode())
        assert page.xpath(SHOWN), path
        unmarked = page.xpath(f"{SHOWN}[not(ancestor::*[@lang][1]/@lang = 'en')]")
        assert not unmarked, (path, [html.tostring(text.getparent(), encoding="unicode") for text in unmarked])
