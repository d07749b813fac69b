"""Documents: the bibliography, what each reports in the order of its passages, and where links to them lead."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from practices import search
from practices.discovery import sources
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.discovery.sources import Documented
from practices.models import Citation, Source
from practices.taxonomy import vocabularies
from tests import factories
from tests.metadata.heads import SITE, structured, tree


@pytest.fixture
def law(vocabulary: factories.Vocabulary) -> Source:
    """A law that two practices cite, each twice."""
    made = Source.objects.create(
        slug="act-12",
        title="An Act",
        short_citation="Act 12",
        kind="law",
        authors="Parliament",
        language="fr",
        doi="10.18356/1a2b",
        isbn="978-92-9068-406-0",
        url="https://example.org/act?a=1&b=2",
        licence="CC BY 4.0",
        where_to_find_en="In the official gazette.",
        where_to_find_fr="Au journal officiel.",
    )
    late, early = factories.practice("Late"), factories.practice("Early")
    for practice, place in [
        (late, {"pages": "112"}),
        (late, {"pages": "30-31"}),
        (early, {"section": "Annex"}),
        (early, {"pages": "9, 12"}),
    ]:
        Citation.objects.create(practice=practice, source=made, **place)
    return made


def test_an_archived_copy_is_linked_and_told_to_machines(client: Client, law: Source) -> None:
    kept = "https://archive.example/act"
    Source.objects.filter(pk=law.pk).update(archived_url=kept, where_to_find_en="Ask at https://example.org/office.")
    page = tree(client.get("/sources/act-12/"))
    links = {link.text_content(): link.get("href") for link in page.xpath("//main//a")}
    assert links["Open the archived copy"] == kept
    assert links["https://example.org/office"] == "https://example.org/office"
    assert client.get("/api/v1/sources/act-12").json()["archived_url"] == kept


@pytest.mark.both_databases
def test_practices_and_passages_stand_in_the_order_of_the_document(client: Client, law: Source) -> None:
    page = tree(client.get("/sources/act-12/"))
    told = [
        (one.xpath(".//h3")[0].text_content().strip(), [place.text_content() for place in one.xpath(".//li/b")])
        for one in page.xpath("//ol[@class='reports']/li")
    ]
    assert told == [("Early", ["Pp. 9, 12", "Section ‘Annex’"]), ("Late", ["Pp. 30–31", "P. 112"])]


@pytest.mark.both_databases
def test_passages_are_read_by_pages_then_by_paragraphs_then_by_section(
    law: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many figures a number has, whatever drafts cite, and on whichever page of the document they stand."""
    law.citations.all().delete()  # type: ignore[attr-defined]
    in_order = [
        {"pages": "0"},
        {"pages": "9", "section": "Z"},
        {"pages": "10-12", "section": "A"},
        {"pages": "10, 14", "section": "B"},
        {"pages": "100-"},
        {"pages": "9" * 16},
        {"paragraphs": "2", "section": "Z"},
        {"paragraphs": "11"},
        {"section": "A"},
        {"section": "B"},
    ]
    made = [factories.practice(str(number)) for number in range(len(in_order))]
    for practice, place in reversed(list(zip(made, in_order, strict=True))):
        Citation.objects.create(practice=practice, source=law, **place)
    Citation.objects.create(practice=made[0], source=law, section="A", note_en="Again")
    Citation.objects.create(practice=factories.draft(), source=law, pages="1")
    monkeypatch.setattr(sources, "REPORTED_SIZE", 4)
    pages = [Documented("act-12", search.snapshot(), str(number)).reported for number in (1, 2, 3)]
    assert [one.card.practice.title for page in pages for one in page] == [one.title for one in made]
    assert [passage.section for passage in pages[0][0].passages] == ["", "A"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Its plans are read here.")
def test_a_long_document_is_walked_along_an_index(law: Source) -> None:
    plan = sources._passages({law.pk}).values_list("practice_id", flat=True).explain()
    assert "citation_reading_order" in plan and "TEMP B-TREE" not in plan


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("slug", ["idm-12", "klein-solomon-2007", "mc-inf-267"])
def test_every_published_passage_is_there_once(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "REPORTED_SIZE", 1000)
    found = Documented(slug, search.snapshot())
    numbers = [citation.pk for one in found.reported for citation in one.passages]
    wanted = Citation.objects.filter(source__slug=slug, practice__state="published")
    assert sorted(numbers) == sorted(wanted.values_list("pk", flat=True))
    assert found.tally.total == len(found.reported)


@pytest.mark.usefixtures("catalogue")
def test_a_long_report_goes_on_over_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "REPORTED_SIZE", 1000)
    whole = [one.card.practice.pk for one in Documented("idm-12", search.snapshot()).reported]
    monkeypatch.setattr(sources, "REPORTED_SIZE", 20)
    pages = [Documented("idm-12", search.snapshot(), str(number)).reported for number in (1, 2, 3, 4)]
    assert [one.card.practice.pk for page in pages for one in page] == whole
    page = tree(client.get("/sources/idm-12/?page=2"))
    assert page.xpath("//ol[@class='reports']/@start") == ["21"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex, follow"]


def test_the_page_tells_what_is_known_and_where_to_find_it(client: Client, law: Source) -> None:
    text = client.get("/sources/act-12/").content.decode()
    for piece in (
        "978-92-9068-406-0",
        "https://doi.org/10.18356/1a2b",
        "In the official gazette.",
        "French",
        "CC BY 4.0",
    ):
        assert piece in text, piece
    assert 'href="https://example.org/act?a=1&amp;b=2"' in text
    french = client.get("/fr/sources/act-12/").content.decode()
    assert "Au journal officiel." in french and "<dd>français</dd>" in french
    assert '<h1 lang="fr">An Act</h1>' in french
    Source.objects.filter(pk=law.pk).update(language="fil")  # which Django has no name for
    assert "<dd>filipino</dd>" in client.get("/fr/sources/act-12/").content.decode()


def test_a_document_of_which_nobody_knows_where_it_is_says_so(client: Client, practice: Any) -> None:
    practice()
    text = client.get("/sources/report/").content.decode()
    assert "The catalogue does not know where this document can be found." in text
    assert "undated" in text


@pytest.mark.parametrize("ending", ["ris", "bib", "csl.json"])
def test_it_can_be_taken_into_a_reference_manager(client: Client, law: Source, ending: str) -> None:
    answer = client.get(f"/fr/sources/act-12.{ending}")
    assert answer["Content-Disposition"] == f'attachment; filename="source-act-12.{ending}"'
    text = answer.content.decode()
    assert "10.18356/1a2b" in text
    if ending == "csl.json":
        (item,) = json.loads(text)
        assert (item["type"], item["ISBN"]) == ("legislation", "978-92-9068-406-0")
    assert client.get(f"/sources/nothing.{ending}").status_code == 404


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
def test_the_bibliography_has_every_document_with_its_number(client: Client) -> None:
    page = tree(client.get("/sources/"))
    rows = page.xpath("//ol[@class='bibliography']/li")
    links = {row.xpath(".//h2/a/@href")[0]: int(row.xpath(".//p[@class='end']//b")[0].text) for row in rows}
    counts = Browse(Criteria()).results.counts["source"]
    assert links == {f"/sources/{slug}/": count for slug, count in counts.items()}
    assert "MC/INF/267" in page.text_content()
    assert "ISSN 1726-2224" in page.text_content()


def test_the_bibliography_goes_on_over_pages(client: Client, law: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PAGE_SIZE", 1)
    shown = [tree(client.get(f"/sources/?page={page}")).xpath("//h2/a/@href")[0] for page in ("1", "2", "77", "no")]
    assert shown == ["/sources/act-12/", "/sources/report/", "/sources/report/", "/sources/act-12/"]


def test_former_names_redirect_and_unknown_ones_are_not_found(client: Client, law: Source) -> None:
    Source.objects.filter(pk=law.pk).update(slug="act-12-2007")
    for path, target in [
        ("/es/sources/act-12/", "/es/sources/act-12-2007/"),
        ("/sources/ACT-12-2007/?page=2", "/sources/act-12-2007/?page=2"),
        ("/sources/act-12.ris", "/sources/act-12-2007.ris"),
    ]:
        answer = client.get(path)
        assert (answer.status_code, answer.get("Location")) == (301, target)
    for path in ("/sources/iom/", "/sources/x.ris", "/sources/%00/", f"/sources/{'a' * 300}/"):
        assert client.get(path).status_code == 404, path


def test_a_practice_leads_to_its_documents_and_says_where_to_find_them(client: Client, law: Source) -> None:
    practice = law.citations.first().practice  # type: ignore[union-attr]
    reported = tree(client.get(practice.get_absolute_url())).xpath("//section[@id='sources']")[0]
    assert "/sources/act-12/" in reported.xpath(".//p[@class='ref']/a/@href")
    assert re.search(
        r"Where to find it\s+Open the document\s+doi:10.18356/1a2b\s+In the official", reported.text_content()
    )


def test_machines_read_the_work_itself(client: Client, law: Source) -> None:
    things = structured(client.get("/sources/act-12/"))
    assert things["Legislation"]["sameAs"] == "https://doi.org/10.18356/1a2b"
    assert things["Legislation"]["isbn"] == "978-92-9068-406-0"
    assert things["CollectionPage"]["about"]["@id"] == f"{SITE}/sources/act-12/#document"
    assert [step["item"] for step in things["BreadcrumbList"]["itemListElement"]][-2:] == [
        f"{SITE}/sources/",
        f"{SITE}/sources/act-12/",
    ]


def test_the_api_tells_all_of_it(client: Client, law: Source) -> None:
    law.authors = "{Ministry of Labour, Republic of Korea}\nA, B"
    law.save()
    told = client.get("/api/v1/sources/act-12?lang=fr").json()
    assert (told["doi"], told["isbn"], told["licence"]) == ("10.18356/1a2b", "978-92-9068-406-0", "CC BY 4.0")
    assert told["where_to_find"] == "Au journal officiel."
    assert told["institutions"] == ["Ministry of Labour, Republic of Korea"]
    assert told["authors"] == ["Ministry of Labour, Republic of Korea", "A, B"]
    assert client.get(told["page"].removeprefix(SITE)).status_code == 200


@pytest.mark.both_databases
@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("address", "most"), [("/sources/", 3), ("/sources/idm-12/", 9), ("/sources/idm-12.ris", 4)])
def test_it_makes_few_queries(
    client: Client, address: str, most: int, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    Browse(Criteria())  # builds the index
    monkeypatch.setattr(vocabularies, "_cached", None)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200
