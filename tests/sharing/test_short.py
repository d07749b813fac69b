"""Short addresses: one for each question however it is written, to this site alone, for good, and not too many."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practices.models import PolicyArea, ShortAddress
from practices.sharing import short
from practices.web.throttle import Limit
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]
ASKED = "/practices/?country=MA&country=PH"


def page_of(address: str, language: str = "") -> str:
    return f"{language}/share/?{urlencode({'to': address})}"


def made(client: Client, address: str, language: str = "") -> str:
    """Make a short address as a reader does, and return its path."""
    answer = client.post(page_of(address, language))
    assert answer.status_code == 302, answer.text
    found = re.search(rf'value="{settings.SITE_URL}(/s/[^"]+)"', client.get(answer["Location"]).text)
    assert found
    return found[1]


def test_it_leads_to_the_question_and_says_nothing_of_who_comes(client: Client) -> None:
    path = made(client, ASKED)
    reader = Client()
    answer = reader.get(path)
    assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (301, ASKED, "no-cache")
    assert not reader.cookies
    assert reader.get(path.upper().replace("/S/", "/s/"))["Location"] == ASKED, "codes are typed in capitals, too"
    assert reader.get(f"{path}/")["Location"] == path
    assert ShortAddress.objects.get().address == ASKED


def test_the_same_question_has_the_same_one(client: Client) -> None:
    path = made(client, ASKED)
    for same in (
        "/practices/?country=PH&country=MA",
        "/practices/?country=mar&country=PHL&page=3&sort=named&utm_source=x",
        f"{settings.SITE_URL}/practices/?country=MA&country=PH#results",
        "/fr/practices/?country=MA&country=PH",  # the page of sharing is in English
    ):
        assert made(client, same) == path
    others = {made(client, "/practices/?country=MA"), made(client, "/gaps/?country=MA&country=PH&cell=a:b")}
    others.add(made(client, ASKED, "/fr"))
    assert len(others | {path}) == 4
    assert {one.address for one in ShortAddress.objects.all()} == {
        ASKED,
        "/practices/?country=MA",
        "/gaps/?country=MA&country=PH",
        f"/fr{ASKED}",
    }


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/practices/?country=MA",
        "//example.org/practices/",
        "/\\example.org/practices/",
        "http:/practices/",
        "javascript:alert(1)",
        "http://[/practices/",
        "/admin/",
        "/s/2345678",
        "/practices/1/",
        "/nothing/",
        "/practices/?country=XX",
        "/practices/?countries=MA",
        "/gaps/?rows=nothing",
        f"/practices/?q={'a' * 300}",
        f"/practices/?q={'a' * 3000}",
    ],
)
def test_nothing_else_gets_one(client: Client, address: str) -> None:
    for answer in (client.get(page_of(address)), client.post(page_of(address))):
        assert answer.status_code == 400
        assert 'id="wrong"' in answer.text
    assert client.get(f"/share/qr.svg?to={quote(address)}").status_code == 400
    assert not ShortAddress.objects.exists()


def test_what_was_typed_is_kept_and_escaped(client: Client) -> None:
    page = client.get(page_of('"><script>alert(1)</script>')).text
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert "<script>alert" not in page


def test_an_unknown_one_is_not_there_and_says_so(client: Client) -> None:
    answer = client.get("/s/2345678")
    assert answer.status_code == 404
    assert "There is no page at this address" in answer.text


def test_a_term_that_has_another_link_now_is_led_to_at_once_and_one_that_is_gone_all_the_same(
    client: Client, vocabulary: factories.Vocabulary
) -> None:
    path = made(client, "/practices/?policy_area=remittances")
    PolicyArea.objects.filter(slug="remittances").update(merged_into=vocabulary.areas[1], retired=True)
    assert client.get(path)["Location"] == f"/practices/?policy_area={vocabulary.areas[1].slug}"
    ShortAddress.objects.update(address="/practices/?policy_area=gone")
    assert client.get(path)["Location"] == "/practices/?policy_area=gone"


def test_a_code_that_is_another_address_s_gets_a_letter_more(monkeypatch: pytest.MonkeyPatch) -> None:
    first = short.make("/practices/?q=one", "ana")
    assert len(first) == short.SHORTEST
    longer = list(short._codes("/practices/?q=one"))
    monkeypatch.setattr(short, "_codes", lambda address: iter(longer))
    second = short.make("/practices/?q=two", "ana")
    assert second == longer[1]
    assert len(second) == short.SHORTEST + 1
    assert [short.find(f"/practices/?q={which}") for which in ("one", "two")] == [first, second]
    assert set(first + second) <= set(short.LETTERS)


def test_only_so_many_are_made_and_asking_again_counts_for_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(short, "ONE", Limit("short address", 1, short.ONE.period))
    path = made(client, ASKED)
    assert made(client, ASKED) == path
    answer = client.post(page_of("/practices/?country=MA"))
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "Many short addresses were made just now" in answer.text
    assert ShortAddress.objects.count() == 1


def test_the_page_says_what_is_shared_and_is_kept_by_nobody(client: Client) -> None:
    factories.practice("One")
    answer = client.get(page_of("/practices/?q=one"))
    assert (answer.status_code, answer["Cache-Control"], answer["X-Robots-Tag"]) == (200, "no-store", "noindex")
    assert "“one”" in answer.text
    assert "Today it finds 1 practice." in answer.text
    assert "/practices/picture.png?q=one" in answer.text
    assert client.get("/fr/share/").status_code == 200
    browsing: Any = client.get("/practices/?q=one")
    assert "/share/?to=%2Fpractices%2F%3Fq%3Done" in browsing.text
    assert "csrf" not in browsing.text


def test_leading_on_asks_the_database_little(client: Client) -> None:
    path = made(client, ASKED)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    assert len(queries) <= 3


def test_a_selection_and_a_comparison_have_one_and_an_empty_one_has_none(client: Client) -> None:
    first, second = (factories.practice(title).pk for title in ("One", "Two"))
    for page in ("selection", "compare"):
        address = f"/{page}/?id={second}&id={first}"
        assert client.get(made(client, address))["Location"] == address, "in the order in which they were chosen"
        assert client.get(page_of(f"/{page}/")).status_code == 400


def test_what_is_chosen_is_named_in_its_order(client: Client) -> None:
    ids = [factories.practice(f"Practice {number}").pk for number in range(12)]
    compared = client.get(page_of(f"/compare/?id={ids[3]}&id={ids[1]}")).text
    assert "<h1>Share a comparison</h1>" in compared
    assert compared.index(">Practice 3</li>") < compared.index(">Practice 1</li>")
    assert "sees these practices in this order" in compared and "sees what there is then" not in compared
    assert "It always leads to these practices" in compared
    selected = client.get(page_of(f"/selection/?{urlencode({'id': ids}, doseq=True)}")).text
    assert "<h1>Share a selection</h1>" in selected
    assert selected.count(">Practice ") == 10 and "And 2 more." in selected
    assert "<h1>Share a question</h1>" in client.get(page_of(ASKED)).text
