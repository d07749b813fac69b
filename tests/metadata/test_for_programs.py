"""How programs search the catalogue (OpenSearch), and what those that answer questions should know (llms.txt)."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override
from lxml import etree

from practices.citing.entry import catalogue_name
from practices.models import Practice
from tests import factories
from tests.metadata.heads import SITE

pytestmark = pytest.mark.django_db
NAMES = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
IN_EACH_LANGUAGE = pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("fr", "/fr"), ("es", "/es")])


@pytest.fixture
def fees(vocabulary: factories.Vocabulary) -> Practice:
    return factories.practice("Lower fees for workers", countries=[(vocabulary.countries[0], "origin")])


@IN_EACH_LANGUAGE
def test_browsers_find_how_to_search(client: Client, fees: Practice, language: str, prefix: str) -> None:
    head = client.get(f"{prefix}/about/").content.decode().partition("</head>")[0]
    found = re.search(r'<link rel="search" type="application/opensearchdescription[+]xml" href="([^"]+)"', head)
    assert found and found[1] == f"{prefix}/opensearch.xml"
    answer = client.get(found[1])
    assert answer["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    told = etree.fromstring(answer.content)
    assert told.tag == f"{{{NAMES['o']}}}OpenSearchDescription"
    assert told.findtext("o:Language", namespaces=NAMES) == language
    for name, longest in (("ShortName", 16), ("LongName", 48), ("Description", 1024)):
        assert 0 < len(told.findtext(f"o:{name}", "", NAMES)) <= longest
    addresses = {url.get("type"): url.get("template") for url in told.findall("o:Url", NAMES)}
    assert addresses["text/html"] == f"{SITE}{prefix}/practices/?q={{searchTerms}}"
    for kind, address in addresses.items():
        answer = client.get(address.removeprefix(SITE).replace("{searchTerms}", "workers"))
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, kind)


def test_browsers_are_offered_what_the_search_box_offers(client: Client, fees: Practice) -> None:
    typed, labels, notes, addresses = client.get("/practices/suggest.json?q=fees").json()
    assert (typed, labels, notes) == ("fees", ["Lower fees for workers"], [""])
    assert addresses == [SITE + fees.get_absolute_url()]
    assert client.get("/practices/suggest.json").json() == ["", [], [], []]


@IN_EACH_LANGUAGE
def test_llms_txt_has_its_form_and_says_how_to_cite(client: Client, fees: Practice, language: str, prefix: str) -> None:
    answer = client.get(f"{prefix}/llms.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    text = answer.content.decode()
    with override(language):
        assert text.startswith(f"# {catalogue_name()}\n\n> ")
    intro, *sections = text.split("\n## ")
    assert sections[-1].startswith("Optional\n")
    for line in (line for section in sections for line in section.splitlines()[1:] if line):
        found = re.fullmatch(r"- \[[^]]+\]\((http\S+)\)(: .+)?", line)
        assert found, line
        assert client.get(found[1].removeprefix(SITE)).status_code in {200, 422}, line  # OAI asks for a verb
    assert settings.LICENCE_URL in intro
    for address in re.findall(r"`(\S+)`", intro):
        filled = address.removeprefix(SITE).replace("{id}", str(fees.pk)).replace("{words}", "fees")
        assert client.get(filled, follow=True).status_code == 200, address


def test_crawlers_are_told_of_it(client: Client) -> None:
    assert f"{SITE}/llms.txt" in client.get("/robots.txt").content.decode()
