"""Sources and organisations are entered along with drafts. Until one of these is published, nobody can tell."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from practices.models import Citation, Involvement, Organisation, Source
from tests import factories
from tests.addresses.__main__ import FOR_MACHINES, PAGES

# `{}` is the link name, or a word of the name.
ASKED = (
    "/practices/?source={}",
    "/fr/practices/?source={}&country=MA",
    "/practices/?organisation={}",
    "/practices/?organisation=-{}",
    "/practices/feed.atom?source={}",
    "/practices/feed.atom?organisation=-{}",
    "/practices/export.csv?source={}",
    "/practices/export.ris?source={}",
    "/gaps/?source={}&rows=source",
    "/gaps.csv?source={}&rows=source",
    "/api/v1/practices?source={}",
    "/api/v1/practices?organisation={}",
    "/api/v1/vocabularies/organisation",
    "/api/v1/sources/{}",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=source:{}",
    "/sources/{}/",
    "/fr/sources/{}/",
    "/sources/{}",
    "/sources/{}.ris",
    "/organisations/{}/",
    "/es/organisations/{}/",
    "/practices/?q={}",
    "/practices/suggest?q={}",
    "/api/v1/practices?q={}",
)
HIDDEN, NOTHING = "zephyrine", "qwrtvbnmk"

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden(vocabulary: factories.Vocabulary) -> Source:
    """A source that a draft alone cites, and an organisation of the same name in the draft; and what is public."""
    factories.practice("Seen by all")
    draft = factories.draft("Hidden")
    source = Source.objects.create(slug=HIDDEN, title="Zephyrine", short_citation="Zephyrine", kind="report")
    organisation = Organisation.objects.create(slug=HIDDEN, name_en="Zephyrine")
    Citation.objects.create(practice=draft, source=source, section="1")
    Involvement.objects.create(practice=draft, organisation=organisation)
    return source


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize("address", ASKED)
def test_asking_for_it_is_asking_for_nothing(client: Client, address: str) -> None:
    answers = [client.get(address.format(asked)) for asked in (HIDDEN, NOTHING)]
    assert answers[0].status_code == answers[1].status_code
    texts = [
        answer.content.decode().replace(asked, "…") for answer, asked in zip(answers, (HIDDEN, NOTHING), strict=True)
    ]
    texts = [re.sub("<responseDate>[^<]*", "", text) for text in texts]  # a second may have passed between them
    assert texts[0] == texts[1] and "Zephyrine" not in texts[0]


@pytest.mark.usefixtures("hidden")
def test_no_address_tells_of_it(client: Client) -> None:
    for address in (*PAGES, *(f"/fr{page}" for page in PAGES), *FOR_MACHINES):
        answer = client.get(address)
        said = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert HIDDEN.encode() not in said.lower(), address


@pytest.mark.usefixtures("hidden")
def test_a_name_that_it_had_tells_nothing_either(client: Client) -> None:
    Source.objects.filter(slug=HIDDEN).update(slug="other-source")
    Organisation.objects.filter(slug=HIDDEN).update(slug="other-organisation")
    for page in ("sources", "organisations"):
        answers = [client.get(f"/{page}/{slug}/") for slug in (HIDDEN, NOTHING)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content.replace(HIDDEN.encode(), b"") == answers[1].content.replace(NOTHING.encode(), b"")


def test_a_withdrawn_practice_goes_on_having_its_source(client: Client, hidden: Source) -> None:
    gone = factories.practice("Withdrawn")
    Citation.objects.create(practice=gone, source=hidden, section="1")
    assert "Zephyrine" in client.get(f"/practices/?source={HIDDEN}").content.decode()
    factories.withdraw(gone)
    assert client.get(f"/practices/feed.atom?source={HIDDEN}").status_code == 200
    assert client.get(f"/api/v1/practices?source={HIDDEN}").json()["count"] == 0
