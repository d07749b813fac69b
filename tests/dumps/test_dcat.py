"""The description of the catalogue as a dataset, read by rdflib."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from rdflib import DCTERMS, FOAF, RDF, SKOS, Graph, Literal, Namespace, URIRef

from practices.dumps import files
from tests import factories

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning"),
]  # rdflib's own
SITE = "https://practices.example.org"
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # version 3, which rdflib's own does not know
COUNTRY = "http://publications.europa.eu/resource/authority/country"


@pytest.fixture
def graph(settings: Any, client: Client, vocabulary: factories.Vocabulary, tmp_path: Path) -> Graph:
    settings.SITE_URL = SITE
    settings.DUMPS_DIR = tmp_path
    files.make(timezone.now(), keep=1)
    morocco, egypt, _philippines = vocabulary.countries
    factories.practice(countries=[(morocco, "origin")], policy_areas=vocabulary.areas[:1], start_year=2004)
    factories.practice(countries=[(morocco, "origin")], start_year=1998, end_year=2011)
    factories.draft(countries=[(egypt, "origin")], start_year=1900)
    response = client.get("/dcat.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    return read(response.content)


def read(document: bytes) -> Graph:
    return Graph().parse(data=document, format="json-ld")


def one(graph: Graph, kind: URIRef) -> Any:
    (found,) = graph.subjects(RDF.type, kind)
    return found


def test_what_dcat_ap_demands_is_there(graph: Graph) -> None:
    catalogue, dataset = one(graph, DCAT.Catalog), one(graph, DCAT.Dataset)
    for thing in (catalogue, dataset):
        assert {title.language for title in graph.objects(thing, DCTERMS.title)} == {"en", "fr", "es"}
        assert {text.language for text in graph.objects(thing, DCTERMS.description)} == {"en", "fr", "es"}
        publisher = graph.value(thing, DCTERMS.publisher)
        assert (publisher, RDF.type, FOAF.Agent) in graph
        assert graph.value(publisher, FOAF.name) == Literal("International Organization for Migration")
        assert graph.value(thing, DCAT.contactPoint)
    assert (catalogue, DCAT.dataset, dataset) in graph
    assert isinstance(graph.value(dataset, DCTERMS.modified).toPython().year, int)


def test_every_distribution_can_be_had_under_a_licence(graph: Graph, client: Client) -> None:
    distributions = list(graph.objects(one(graph, DCAT.Dataset), DCAT.distribution))
    assert len(distributions) == 8
    for distribution in distributions:
        assert graph.value(distribution, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
        assert graph.value(distribution, DCAT.mediaType)
        address = str(graph.value(distribution, DCAT.accessURL))
        assert address.startswith(SITE)
        if not address.endswith("feed.atom"):
            assert client.get(address.removeprefix(SITE)).status_code == 200, address
    media = {str(graph.value(one, DCTERMS.title)): str(graph.value(one, DCAT.mediaType)) for one in distributions}
    assert media["JSON Lines"].endswith("/application/x-ndjson")
    assert media["CSV (gzip)"].endswith("/text/csv")


def test_services_say_where_and_how(graph: Graph, client: Client) -> None:
    services = set(graph.subjects(RDF.type, DCAT.DataService))
    assert services == set(graph.objects(one(graph, DCAT.Catalog), DCAT.service))
    assert {str(graph.value(service, DCAT.endpointURL)) for service in services} == {f"{SITE}/oai", f"{SITE}/api/v1/"}
    for service in services:
        assert (service, DCAT.servesDataset, one(graph, DCAT.Dataset)) in graph
        assert client.get(str(graph.value(service, DCAT.endpointDescription)).removeprefix(SITE)).status_code == 200


def test_place_time_and_themes_are_those_of_what_is_published(graph: Graph) -> None:
    dataset = one(graph, DCAT.Dataset)
    assert set(graph.objects(dataset, DCTERMS.spatial)) == {URIRef(f"{COUNTRY}/MAR")}
    period = graph.value(dataset, DCTERMS.temporal)
    assert [str(graph.value(period, end)) for end in (DCAT.startDate, DCAT.endDate)] == ["1998", "2011"]
    theme = URIRef(f"{SITE}/practices/?policy_area=remittances")
    assert (dataset, DCAT.theme, theme) in graph
    assert graph.value(theme, SKOS.prefLabel) == Literal("Remittances", lang="en")


@pytest.mark.parametrize(
    ("years", "period"),
    [
        ([{"start_year": 2010}, {"end_year": 2005}], ["2005", "2010"]),
        ([{"start_year": 1998, "end_year": 2001}, {"start_year": 2010}], ["1998", "2010"]),
        ([{"end_year": 2005}, {"start_year": 2001}], ["2001", "2005"]),
        ([{"start_year": 2010}], ["2010", "2010"]),
    ],
)
def test_its_period_runs_from_the_first_to_the_last_year_that_is_known(
    client: Client, vocabulary: factories.Vocabulary, years: list[dict[str, int]], period: list[str]
) -> None:
    for fields in years:
        factories.practice(**fields)
    told = client.get("/dcat.jsonld").json()["dcat:dataset"]["dct:temporal"]
    assert [told[f"dcat:{end}"]["@value"] for end in ("startDate", "endDate")] == period


def test_an_empty_catalogue_without_a_contact_is_described(client: Client, settings: Any) -> None:
    settings.CONTACT_EMAIL = ""
    found = read(client.get("/dcat.jsonld").content)
    assert one(found, DCAT.Dataset)
    assert not list(found.objects(None, DCAT.contactPoint)) + list(found.objects(None, DCTERMS.temporal))


def test_the_first_page_leads_to_it(client: Client) -> None:
    address = f"{settings.SITE_URL}/dcat.jsonld"
    answer = client.get("/")
    assert f'<link rel="describedby" href="{address}" type="application/ld+json">' in answer.content.decode()
    assert f'<{address}>; rel="describedby"' in answer["Link"]
