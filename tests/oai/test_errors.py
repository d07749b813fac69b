"""What is wrong with a request of `/oai`, told as the protocol says."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode

from practices.models import Practice
from tests import factories
from tests.schemas import valid

pytestmark = pytest.mark.django_db

NAMESPACES = {"oai": "http://www.openarchives.org/OAI/2.0/"}
HOST = "practices.example.org"


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = f"https://{HOST}"


LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
GET = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"oai:{HOST}:1"}
ERRORS: list[tuple[str, dict[str, Any]]] = [
    ("badVerb", {}),
    ("badVerb", {"verb": ""}),
    ("badVerb", {"verb": "identify"}),
    ("badVerb", {"verb": "\0"}),
    ("badVerb", {"verb": ["Identify", "Identify"]}),
    ("badVerb", {"metadataPrefix": "oai_dc"}),
    ("badArgument", {"verb": "Identify", "extra": "1"}),
    ("badArgument", {"verb": "Identify", "resumptionToken": "x"}),
    ("badArgument", {"verb": "ListMetadataFormats", "metadataPrefix": "oai_dc"}),
    ("badArgument", {"verb": "ListSets", "set": "country"}),
    ("badArgument", {"verb": "ListRecords"}),
    ("badArgument", {"verb": "ListIdentifiers"}),
    ("badArgument", {"verb": "ListIdentifiers", "from": "2026-01-01"}),
    ("badArgument", {"verb": "GetRecord"}),
    ("badArgument", {"verb": "GetRecord", "metadataPrefix": "oai_dc"}),
    ("badArgument", {"verb": "GetRecord", "identifier": f"oai:{HOST}:1"}),
    ("badArgument", {**GET, "set": "country"}),
    ("badArgument", {**LIST, "identifier": "x"}),
    ("badArgument", {**LIST, "metadataPrefix": ["oai_dc", "oai_dc"]}),
    ("badArgument", {**LIST, "resumptionToken": "x"}),
    ("badArgument", {**LIST, "metadataPrefix": ""}),
    ("badArgument", {**LIST, "metadataPrefix": "oai dc"}),
    ("badArgument", {**LIST, "metadataPrefix": "x" * 3000}),
    ("badArgument", {**LIST, "set": "country:"}),
    ("badArgument", {**LIST, "set": "country:MA\0"}),
    ("badArgument", {**LIST, "set": "country:Côte"}),
    ("badArgument", {**LIST, "from": ""}),
    ("badArgument", {**LIST, "from": "yesterday"}),
    ("badArgument", {**LIST, "from": "2026"}),
    ("badArgument", {**LIST, "from": "2026-02-30"}),
    ("badArgument", {**LIST, "from": "0000-01-01"}),
    ("badArgument", {**LIST, "from": "10000-01-01"}),
    ("badArgument", {**LIST, "from": "٢٠٢٦-٠١-٠١"}),
    ("badArgument", {**LIST, "until": "2026-01-01T00:00:00"}),
    ("badArgument", {**LIST, "until": "2026-01-01T00:00:00.5Z"}),
    ("badArgument", {**LIST, "until": "2026-01-01T00:00:00+01:00"}),
    ("badArgument", {**LIST, "until": "2026-01-01T24:00:00Z"}),
    ("badArgument", {**LIST, "until": "2026-01-01T23:59:60Z"}),
    ("badArgument", {**LIST, "until": "2026-01-01\0"}),
    ("badArgument", {**LIST, "from": "2026-01-01", "until": "2026-01-02T00:00:00Z"}),
    ("badArgument", {**LIST, "from": "2026-01-02", "until": "2026-01-01"}),
    ("badArgument", {**LIST, "from": "2026-01-01T00:00:01Z", "until": "2026-01-01T00:00:00Z"}),
    ("cannotDisseminateFormat", {**LIST, "metadataPrefix": "marcxml"}),
    ("cannotDisseminateFormat", {**LIST, "verb": "ListIdentifiers", "metadataPrefix": "OAI_DC"}),
    ("cannotDisseminateFormat", {**GET, "metadataPrefix": "marcxml"}),
    ("idDoesNotExist", {**GET, "identifier": f"oai:{HOST}:999999999999"}),
    ("idDoesNotExist", {**GET, "identifier": f"oai:{HOST}:" + "9" * 30}),
    ("idDoesNotExist", {**GET, "identifier": "oai:example.net:1"}),
    ("idDoesNotExist", {**GET, "identifier": "1"}),
    ("idDoesNotExist", {**GET, "identifier": ""}),
    ("idDoesNotExist", {**GET, "identifier": f"oai:{HOST}:0"}),
    ("idDoesNotExist", {**GET, "identifier": f"oai:{HOST}:01"}),
    ("idDoesNotExist", {**GET, "identifier": f"oai:{HOST}:١"}),
    ("idDoesNotExist", {**GET, "identifier": 'really\0 "wrong" <id>\ufffe'}),
    ("idDoesNotExist", {"verb": "ListMetadataFormats", "identifier": "x"}),
    ("noRecordsMatch", {**LIST, "from": "9999-12-31"}),
    ("noRecordsMatch", {**LIST, "until": "0001-01-01T00:00:00Z"}),
    ("noRecordsMatch", {**LIST, "set": "country:XX"}),
    ("noRecordsMatch", {**LIST, "set": "country:MA:x"}),
    ("noRecordsMatch", {**LIST, "set": "instrument:programme"}),
    ("badResumptionToken", {"verb": "ListRecords", "resumptionToken": ""}),
    ("badResumptionToken", {"verb": "ListIdentifiers", "resumptionToken": "x:y:z"}),
    ("badResumptionToken", {"verb": "ListRecords", "resumptionToken": "é\0"}),
    ("badResumptionToken", {"verb": "ListSets", "resumptionToken": "x"}),
]


def codes(root: Any) -> list[str]:
    """Return the errors that an answer tells."""
    return [str(error.get("code")) for error in root.iterfind("oai:error", NAMESPACES)]


@pytest.fixture
def _one_practice() -> Practice:
    """One practice, whose id is 1."""
    return factories.practice(pk=1)


@pytest.mark.usefixtures("_one_practice")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_error_is_told_as_the_protocol_says(method: str) -> None:
    wrong = []
    for code, asked in ERRORS:
        response = Client(enforce_csrf_checks=True).generic(**_form(method, asked))
        assert response.status_code == 200
        root = valid(response.content)
        if codes(root) != [code]:
            wrong.append((code, asked, response.content))
        told = dict(root.find("oai:request", NAMESPACES).attrib)
        assert bool(told) == (code not in {"badVerb", "badArgument"})
    assert not wrong


def _form(method: str, asked: dict[str, Any]) -> dict[str, Any]:
    query = urlencode(asked, doseq=True)
    if method == "GET":
        return {"method": "GET", "path": "/oai", "QUERY_STRING": query}
    return {"method": "POST", "path": "/oai", "data": query, "content_type": "application/x-www-form-urlencoded"}


def test_an_empty_catalogue_answers() -> None:
    assert codes(valid(Client().get("/oai", LIST).content)) == ["noRecordsMatch"]
    assert not codes(valid(Client().get("/oai?verb=Identify").content))


@pytest.mark.parametrize("body", [b"\xff\xfe", b"verb=%FF%00", b"a" * 100_000, b'{"verb": "Identify"}'])
def test_a_body_that_is_no_form_is_a_bad_verb(body: bytes) -> None:
    for kind in ("application/x-www-form-urlencoded", "application/json", "text/xml"):
        response = Client().generic("POST", "/oai?verb=Identify", body, kind)
        assert codes(valid(response.content)) == ["badVerb"]


@pytest.mark.parametrize("path", ["/oai", "/oai/"])
def test_a_post_is_answered_as_a_get_with_and_without_a_slash(path: str) -> None:
    form = urlencode({"verb": "Identify"})
    for kind in ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=UTF-8"):
        response = Client(enforce_csrf_checks=True).generic("POST", path, form, kind)
        assert response.status_code == 200
        root = valid(response.content)
        assert not codes(root) and root.find("oai:Identify", NAMESPACES) is not None


def test_a_get_is_led_to_the_address_without_the_slash() -> None:
    response = Client().get("/oai/?verb=Identify")
    assert (response.status_code, response["Location"]) == (301, "/oai?verb=Identify")


def test_a_post_of_another_type_is_told_which_one_there_is() -> None:
    for sent in ({"data": {"verb": "Identify"}}, {"data": {"verb": "Identify"}, "content_type": "application/json"}):
        root = valid(Client().post("/oai/", **sent).content)
        assert codes(root) == ["badVerb"]
        assert "application/x-www-form-urlencoded" in str(root.findtext("oai:error", None, NAMESPACES))


@pytest.mark.parametrize("form", ["verb=Identify&x=" + "a" * 3_000_000, "verb=Identify" + "&a=1" * 20_000])
def test_a_post_that_is_too_long_is_refused_in_the_protocol(form: str) -> None:
    response = Client().generic("POST", "/oai", form, "application/x-www-form-urlencoded")
    assert response.status_code == 200 and codes(valid(response.content)) == ["badArgument"]


def test_other_methods_are_refused() -> None:
    for path in ("/oai", "/oai/"):
        assert Client().put(path).status_code == Client().delete(path).status_code == 405
    assert Client().head("/oai?verb=Identify").status_code == 200


def test_errors_are_said_in_plain_words() -> None:
    said = [valid(Client().get("/oai", asked).content).findtext("oai:error", None, NAMESPACES) for asked in (
        {"verb": "Identify", "set": "x"}, {"verb": "ListMetadataFormats", "set": "x"}, LIST
    )]  # fmt: skip
    assert said == [
        "Identify takes no arguments.",
        "ListMetadataFormats takes identifier and nothing else.",
        "No record matches.",
    ]
