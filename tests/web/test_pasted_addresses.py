"""An address with what people and programs put around it ends with one redirect at the page that was meant."""

from __future__ import annotations

from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from practices.web.pasted import meant
from tests.drawing import examples

HERE = settings.SITE_URL
NBSP, ZERO, BOM, SOFT = "\u00a0", "\u200b", "\ufeff", "\u00ad"
SIGNS = [
    *(NBSP, ZERO, BOM, SOFT, "\u200d", "\u2060", "\u202f", "\u3000", "\u2028", "\ufe0f", "\u200e"),
    *"。）)؟،»”’>*_`&-–—…|;.,:!?]}\"'<«“‘([{·•→、」】；：！＞％＆\\~^=+@$",
    *("\n", " ", "\r", "\r\n", "\t", "%20", "%0A", "%2520", ").", "** ", "_.", " )。", "&nbsp;", "&quot;"),
]
PRACTICE = "/practices/23/"
PAGES = {  # each kind of public address
    "/": "/",
    "/practices/": "/practices/",
    "/about/": "/about/",
    "/fr/gaps/": "/fr/gaps/",
    "/countries/MA/": "/countries/MA/",
    "/corridors/EC/ES/": "/corridors/EC/ES/",
    "/policy-areas/remittances/": "/policy-areas/remittances/",
    "/embed/23/": "/embed/23/",
    "/embed/countries/MA/": "/embed/countries/MA/",
    "/embed/gaps/": "/embed/gaps/",
    "/practices/23.ris": "/practices/23.ris",
    "/practices/23.csl.json": "/practices/23.csl.json",
    "/practices/23.json": "/practices/23.json",
    "/practices/23/changes.atom": "/practices/23/changes.atom",
    "/practices/export.csv": "/practices/export.csv",
    "/practices/feed.atom": "/practices/feed.atom",
    "/gaps.svg": "/gaps.svg",
    "/corridors.csv": "/corridors.csv",
    "/practices/23/picture.png": "/practices/23/picture.png",
    "/api/v1/practices": "/api/v1/practices",
    "/api/v1/practices/23": "/api/v1/practices/23",
    "/api/v1/countries/MA": "/api/v1/countries/MA",
    "/api/v1/corridors/EC/ES": "/api/v1/corridors/EC/ES",
    "/api/v1/docs": "/api/v1/docs",
    "/robots.txt": "/robots.txt",
    "/sitemap.xml": "/sitemap.xml",
    "/propose/": "/propose/",
    "/dcat.jsonld": "/dcat.jsonld",
}


@pytest.fixture
def address(client: Client, catalogue: None) -> str:
    """The address of a practice."""
    return client.get(PRACTICE)["Location"]


def ask(client: Client, path: str) -> HttpResponse:
    """Ask for a path as it stands: the client of the tests would take two slashes for another host."""
    path, _mark, query = path.partition("?")
    return client.get("/", query_params=QueryDict(query), PATH_INFO=unquote_to_bytes(path).decode("iso-8859-1"))


def end(client: Client, path: str) -> str:
    """Return where an address leads with one redirect, which is then there: that is looked at once in each test."""
    answer = ask(client, path)
    if answer.status_code != 301:
        return f"{answer.status_code} at {path!r}"
    there: set[str] = vars(client).setdefault("there", set())
    if answer["Location"] not in there:
        assert client.head(answer["Location"]).status_code == 200, answer["Location"]
        there.add(answer["Location"])
    return answer["Location"]


def test_signs_around_an_address(client: Client, address: str, subtests: pytest.Subtests) -> None:
    for sign in SIGNS:
        coded = sign if sign.startswith("%") else quote(sign, safe="")
        with subtests.test(sign=sign):
            assert end(client, f"{address}{coded}") == address
            assert end(client, f"/countries/MA{coded}") == "/countries/MA/"
            for path in (f"/{coded}practices/23/", f"/practices/23{coded}", f"/practices/23/{coded}/"):
                assert "/practices/23/" in [found for found, _query in meant(unquote(path))]


@pytest.mark.usefixtures("catalogue")
def test_every_kind_of_address(client: Client, subtests: pytest.Subtests) -> None:
    for path, page in PAGES.items():
        for junk in ("%20", ")", "%EF%BC%89", "%E3%80%82", ".%0A", "%C2%A0%E2%80%8B"):
            with subtests.test(path=path, junk=junk):
                assert end(client, f"{path}{junk}") == page
        with subtests.test(path=path):
            assert end(client, f"/{path}") == page
            assert end(client, f"/en{path}") == (page if not page.startswith("/fr") else "/fr/gaps/")


WRITTEN = {
    "/en/": "/",
    "/en": "/",
    "/EN/About": "/about/",
    "/en-gb/about/": "/about/",
    "/fr-FR/about/": "/fr/about/",
    "/FR/": "/fr/",
    "/FR": "/fr/",
    "/FR/COUNTRIES/MA/": "/fr/countries/MA/",
    "/fr/fr/about/": "/fr/about/",
    "/fr/en/about/": "/about/",
    "/index.html": "/",
    "/index.php": "/",
    "/fr/index.html": "/fr/",
    "/about.html": "/about/",
    "/about.htm": "/about/",
    "/about.php).": "/about/",
    "/about/index.html": "/about/",
    "/countries/MA.html": "/countries/MA/",
    "/countries/ma.HTML": "/countries/MA/",
    "//about//": "/about/",
    "/fr//countries///MA//": "/fr/countries/MA/",
    "/./about/./": "/about/",
    "/about%252F": "/about/",
    "/countries%252FMA": "/countries/MA/",
    "/countries/MA%2520": "/countries/MA/",
    "/countries/%20MA/": "/countries/MA/",
    "/countries/(MA)/": "/countries/MA/",
    "/coun%0Atries/MA/": "/countries/MA/",
    "/about/%20and%20more": "/about/",
    "/about/%22%20target=%22_blank": "/about/",
    "/about/)%5B1%5D": "/about/",
    "/practices/.../": "/practices/",
    "/about/%D8%8C%D8%A7%D9%84%D8%AE": "/about/",
    f"/about/{HERE}/countries/MA/": "/countries/MA/",
    f"/{HERE}/countries/MA/": "/countries/MA/",
    f"/{urlsplit(HERE).netloc}/countries/MA/": "/countries/MA/",
    f"/www.{urlsplit(HERE).netloc}/countries/MA/": "/countries/MA/",
    "/about/https://www.iom.int/": "/about/",
    "/practices/%3Fcountry=MA": "/practices/?country=MA",
    "/practices/&country=MA": "/practices/?country=MA",
    "/practices&country=ma": "/practices/?country=MA",
    "/about/&utm_source=x": "/about/?utm_source=x",
    "/countries%5CMA": "/countries/MA/",
    "/about/#top": "/about/",
    "/about/%23top": "/about/",
    "/gaps?country=ma": "/gaps/?country=MA",
    "/embed/gaps?country=ma": "/embed/gaps/?country=MA",
    "/embed/gaps).?country=ma&theme=dark": "/embed/gaps/?country=MA&theme=dark",
    "/practices/).?country=ma": "/practices/?country=MA",
    "/oai/?verb=Identify": "/oai?verb=Identify",
    "/oai)?verb=Identify": "/oai?verb=Identify",
    "/%E2%80%8B": "/",
    "/)": "/",
    "//": "/",
}


@pytest.mark.usefixtures("catalogue")
def test_other_ways_to_write_an_address(client: Client, subtests: pytest.Subtests) -> None:
    for path, page in WRITTEN.items():
        with subtests.test(path=path):
            assert end(client, path) == page


def test_the_parameters_are_kept(client: Client, address: str) -> None:
    assert end(client, f"{address})?utm_source=a&have=partner") == f"{address}?utm_source=a&have=partner"
    assert end(client, f"{address[:-1]}/.") == address


NOWHERE = [
    "//evil.example",
    "//evil.example/",
    "///evil.example/%2e%2e",
    "/%5C%5Cevil.example",
    "/https://evil.example/",
    "/%09/evil.example",
    "/nothing).",
    "/nothing.html",
    "/%22%3E%3Cscript%3Ealert(1)%3C/script%3E/",
    "/\x00/%FF/",
    "/admin/practices/practice).",
    "/countries/atlantis).",
    "/countries/%C3%89GY/",
    "/api/v1/countries/%C2%84",
    "/api/v1/countries/%22",
    "/practices/999999).",
    "/embed/999999).",
    "/api/v1/nothing)",
    "/" + "a/" * 3000 + ")",
]


@pytest.mark.usefixtures("catalogue")
def test_where_there_is_nothing_nothing_is_led_to(client: Client, subtests: pytest.Subtests) -> None:
    for path in NOWHERE:
        with subtests.test(path=path[:60]):
            answer = ask(client, path)
            assert answer.status_code in {404, 422} or answer.headers["Location"].startswith("/admin/")


@pytest.mark.usefixtures("catalogue")
def test_slashes_that_the_server_takes_away(client: Client) -> None:
    doubled = {"/about/": "/about/", "/countries/ma/": "/countries/MA/", "/gaps/?country=ma": "/gaps/?country=MA"}
    for path, page in doubled.items():
        answer = client.get(path, REQUEST_URI=f"/{path}")
        assert (answer.status_code, answer["Location"]) == (301, page)
    assert client.get("/nothing/", REQUEST_URI="//nothing/").status_code == 404
    assert client.post("/about/", REQUEST_URI="//about/").status_code == 405


def test_nothing_that_is_sent_is_led_on(client: Client, catalogue: None) -> None:
    for path in ("/about).", "/about", "/fr/practices)", "/en/about/", "//about/"):
        for method in ("post", "put", "delete", "patch"):
            assert getattr(client, method)(path).status_code in {404, 405}, path


@examples(100)
@given(
    before=st.lists(st.sampled_from([NBSP, ZERO, BOM, SOFT, "/", "(", "«", " "]), max_size=3).map("".join),
    after=st.lists(st.sampled_from(SIGNS), max_size=6).map("".join),
    path=st.sampled_from(["/practices/23/anapec/", "/countries/MA/", "/practices/23.ris", "/embed/23", "/fr/about/"]),
)
def test_whatever_stands_around_it_the_address_is_found(before: str, path: str, after: str) -> None:
    written = f"/{before}{path[1:]}{after}"
    found = [one for one, _query in meant(written)]
    assert path in [written, *found] and all(one[:1] == "/" != one[1:2] for one in found)
