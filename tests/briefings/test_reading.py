"""A briefing says what it said on its day, and what became of its practices since."""

from __future__ import annotations

import datetime
import io
import re
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from practices.models import Briefing, Practice, Requirement
from practices.papers import pdf
from tests import factories
from tests.briefings.made import made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


@pytest.fixture
def two() -> list[Practice]:
    first, second = factories.practice("Fees are lowered"), factories.practice("A code is kept")
    factories.rows([Requirement(practice=first, kind="partner", text_en="Banks that are open to it.", place=1)])
    return [first, second]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition('<article class="sheet">')[2]).split())


def test_it_stays_as_it_was_and_tells_what_has_changed(client: Client, two: list[Practice]) -> None:
    reading, _keeping = made(client, *two)
    before = words(client.get(reading).text)
    for text in ("Fees are lowered", "What somebody did.", "Banks that are open to it. (1)", "Mind the fees.", "[1]"):
        assert text in before
    assert "What has changed since" not in client.get(reading).text
    two[0].summary_en = "What somebody did in 2020."
    two[0].save()
    page = client.get(reading).text
    assert words(page) == before
    assert "This practice has changed since." in page
    assert "2020" in page.partition('<dl class="since">')[2].partition("</dl>")[0]


def test_of_what_is_withdrawn_only_title_day_and_reason_stay(client: Client, two: list[Practice]) -> None:
    reading, _keeping = made(client, *two)
    factories.withdraw(two[0], "It was made up.")
    page = client.get(reading).text
    assert "It was made up." in page
    assert "Fees are lowered" in words(page)
    document = _text(client.get(f"{reading[:-1]}.docx").content)
    for text in ("What somebody did.", "Banks that are open to it."):
        assert words(page).count(text) == (text == "What somebody did."), "the other practice has that summary too"
        assert document.count(text) == (text == "What somebody did.")
    assert f"entry {two[0].pk}" not in page
    assert "Fees are lowered" not in client.get(f"{reading[:-1]}.ris").text


def test_what_was_merged_leads_on_and_what_is_gone_is_told(client: Client, two: list[Practice]) -> None:
    reading, _keeping = made(client, *two)
    new = factories.practice("Both in one")
    Practice.objects.filter(pk=two[0].pk).update(state="merged", replaced_by=new)
    Practice.objects.filter(pk=two[1].pk).update(state="archived")
    page = client.get(reading).text
    assert "Both in one" in page
    assert "no longer in the catalogue" in page


def test_it_is_in_the_language_of_its_maker_and_says_where_a_text_is_not(client: Client, two: list[Practice]) -> None:
    two[0].title_fr, two[0].summary_fr = "Des frais réduits", "Ce qui a été fait."
    factories.translate(two[0])
    reading, _keeping = made(client, *two, prefix="/fr")
    page = client.get(reading).text
    assert '<h3 lang="fr">1. Des frais réduits</h3>' in page
    assert '<h3 lang="en">2. A code is kept</h3>' in page
    assert "Traduction non officielle" in page
    english = client.get(reading.removeprefix("/fr"))
    assert (english.status_code, english["Location"]) == (302, reading)


def test_nobody_keeps_finds_or_passes_on_its_address(client: Client, two: list[Practice]) -> None:
    reading, _keeping = made(client, *two)
    for path in (reading, *(f"{reading[:-1]}.{ending}" for ending in ("docx", "pdf", "ris"))):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
    assert "Disallow: /fr/briefings/" in client.get("/robots.txt").text
    assert client.cookies.get("sessionid") is None


def test_when_its_time_is_over_it_is_gone_before_it_is_deleted(client: Client, two: list[Practice]) -> None:
    reading, keeping = made(client, *two)
    Briefing.objects.update(ends_at=timezone.now() - datetime.timedelta(minutes=1))
    assert [client.get(path).status_code for path in (reading, keeping)] == [410, 410]


def test_the_document_says_the_same(client: Client, two: list[Practice]) -> None:
    reading, _keeping = made(client, *two)
    said = _text(client.get(f"{reading[:-1]}.docx").content)
    for text in ("For the ministers", "Mind the fees.", "Side by side", "Banks that are open to it.", "A report"):
        assert text in said


def test_the_pdf_is_tagged_and_takes_no_text_for_markup(client: Client, two: list[Practice]) -> None:
    reading, _keeping = made(client, *two, title="#panic() *stars*", note="$ = [")
    answer = client.get(f"{reading[:-1]}.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert b"/StructTreeRoot" in answer.content
    assert b"pdfuaid" in answer.content


def test_no_letter_and_no_failure_of_the_setting_is_an_error_without_a_way_out(
    client: Client, two: list[Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, _keeping = made(client, *two, title="測試 中文")
    answer = client.get(f"{reading[:-1]}.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    monkeypatch.setattr(pdf, "_PATIENCE", 0)
    answer = client.get(f"{reading[:-1]}.pdf")
    assert (answer.status_code, f'href="{reading[:-1]}.docx"' in answer.text) == (503, True)


def test_the_file_is_its_makers_own_but_for_the_texts_of_the_catalogue(client: Client, two: list[Practice]) -> None:
    reading, _keeping = made(client, *two)
    document = client.get(f"{reading[:-1]}.docx").content
    about = ZipFile(io.BytesIO(document)).read("docProps/core.xml").decode()
    assert re.findall(r"<dc:creator>(.*?)</dc:creator>", about) in ([], [""])
    assert "Made with Labour Mobility Practices" in about
    assert f"Licence of the texts of the catalogue: {settings.LICENCE_NAME}" in _text(document)


def test_an_approach_says_so_and_links_lead_to_the_readers_language(client: Client, two: list[Practice]) -> None:
    Practice.objects.filter(pk=two[0].pk).update(evidence_basis="approach")
    reading, _keeping = made(client, *two, prefix="/fr")
    document = _text(client.get(f"{reading[:-1]}.docx").content)
    assert document.count("Approche · ") == 1
    assert f"{settings.SITE_URL}/fr/practices/{two[0].pk}/" in document
    slide = client.get(f"/fr/practices/{two[0].pk}/slide.svg").text
    assert ("Approche" in slide, f"{settings.SITE_URL}/fr/practices/{two[0].pk}/" in slide) == (True, True)


def test_who_reports_results_stands_side_by_side(client: Client, two: list[Practice]) -> None:
    Practice.objects.filter(pk=two[1].pk).update(results_en="Fees have fallen.")
    made(client, *two)
    rows = Briefing.objects.get().content["comparison"]["rows"]
    (cells,) = [[cell["text"] for cell in row["cells"]] for row in rows if row["label"] == "Results"]
    assert cells == ["", "reported"]


def test_without_a_list_of_sources_nothing_refers_to_it(client: Client, two: list[Practice]) -> None:
    reading, _keeping = made(client, *two, parts=["summaries"])
    for said in (words(client.get(reading).text), _text(client.get(f"{reading[:-1]}.docx").content)):
        assert "As reported in" in said
        assert "[1]" not in said


def _text(document: bytes) -> str:
    written = ZipFile(io.BytesIO(document)).read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", written)
