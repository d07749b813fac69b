"""The description of the catalogue as a dataset, read by rdflib."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pyshacl import validate
from rdflib import DCTERMS, FOAF, RDF, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from practices.dumps import authorities, files
from tests import factories
from tests.queries import count_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning"),
]  # rdflib's own
SITE = "https://practices.example.org"
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # version 3, which rdflib's own does not know
EU = "http://publications.europa.eu/resource/authority"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SHAPES = Path(__file__).parents[1] / "schemas" / "dcat-ap"
FORMS = {"jsonld": "application/ld+json", "ttl": "text/turtle", "rdf": "application/rdf+xml"}


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
        assert Literal("International Organization for Migration", lang="en") in graph.objects(publisher, FOAF.name)
        assert graph.value(thing, DCAT.contactPoint)
    assert (catalogue, DCAT.dataset, dataset) in graph
    assert isinstance(graph.value(dataset, DCTERMS.modified).toPython().year, int)


def test_every_distribution_can_be_had_under_a_licence(graph: Graph, client: Client) -> None:
    distributions = list(graph.objects(one(graph, DCAT.Dataset), DCAT.distribution))
    assert len(distributions) == 10
    for distribution in distributions:
        assert graph.value(distribution, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
        assert graph.value(distribution, DCAT.mediaType)
        address = str(graph.value(distribution, DCAT.accessURL))
        assert address.startswith(SITE)
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
    assert set(graph.objects(dataset, DCTERMS.spatial)) == {URIRef(f"{EU}/country/MAR")}
    period = graph.value(dataset, DCTERMS.temporal)
    assert [str(graph.value(period, end)) for end in (DCAT.startDate, DCAT.endDate)] == ["1998", "2011"]
    theme = URIRef(f"{SITE}/practices/?policy_area=remittances")
    assert (dataset, DCTERMS.subject, theme) in graph
    assert set(graph.objects(dataset, DCAT.theme)) == {URIRef(f"{EU}/data-theme/SOCI")}
    assert Literal("Remittances", lang="en") in graph.objects(dataset, DCAT.keyword)
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
    assert found.value(one(found, DCAT.Dataset), DCAT.contactPoint)  # the page that tells of the catalogue
    assert not list(found.objects(None, VCARD.hasEmail)) + list(found.objects(None, DCTERMS.temporal))


def test_the_first_page_leads_to_it(client: Client) -> None:
    address = f"{settings.SITE_URL}/dcat.jsonld"
    answer = client.get("/")
    assert f'<link rel="describedby" href="{address}" type="application/ld+json">' in answer.content.decode()
    assert f'<{address}>; rel="describedby"' in answer["Link"]


@pytest.mark.parametrize("shapes", ["shapes", "range", "shapes_recommended", "mdr-vocabularies.shape"])
def test_the_shapes_of_dcat_ap_find_nothing(graph: Graph, shapes: str) -> None:
    _conforms, found, text = validate(graph, shacl_graph=Graph().parse(SHAPES / f"{shapes}.ttl"), inference="none")
    missing = [result for result in found.objects(None, SH.result) if (None, SH.detail, result) not in found]
    # The publisher is a setting, so nobody knows whether the EU's list of corporate bodies has it.
    wrong = [one for one in missing if found.value(one, SH.resultPath) != DCTERMS.publisher]
    assert not wrong, text


def test_a_dump_is_told_with_its_size_and_checksum(graph: Graph) -> None:
    (manifest,) = files.manifests()
    for file in manifest["files"]:
        checksum = graph.value(None, SPDX.checksumValue, Literal(file["sha256"], datatype=XSD.hexBinary))
        dump = graph.value(None, SPDX.checksum, checksum)
        assert graph.value(dump, DCAT.byteSize) == Literal(file["bytes"], datatype=XSD.nonNegativeInteger)


@pytest.mark.parametrize("ending", ["ttl", "rdf"])
def test_each_form_says_the_same(graph: Graph, client: Client, ending: str) -> None:
    answer = client.get(f"/dcat.{ending}")
    assert answer["Content-Type"].partition(";")[0] == FORMS[ending]
    assert isomorphic(Graph().parse(data=answer.content, format=FORMS[ending]), graph)


@pytest.mark.parametrize(
    ("accepted", "ending"),
    [
        ("text/turtle", "ttl"),
        ("application/rdf+xml", "rdf"),
        ("application/ld+json;q=0.3, text/turtle;q=0.9", "ttl"),
        ("text/html", "jsonld"),
        ("*/*", "jsonld"),
        ("", "jsonld"),
    ],
)
def test_the_form_that_is_wanted_most_is_given(graph: Graph, client: Client, accepted: str, ending: str) -> None:
    answer = client.get("/dcat", headers={"accept": accepted})
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, FORMS[ending])
    assert "Accept" in [name.strip() for name in answer["Vary"].split(",")]
    assert answer["Content-Location"] == f"{SITE}/dcat.{ending}"
    assert answer.content == client.get(f"/dcat.{ending}").content


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://creativecommons.org/licenses/by/4.0/", "Attribution"),
        ("https://creativecommons.org/licenses/by-sa/3.0/igo/", "ViralEffect-ShareAlike"),
        ("https://creativecommons.org/licenses/by-nc-nd/3.0/igo/", "NonCommercialUseOnly"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "PublicDomain"),
        ("https://example.org/terms", "UnknownIPR"),
    ],
)
def test_a_licence_says_of_which_kind_it_is(client: Client, settings: Any, address: str, kind: str) -> None:
    settings.LICENCE_URL = address
    found = read(client.get("/dcat.jsonld").content)
    assert found.value(URIRef(address), DCTERMS.type) == URIRef(f"http://purl.org/adms/licencetype/{kind}")


def test_every_country_has_a_box_with_its_middle_in_it() -> None:
    with (Path(authorities.__file__).with_name("country_boxes.csv")).open(encoding="utf-8", newline="") as file:
        boxes = {row.pop("iso2"): {name: float(value) for name, value in row.items()} for row in csv.DictReader(file)}
    with (settings.BASE_DIR / "fixtures" / "countries.csv").open(encoding="utf-8", newline="") as file:
        assert boxes.keys() == {row["iso2"] for row in csv.DictReader(file)}
    for code, box in boxes.items():
        assert box["west"] <= box["longitude"] <= box["east"], code
        assert box["south"] <= box["latitude"] <= box["north"], code


def test_the_number_of_its_queries_does_not_grow(client: Client, vocabulary: factories.Vocabulary) -> None:
    def queries() -> int:
        client.get("/dcat.ttl")  # the index follows
        with CaptureQueriesContext(connection) as captured:
            client.get("/dcat")
        return count_of(captured)

    factories.practice(countries=[(vocabulary.countries[0], "origin")])
    before = queries()
    for country in vocabulary.countries:
        factories.practice(countries=[(country, "origin")])
    assert queries() == before <= 8
