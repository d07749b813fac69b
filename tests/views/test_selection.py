"""A reader's selection: in the address or in one cookie, without an account and without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practices.models import Practice
from practices.search import snapshot
from practices.web import basket
from tests import factories
from tests.caching.keeping import keeping_pages
from tests.queries import count_of

pytestmark = pytest.mark.django_db
SELECTION, CHANGE = "/selection/", "/selection/change/"
LIST = "http://testserver/practices/?q=fees"


@pytest.fixture
def three(db: None) -> list[int]:
    return [factories.practice(f"Number {name}").pk for name in ("one", "two", "three")]


def held(client: Client) -> str:
    found = client.cookies.get(basket.COOKIE)
    return found.value if found else ""


def shown(page: Any) -> list[int]:
    """Return the practices of the page, in order."""
    return [int(number) for number in re.findall(r'<li class="card"\s+id="practice-(\d+)"', page.text)]


# Keeping, without a script ------------------------------------------------------------------------


def test_a_button_on_each_card_and_page_keeps_and_leads_back(client: Client, three: list[int]) -> None:
    a, b, _c = three
    for path in ("/practices/", Practice.objects.get(pk=a).get_absolute_url()):
        page = client.get(path).text
        assert (
            f'form="keeping" name="keep" value="{a}"' in page
            and f'<form id="keeping" method="post" action="{CHANGE}"' in page
        )
        assert f'id="kept-{a}"' in page
    answer = client.post(CHANGE, {"keep": a}, headers={"Referer": LIST})
    assert (answer.status_code, answer["Location"]) == (303, f"/practices/?q=fees#kept-{a}")
    assert client.post(CHANGE, {"keep": b}, headers={"Referer": "https://evil.example/"})["Location"] == SELECTION
    client.post("/fr/selection/change/", {"keep": a})
    assert held(client) == f"{a}-{b}"
    cookie = client.cookies[basket.COOKIE]
    assert (cookie["samesite"], cookie["path"], cookie["httponly"]) == ("Lax", "/", "")
    assert int(cookie["max-age"]) == basket.KEPT.total_seconds()


def test_the_page_shows_what_is_kept_and_buttons_change_it(client: Client, three: list[int]) -> None:
    a, b, c = three
    client.post(CHANGE, {"keep": f"{a},{b},{c}"})
    page = client.get(SELECTION)
    assert shown(page) == three and "Selection of 3 practices" in page.text
    assert page["Cache-Control"] == "private, no-store" and "ETag" not in page.headers
    client.post(CHANGE, {"swap": f"{b},{c}"})
    client.post(CHANGE, {"swap": f"{b},999"})  # from a page that is old
    assert shown(client.get(SELECTION)) == [a, c, b]
    client.post(CHANGE, {"drop": c})
    assert held(client) == f"{a}-{b}"
    emptied = client.post(CHANGE, {"empty": "1"})
    assert held(client) == "" and f'href="/selection/?id={a}&amp;id={b}"' in emptied.text
    assert "Nothing is kept here yet." in client.get(SELECTION).text


def test_more_than_thirty_are_not_kept_and_nothing_is_lost(client: Client, three: list[int]) -> None:
    client.cookies[basket.COOKIE] = "-".join(map(str, range(1000, 1030)))
    answer = client.post(CHANGE, {"keep": three[0]}, headers={"Referer": LIST})
    assert "so this one was not added" in answer.text and f'href="/selection/?id={three[0]}"' in answer.text
    assert 'href="/practices/?q=fees"' in answer.text
    assert len(held(client).split("-")) == 30
    page = client.get(f"{SELECTION}?id={','.join(map(str, range(1, 32)))}")
    assert page.status_code == 200 and "You chose 31" in page.text and "Show the first 30" in page.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_no_other_site_changes_it(three: list[int], headers: dict[str, str], status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(CHANGE, {"keep": three[0]}, headers=headers).status_code == status
    assert held(client) == (str(three[0]) if status == 303 else "")


@pytest.mark.parametrize("cookie", ["x", "1-x-2", "-" * 5000, "9" * 5000, "1-" * 500, "%00", "'\"<script>"])
def test_whatever_stands_in_the_cookie_is_survived(client: Client, cookie: str) -> None:
    client.cookies[basket.COOKIE] = cookie
    assert client.get(SELECTION).status_code == 200
    assert re.fullmatch(r"[\d-]*", held(client))
    for sent in ({"swap": "1,x"}, {"drop": "x"}, {"keep": "1," * 500}, {"keep": "\0"}, {}):
        assert client.post(CHANGE, sent).status_code in {200, 303}


# The address --------------------------------------------------------------------------------------


@keeping_pages()
def test_an_address_is_the_same_page_for_everybody(client: Client, three: list[int]) -> None:
    a, b, c = three
    client.cookies[basket.COOKIE] = str(c)
    page = client.get(f"{SELECTION}?id={b}&id={a}")
    assert shown(page) == [b, a] and page["Cache-Control"].startswith("public") and "Set-Cookie" not in page.headers
    assert '<meta name="robots" content="noindex' in page.text
    again = client.get(f"{SELECTION}?id={b}&id={a}", headers={"If-None-Match": page["ETag"]})
    assert again.status_code == 304
    for link in (f"/selection/?id={a}&amp;id={b}", f"/selection/?id={a}", f"/practices/export.xlsx?id={b}&amp;id={a}",
                 f"/gaps/?id={b}&amp;id={a}", f"feed.atom?id={b}&amp;id={a}"):  # fmt: skip
        assert f'{link}"' in page.text, link
    client.post(CHANGE, {"keep": f"{b},{a}"})
    assert held(client) == f"{c}-{b}-{a}"
    assert client.get("/practices/").text == Client().get("/practices/").text, "no other page knows of it"


def test_withdrawals_and_merges_reach_it(client: Client, three: list[int]) -> None:
    a, b, c = three
    client.post(CHANGE, {"keep": f"{a},{b},{c}"})
    factories.withdraw(Practice.objects.get(pk=a), "Old.")
    Practice.objects.filter(pk=b).update(state=Practice.State.MERGED, replaced_by=c)
    page = client.get(SELECTION)
    assert shown(page) == [c] and held(client) == f"{a}-{c}"
    assert f'href="/practices/{a}/"' in page.text and f"Practice {a} was withdrawn" in page.text
    client.post(CHANGE, {"drop": a})
    assert held(client) == str(c)


def test_its_queries_do_not_depend_on_how_many_there_are(three: list[int]) -> None:
    ids = [*three, *(factories.practice().pk for _number in range(7))]
    counts = []
    for some in (ids[:1], ids):
        snapshot().memory.clear()
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(SELECTION, {"id": some}).status_code == 200
        counts.append(count_of(queries))
    assert counts[0] == counts[1] <= 8
