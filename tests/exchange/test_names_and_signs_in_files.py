"""Importing practices from files that people made: signs that nobody sees, and names however they are written."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from practices.models import Organisation, Practice
from tests import factories
from tests.exchange.files import NEW, confirm, csv_bytes, opened, same, workbook, xlsx_bytes

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.fixture
def client(db: None) -> Client:
    """An editor's browser."""
    return factories.signed_in(factories.person("nadia", "Editor"))


INVISIBLE = {
    "two marks of byte order": lambda data: b"\xef\xbb\xbf\xef\xbb\xbf" + data,
    "two marks, and quotation marks": lambda data: (
        b"\xef\xbb\xbf\xef\xbb\xbf" + data.replace(b"id,title_en", b'"id","title_en"')
    ),
    "a zero width space in a heading": lambda data: data.replace(b"title_en", b"title\xe2\x80\x8b_en"),
    "a mark of byte order in the middle": lambda data: data.replace(b"title_en", b"\xef\xbb\xbftitle_en"),
    "sep= behind a mark": lambda data: b"\xef\xbb\xbfsep=,\r\n" + data,
}


@pytest.mark.parametrize("change", INVISIBLE.values(), ids=INVISIBLE)
def test_headings_are_known_whatever_nobody_sees_in_them(client: Client, change: Callable[[bytes], bytes]) -> None:
    confirm(client, *opened(client, change(csv_bytes(NEW))))
    assert Practice.objects.get().title_en == NEW["title_en"]


@pytest.mark.parametrize("make", [csv_bytes, lambda *rows: xlsx_bytes(workbook(*rows))], ids=["CSV", "XLSX"])
def test_cells_are_cleaned_before_they_are_compared(client: Client, make: Callable[..., bytes]) -> None:
    stays = factories.draft("Régime of nurses", done_en="one\ntwo")
    dirty = same(
        stays, title_en="Re\u0301gime of nur\u00adses\u200b", done_en="one_x000D_\ntwo", level="nati\u00adonal"
    )
    _address, page = opened(client, make(dirty))
    assert "1</strong> unchanged" in page


def test_names_are_known_however_they_are_written(client: Client) -> None:
    Organisation.objects.create(slug="anapec", name_en="Agency", name_fr="Agence de l’emploi & des compétences")
    Organisation.objects.create(slug="ana-pec", name_en="Another")
    row = NEW | {"organisations": "agence de l'emploi et des competences | lead", "policy_areas": "PUBLIC‑SUPPORT"}
    confirm(client, *opened(client, csv_bytes(row)))
    made = Practice.objects.get()
    assert [one.slug for one in made.organisations.all()] == ["anapec"]
    assert [one.slug for one in made.policy_areas.all()] == ["public-support"]
    confirm(client, *opened(client, csv_bytes(NEW | {"title_en": "Two", "organisations": "Ana-PEC | lead"})))
    assert Practice.objects.latest("pk").organisations.get().slug == "ana-pec"
