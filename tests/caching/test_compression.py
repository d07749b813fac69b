"""Public answers are compressed, also those that are kept; what is meant for one person is not."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from practices.caching import compression, editions
from practices.models import Practice
from tests.caching.keeping import keeping_pages

DECODE: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@pytest.fixture(autouse=True)
def _some_practices(practice: Callable[..., Practice]) -> None:
    for number in range(5):
        practice(f"Fees {number}")


@pytest.mark.parametrize(
    ("asked", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR ; q=0.1", "br"),
        ("gzip;q=0", ""),
        ("deflate", ""),
        ("identity", ""),
        ("brutal, gzipped", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("address", ["/practices/", "/api/v1/practices", "/practices/feed.atom"])
def test_it_is_sent_as_the_reader_can_take_it(client: Client, address: str, asked: str, encoding: str) -> None:
    plain = client.get(address)
    with keeping_pages():
        for _first_made_then_kept in range(2):
            answer = client.get(address, headers={"Accept-Encoding": asked})
            assert answer.get("Content-Encoding", "") == encoding
            assert DECODE[encoding](answer.content) == plain.content
            assert int(answer["Content-Length"]) == len(answer.content)
            assert "Accept-Encoding" in answer["Vary"]
            assert answer["ETag"] == plain["ETag"]
    assert not encoding or len(answer.content) < len(plain.content) / 3


@keeping_pages()
def test_what_is_kept_is_compressed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/practices/", headers={"Accept-Encoding": "br"})
    monkeypatch.setattr(editions, "compress", lambda request, response: pytest.fail("compressed once more"))
    assert client.get("/practices/", headers={"Accept-Encoding": "br"})["Content-Encoding"] == "br"


def test_it_has_not_changed_for_whoever_has_it_compressed(client: Client) -> None:
    got = client.get("/practices/", headers={"Accept-Encoding": "br"})
    again = client.get("/practices/", headers={"Accept-Encoding": "br", "If-None-Match": got["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Accept-Encoding" in again["Vary"]


def test_a_head_has_the_headers_and_nothing_else(client: Client) -> None:
    answer = client.head("/practices/", headers={"Accept-Encoding": "br"})
    assert (answer["Content-Encoding"], answer.content) == ("br", b"")


@pytest.mark.parametrize("address", ["/propose/", "/admin/login/", "/admin/", "/no-such-page/"])
def test_what_has_a_token_or_is_one_persons_is_not_compressed(admin_client: Client, address: str) -> None:
    for path in (address, f"/fr{address}"):
        answer = admin_client.get(path, headers={"Accept-Encoding": "br, gzip"})
        assert not answer.has_header("Content-Encoding"), path


def test_small_answers_and_pictures_stay_as_they_are(rf: RequestFactory) -> None:
    request = rf.get("/", headers={"Accept-Encoding": "br"})
    for content, kind in ((b"a" * 999, "text/html"), (b"a" * 5000, "image/png")):
        response = HttpResponse(content, content_type=kind)
        compression.compress(request, response)
        assert (response.content, response.has_header("Content-Encoding")) == (content, False)
