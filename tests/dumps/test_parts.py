"""A dump can be fetched in parts, so that a download that broke off goes on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
NAME = "practices-2026-11-22-030000.jsonl.gz"
ADDRESS = f"/dumps/{NAME}"
CONTENT = bytes(range(100))


@pytest.fixture(autouse=True)
def file(settings: Any, tmp_path: Path) -> Path:
    settings.DUMPS_DIR = tmp_path / "dumps"
    settings.DUMPS_DIR.mkdir()
    path: Path = settings.DUMPS_DIR / NAME
    path.write_bytes(CONTENT)
    return path


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, 99), ("bytes=40-", 40, 99), ("bytes=40-49", 40, 49), ("bytes=99-99", 99, 99),
        ("bytes=90-500", 90, 99), ("bytes=-5", 95, 99), ("bytes=-500", 0, 99), ("Bytes=3-3", 3, 3),
        ("bytes=0-999999999999999999", 0, 99),
    ],
)  # fmt: skip
def test_a_part_is_what_was_asked_for(client: Client, asked: str, first: int, last: int) -> None:
    answer = client.get(ADDRESS, headers={"Range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (206, f"bytes {first}-{last}/100")
    assert content(answer) == CONTENT[first : last + 1]
    assert int(answer["Content-Length"]) == last - first + 1
    assert answer["Content-Type"] == "application/gzip"


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_a_part_that_the_file_has_not_is_refused(client: Client, asked: str) -> None:
    answer = client.get(ADDRESS, headers={"Range": asked})
    assert (answer.status_code, answer["Content-Range"], answer["Accept-Ranges"]) == (416, "bytes */100", "bytes")


@pytest.mark.parametrize(
    "asked",
    ["", "bytes", "bytes=", "bytes=-", "bytes=x-", "bytes=0-1,5-6", "bytes=9-3", "lines=0-1", "bytes=" + "9" * 99],
)
def test_what_can_not_be_read_is_answered_with_the_whole(client: Client, asked: str) -> None:
    answer = client.get(ADDRESS, headers={"Range": asked})
    assert (answer.status_code, content(answer), answer["Content-Length"]) == (200, CONTENT, "100")
    assert answer["Accept-Ranges"] == "bytes" and "Content-Range" not in answer


def test_head_tells_that_there_are_parts_and_how_long_the_whole_is(client: Client) -> None:
    answer = client.head(ADDRESS, headers={"Range": "bytes=5-9"})
    assert (answer.status_code, answer["Content-Length"], answer["Accept-Ranges"]) == (200, "100", "bytes")


def test_who_has_the_beginning_gets_the_rest_only_of_the_same_file(client: Client, file: Path) -> None:
    whole = client.get(ADDRESS)
    tag, day = whole["ETag"], whole["Last-Modified"]
    assert not tag.startswith("W/")
    assert client.get(ADDRESS)["ETag"] == tag
    for had in (tag, day):
        assert client.get(ADDRESS, headers={"Range": "bytes=50-", "If-Range": had}).status_code == 206
    file.write_bytes(CONTENT[::-1])
    os.utime(file, (1_000_000, 1_000_000))
    for had in (tag, day, f"W/{tag}", "nonsense"):
        answer = client.get(ADDRESS, headers={"Range": "bytes=50-", "If-Range": had})
        assert (answer.status_code, content(answer)) == (200, CONTENT[::-1])
    assert client.get(ADDRESS)["ETag"] != tag


def test_who_has_all_of_it_need_not_get_any(client: Client) -> None:
    tag = client.get(ADDRESS)["ETag"]
    assert client.get(ADDRESS, headers={"Range": "bytes=5-", "If-None-Match": tag}).status_code == 304
    assert client.get(ADDRESS, headers={"Range": "bytes=5-", "If-Match": '"another"'}).status_code == 412


def test_a_file_that_is_removed_meanwhile_is_not_there(client: Client, file: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("practices.dumps.views._path", lambda name: file)
    file.unlink()
    assert client.get(ADDRESS).status_code == 404
