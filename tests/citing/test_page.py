"""What a practice's page tells people and reference managers about citing it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from lxml import html

from practices.models import Citation, Country, Practice, Source
from tests import factories
from tests.citing import zotero

NASTY = "Fees & \"costs\" <b>of Égypte</b> + 5 % – in '2026' 🌍"


@pytest.fixture
def shown(vocabulary: factories.Vocabulary) -> Practice:
    """A published practice with a title that needs escaping everywhere."""
    return factories.practice(
        NASTY,
        summary_en="What somebody did & why.",
        title_fr="Frais",
        summary_fr="En français.",
        policy_areas=vocabulary.areas[:1],
        migration_phases=vocabulary.phases[:1],
        countries=[(vocabulary.countries[0], "origin")],
    )


def page(client: Client, shown: Practice, prefix: str = "") -> str:
    return client.get(f"{prefix}/practices/{shown.pk}/{shown.slug}/").content.decode()


def test_zotero_gets_type_title_institution_date_and_address_right_from_the_head(
    client: Client, shown: Practice
) -> None:
    item = zotero.embedded(page(client, shown))
    published = f"{shown.published_at:%Y/%m/%d}"
    assert item.kind == "webpage"
    assert item.creators == [("", settings.PUBLISHER)]
    wanted = {"title": NASTY, "publisher": settings.PUBLISHER, "date": published, "language": "en"}
    wanted |= {"url": f"{settings.SITE_URL}/practices/{shown.pk}/", "abstract": "What somebody did & why."}
    assert wanted.items() <= item.fields.items()
    assert item.tags == ["Remittances", "Planning"]


def test_without_its_type_and_its_comma_zotero_would_get_it_wrong(client: Client, shown: Practice) -> None:
    spoilt = page(client, shown).replace('name="DC.type"', 'name="x"').replace("Migration,", "Migration")
    item = zotero.embedded(spoilt)
    assert item.kind == "journalArticle"
    assert item.creators == [("International Organization for", "Migration")]


def test_zotero_gets_them_right_from_the_context_object(client: Client, shown: Practice) -> None:
    (item,) = zotero.coins(page(client, shown))
    assert item.kind == "webpage"
    assert item.creators == [("", settings.PUBLISHER)]
    assert item.fields == {
        "title": NASTY.replace("+", " "),  # which is how Zotero reads a plus sign, escaped or not
        "websiteTitle": "Labour Mobility Practices",
        "publisher": settings.PUBLISHER,
        "date": f"{shown.published_at:%Y-%m-%d}",
        "url": f"{settings.SITE_URL}/practices/{shown.pk}/",
        "abstract": "What somebody did & why.",
        "language": "en",
    }
    assert item.tags == ["Remittances", "Planning", "Morocco"]


MINISTRY = "Ministry of Labour, Employment and Social Protection"


def test_a_publisher_with_a_comma_and_an_and_stays_one_author(client: Client, shown: Practice, settings: Any) -> None:
    settings.PUBLISHER = MINISTRY
    told = page(client, shown)
    assert zotero.embedded(told).creators == [("", MINISTRY.replace(",", "‚"))]
    assert [item.creators for item in zotero.coins(told)] == [[("", MINISTRY)]]


def test_zotero_is_offered_every_practice_of_a_list(client: Client, shown: Practice) -> None:
    for number in range(3):
        factories.practice(f"Another {number}", countries=[(Country.objects.get(code="MA"), "origin")])
    path = f"/sources/{factories.source().slug}/"
    for address in ("/practices/", "/fr/practices/", "/practices/?q=another+report", "/countries/MA/", path):
        tree = html.fromstring(client.get(address).content.decode())
        spans = tree.xpath('//span[@class="Z3988"]')
        titles = {item.fields["title"] for item in zotero.coins(html.tostring(tree, encoding="unicode"))}
        assert len(titles) >= 3, address
        assert all(span.get("aria-hidden") == "true" and not span.text_content() for span in spans)
        assert len("".join(span.get("title") for span in spans)) < 1_500 * len(spans)
    item = next(
        item for item in zotero.coins(client.get("/practices/").content.decode()) if "Fees" in item.fields["title"]
    )
    assert item.creators == [("", settings.PUBLISHER)]
    assert item.fields["url"] == f"{settings.SITE_URL}/practices/{shown.pk}/"
    assert (item.kind, item.fields["date"]) == ("webpage", f"{shown.published_at:%Y-%m-%d}")


def test_a_translated_page_is_told_in_its_language_with_the_same_address(client: Client, shown: Practice) -> None:
    french = page(client, shown, "/fr")
    for item in (zotero.embedded(french), *zotero.coins(french)):
        assert (item.fields["title"], item.fields["language"]) == ("Frais", "fr")
        assert item.fields["url"] == f"{settings.SITE_URL}/practices/{shown.pk}/"
    spanish = page(client, shown, "/es")  # not translated: it is in English
    assert zotero.embedded(spanish).fields["language"] == "en"


def test_the_section_has_both_references_and_the_files(client: Client, shown: Practice) -> None:
    (section,) = html.fromstring(page(client, shown)).xpath('//section[@id="cite"]')
    entry, source = (paragraph.text_content() for paragraph in section.xpath('.//p[@class="cite"]'))
    today = timezone.localdate()
    assert entry == (
        f"International Organization for Migration ({shown.published_at.year}). ‘{NASTY}’, Labour Mobility Practices, "  # type: ignore[union-attr]
        f"entry {shown.pk}. {settings.SITE_URL}/practices/{shown.pk}/ (accessed {today.day} {today:%B %Y})."
    )
    assert source == "Author, A. (2010). A report, section ‘A section’, pp. 21–26."
    links = section.xpath(".//a/@href")
    assert links == [f"/practices/{shown.pk}.{form}" for form in ("ris", "bib", "csl.json")]
    assert all(client.get(link).status_code == 200 for link in links)


def test_the_section_has_a_reference_of_each_document_with_all_passages(client: Client, shown: Practice) -> None:
    other = Source.objects.create(
        slug="other", title="Another report", short_citation="Other", kind="report", authors="B"
    )
    for fields in ({"source": other, "pages": "3"}, {"source": factories.source(), "paragraphs": "7"}):
        Citation.objects.create(practice=shown, **fields)
    (section,) = html.fromstring(page(client, shown)).xpath('//section[@id="cite"]')
    assert section.xpath(".//h3/text()") == ["This entry", "Documents that it rests on"]
    paragraphs = section.xpath('.//p[@class="cite"][@data-copy]')[1:]
    assert [paragraph.text_content() for paragraph in paragraphs] == [
        "Author, A. (2010). A report, section ‘A section’, pp. 21–26; para. 7.",
        "B (undated). Another report, p. 3.",
    ]
    assert len({paragraph.get("data-of") for paragraph in paragraphs}) == 2


def test_dublin_core_names_its_schemas(client: Client, shown: Practice) -> None:
    tree = html.fromstring(page(client, shown))
    schemas = set(tree.xpath('//link[starts-with(@rel, "schema.")]/@rel'))
    used = {name.partition(".")[0] for name in tree.xpath("//meta/@name") if re.match(r"DC", name)}
    assert {f"schema.{name}" for name in used} == schemas == {"schema.DC", "schema.DCTERMS"}
    (references,) = tree.xpath('//meta[@name="DCTERMS.references"]/@content')
    assert references == "Author, A. (2010). A report."
    assert tree.xpath('//meta[@name="DCTERMS.spatial"]/@content') == ["Morocco"]
