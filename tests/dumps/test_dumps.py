"""Dumps: the whole catalogue in files, whole and checkable, and what `/dumps/` hands out of them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from lxml import html

from practices.dumps import files, writing
from practices.models import Change, Practice
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NAME = "practices-2026-11-22-030000"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.DUMPS_DIR = tmp_path / "dumps"
    yield settings.DUMPS_DIR
    shutil.rmtree(settings.DUMPS_DIR, ignore_errors=True)


def fetched(client: Client, name: str) -> bytes:
    response = client.get(f"/dumps/{name}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[arg-type]


def index(client: Client) -> list[dict[str, Any]]:
    dumps: list[dict[str, Any]] = client.get("/dumps/index.json").json()["dumps"]
    return dumps


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(content).splitlines()]


def test_each_file_holds_every_practice_and_nothing_else(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH", 2)
    practices = [factories.practice() for _number in range(5)]
    factories.withdraw(practices.pop(), "Wrong.", None)
    factories.draft("A secret draft")
    about = files.make(DAY, keep=1)
    ids = [practice.pk for practice in practices]
    assert about["practices"] == 4
    for kind in ("jsonl", "all.jsonl"):
        assert [line["id"] for line in lines(fetched(client, f"{NAME}.{kind}.gz"))] == ids
    table = gzip.decompress(fetched(client, f"{NAME}.csv.gz")).decode()
    assert [int(row[0]) for row in list(csv.reader(io.StringIO(table)))[1:]] == ids
    assert "secret" not in table


def test_a_line_says_what_the_api_says_in_each_language(client: Client) -> None:
    made = factories.vocabulary()
    made.areas[0].name_fr = "Envois de fonds"
    made.areas[0].save()
    practice = factories.practice("Money home", title_fr="De l'argent", policy_areas=[made.areas[0]])
    files.make(DAY, keep=1)
    (line,) = lines(fetched(client, f"{NAME}.jsonl.gz"))
    translations = line.pop("translations")
    assert list(translations) == ["fr"]
    for language, told in (("en", line), ("fr", translations["fr"])):
        assert told == client.get(f"/api/v1/practices/{practice.pk}?lang={language}").json()
    (whole,) = lines(fetched(client, f"{NAME}.all.jsonl.gz"))
    assert whole == client.get(f"/api/v1/practices/{practice.pk}?lang=*").json()
    assert whole["title"] == {"en": "Money home", "fr": "De l'argent"}
    assert translations["fr"]["title"] == "De l'argent"
    assert translations["fr"]["terms"]["policy_area"][0]["label"] == "Envois de fonds"


def test_the_manifest_tells_sizes_and_checksums(client: Client, folder: Path) -> None:
    factories.practice()
    files.make(DAY, keep=1)
    about = json.loads(fetched(client, "latest.json"))
    assert about == json.loads(fetched(client, f"{NAME}.json")) == client.get("/dumps/index.json").json()["dumps"][0]
    assert about["made"] == "2026-11-22T03:00:00Z"
    for file in about["files"]:
        content = fetched(client, file["name"])
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
    sums = "".join(f"{file['sha256']}  {file['name']}\n" for file in about["files"])
    assert fetched(client, "SHA256SUMS").decode() == sums


@pytest.mark.parametrize("language", ["", "/fr"])
def test_people_see_each_file_with_its_size_and_checksum(client: Client, language: str) -> None:
    assert not html.fromstring(client.get(f"{language}/dumps/").content).xpath("//main//a")
    factories.practice()
    about = files.make(DAY, keep=1)
    shown = html.fromstring(client.get(f"{language}/dumps/").content)
    assert "22 " in shown.findtext(".//main/section/h2")
    assert shown.xpath("//main//code/text()") == [file["sha256"] for file in about["files"]]
    links = shown.xpath("//main//a/@href")
    assert f"/api/v1/changes?cursor={about['cursor']}" in links
    assert {f"/dumps/{file['name']}" for file in about["files"]} < set(links)
    assert all(client.get(link).status_code == 200 for link in links)


def test_checksums_can_be_read_in_a_browser(client: Client) -> None:
    files.make(DAY, keep=1)
    assert client.get("/dumps/SHA256SUMS")["Content-Type"] == "text/plain; charset=utf-8"
    assert client.get("/dumps/latest.json")["Content-Type"] == "application/json"


def test_other_pages_tell_of_dumps_once_there_are_any(client: Client) -> None:
    def told(path: str) -> bool:
        answer = client.get(path, headers={"If-None-Match": tags.get(path, "")})
        tags[path] = answer["ETag"]
        return "/dumps/" in answer.content.decode()

    tags: dict[str, str] = {}
    factories.practice()
    pages = ("/partners/", "/dcat.jsonld")
    assert [told(page) for page in pages] == [False, False]
    files.make(DAY, keep=1)
    assert [told(page) for page in pages] == [True, True]


def test_pages_that_are_kept_are_made_anew_with_the_first_dump_alone(client: Client, settings: Any) -> None:
    def answer() -> Any:
        return client.get("/partners/")

    def entries() -> int:
        return Change.objects.filter(practice_id=None).count()

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    factories.practice()
    before, kept, count = answer(), answer(), entries()
    assert (hasattr(before, "was_kept"), kept.was_kept) == (False, True)
    assert b'href="/dumps/"' not in kept.content

    files.make(DAY, keep=2)
    after = answer()
    assert not hasattr(after, "was_kept")
    assert b'href="/dumps/"' in after.content
    assert entries() == count + 1

    files.make(DAY + timedelta(days=1), keep=2)
    assert answer().was_kept
    assert entries() == count + 1
    cache.clear()


def test_a_mirror_goes_on_where_the_dump_ends(client: Client) -> None:
    practices = [factories.practice() for _number in range(3)]
    about = files.make(DAY, keep=1)
    copy = {line["id"]: line["title"] for line in lines(fetched(client, f"{NAME}.jsonl.gz"))}
    address = about["changes"].removeprefix("http://127.0.0.1:8000")
    assert not client.get(address).json()["results"]
    practices[0].title = "Another title"
    practices[0].save()
    factories.withdraw(practices[1], "Wrong.", None)
    for change in client.get(address).json()["results"]:
        if change["gone"]:
            del copy[change["id"]]
        else:
            copy[change["id"]] = client.get(f"/api/v1/practices/{change['id']}").json()["title"]
    assert copy == {practice.pk: practice.title for practice in Practice.objects.published()}


def test_what_says_the_same_has_the_same_checksum() -> None:
    factories.practice()
    first, second = (files.make(day, keep=9)["files"] for day in (DAY, DAY.replace(day=23)))
    assert [file["sha256"] for file in first] == [file["sha256"] for file in second]


def test_only_the_last_are_kept(client: Client, folder: Path) -> None:
    for day in (20, 21, 22):
        files.make(DAY.replace(day=day), keep=2)
    assert [about["made"][:10] for about in index(client)] == [
        "2026-11-22",
        "2026-11-21",
    ]
    assert {path.name.partition(".")[0] for path in folder.glob("practices-*")} == {
        "practices-2026-11-21-030000",
        NAME,
    }
    assert fetched(client, "SHA256SUMS").count(b"\n") == 6


def test_checksums_are_right_at_every_step_of_a_second_dump_on_one_day(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.make(DAY, keep=1)
    factories.practice()
    checked = []

    def told() -> dict[str, str]:
        sums = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())
        latest = json.loads((folder / "latest.json").read_text())["files"]
        return {**sums, **{file["name"]: file["sha256"] for file in latest}}

    def checking(change: Any) -> Any:
        def changed(path: Path, *arguments: Any, **options: Any) -> Any:
            answer = change(path, *arguments, **options)
            for name, digest in told().items():
                assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
                checked.append(name)
            return answer

        return changed

    for step in ("replace", "unlink"):
        monkeypatch.setattr(Path, step, checking(getattr(Path, step)))
    files.make(DAY.replace(hour=9), keep=1)
    assert len(set(checked)) == 6


def test_what_a_killed_run_left_is_removed_when_nobody_works_on_it_any_more(folder: Path) -> None:
    old, new = folder / ".making-old", folder / ".making-new"
    for place in (old, new):
        place.mkdir(parents=True)
        (place / "practices.csv.gz").touch()
    os.utime(old, (0, 0))
    files.make(DAY, keep=1)
    assert [place.name for place in folder.glob(".making-*")] == [new.name]


def test_half_of_a_dump_does_not_count_as_one_that_is_kept(folder: Path) -> None:
    files.make(DAY, keep=2)
    (folder / "practices-2026-11-23-030000.csv.gz").touch()
    files.make(DAY.replace(day=24), keep=2)
    assert (folder / f"{NAME}.json").exists()


def test_a_dump_that_fails_leaves_the_last_one_whole(
    client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.practice()
    files.make(DAY, keep=1)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(writing, "_line", lambda row, terms: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        files.make(DAY.replace(day=23), keep=1)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_latest_leads_to_the_newest(client: Client) -> None:
    for day in (21, 22):
        files.make(DAY.replace(day=day), keep=2)
    for ending in files.DATA:
        response = client.get(f"/dumps/latest.{ending}")
        assert (response.status_code, response["Location"]) == (302, f"/dumps/{NAME}.{ending}")


def test_whoever_has_a_file_need_not_get_it_again(client: Client) -> None:
    files.make(DAY, keep=1)
    response = client.get(f"/dumps/{NAME}.jsonl.gz")
    assert (response["Content-Type"], response.has_header("Content-Encoding")) == ("application/gzip", False)
    again = client.get(f"/dumps/{NAME}.jsonl.gz", headers={"If-Modified-Since": response["Last-Modified"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name",
    ["..%2Fsecret-key", "secret-key", ".making-x", f"{NAME}.csv", f"{NAME}.csv.gz%00",
     f"{NAME}.csv.gz%0A", "latest.txt", "latest.jsonl.gz", "latest.json", "SHA256SUMS", "a" * 300],
)  # fmt: skip
def test_nothing_else_is_handed_out(client: Client, folder: Path, name: str) -> None:
    folder.mkdir()
    for other in (folder / "secret-key", folder.parent / "secret-key"):
        other.write_text("secret")
    assert client.get(f"/dumps/{name}").status_code == 404
    assert index(client) == []


def test_the_command_says_what_it_wrote(folder: Path) -> None:
    factories.practice()
    out = io.StringIO()
    call_command("dump", "--keep", "1", "--without-books", stdout=out)
    assert out.getvalue().startswith("1 practices, complete up to change 1-")
    assert all(path.name in out.getvalue() for path in folder.glob("*.gz"))
    for keep in ("0", "-1", "all"):
        with pytest.raises(CommandError):
            call_command("dump", "--keep", keep)


def test_a_dump_has_the_book_in_each_language_and_about_leads_to_the_newest(client: Client) -> None:
    def shown(path: str) -> list[str]:
        return list(map(str, html.fromstring(client.get(path).content).xpath("//section[@id='book']//a/@href")))

    factories.practice("Money home")
    files.make(DAY, keep=1)
    assert shown("/about/") == []
    call_command("dump", keep=1)
    assert shown("/fr/about/") == shown("/about/") == [f"/dumps/latest.{ending}" for ending in files.BOOKS]
    for address in shown("/about/"):
        file = client.get(address, follow=True)
        assert (file.status_code, file["Content-Type"]) == (200, files.BOOKS[address.partition("latest.")[2]])
    told = {
        node["@id"].partition("#")[2] for node in client.get("/dcat.jsonld").json()["dcat:dataset"]["dcat:distribution"]
    }
    assert {"docx-fr", "epub-es"} < told


def test_pages_are_made_anew_for_another_book_but_not_for_the_same(client: Client) -> None:
    def entries() -> int:
        return Change.objects.filter(practice_id=None).count()

    factories.practice("Money home")
    files.make(DAY, keep=1, books=["en"])
    before = entries()
    files.make(DAY + timedelta(days=1), keep=1, books=["en"])
    assert entries() == before
    factories.practice("Another")
    count = entries()
    files.make(DAY + timedelta(days=2), keep=1, books=["en"])
    assert entries() == count + 1
