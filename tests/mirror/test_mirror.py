"""A mirror of a small catalogue: whole, with links that hold, brought up to date, packed."""

from __future__ import annotations

import datetime
import logging
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from practices.mirror import crawling
from practices.mirror.asking import Answer, Site
from practices.mirror.crawling import mirror
from practices.mirror.folder import NotAMirror
from practices.mirror.packing import TOP, pack
from practices.models import Practice
from tests import factories

from .reading import broken

TODAY = datetime.date(2026, 11, 30)
MACHINES = ("ris", "bib", "csl.json", "md", "json", "linkset.json", "changes.atom")

pytestmark = pytest.mark.django_db


def content(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_small_catalogue_from_first_to_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = factories.practice("Cheaper remittances", summary_fr="Ce que quelqu’un a fait.", title_fr="Envois")
    dropped = factories.practice("An old one")
    folder = tmp_path / "mirror"

    first = mirror(folder, TODAY)
    assert not first.missing
    assert first.written == first.files > 100
    assert not broken(folder)
    files = content(folder)
    for prefix in ("", "fr/", "es/"):
        page = f"{prefix}practices/{kept.pk}/{kept.slug}/index.html"
        assert settings.SITE_URL in files[page].decode()
        for name in ("index.html", "practices/index.html", "practices/@level=national.html", "search.html", "404.html"):
            assert prefix + name in files
        for ending in MACHINES:
            mark = "/" if ending.startswith(("linkset", "changes")) else "."
            assert f"{prefix}practices/{kept.pk}{mark}{ending}" in files
    assert {
        "sitemap.xml",
        "robots.txt",
        "llms.txt",
        "dcat.ttl",
        "practices/export.csv",
        f"embed/{kept.pk}/index.html",
    } <= set(files)
    assert f"url={'../' * 2}practices/{kept.pk}/{kept.slug}/" in files[f"practices/{kept.pk}/index.html"].decode()

    assert mirror(folder, TODAY).is_unchanged

    (folder / "own.txt").write_text("not written by a mirror")
    factories.withdraw(dropped, "Its source was withdrawn.")
    second = mirror(folder, TODAY)
    assert 0 < second.written < first.written
    assert second.removed > 0
    assert (folder / "own.txt").exists()
    tombstone = folder / "practices" / str(dropped.pk)
    assert "Its source was withdrawn." in (tombstone / "index.html").read_text()
    assert "Its source was withdrawn." in (tombstone / dropped.slug / "index.html").read_text()
    assert not (folder / "practices" / f"{dropped.pk}.ris").exists()
    assert not broken(folder)

    hold_what_is_packed(folder, tmp_path, kept)


def hold_what_is_packed(folder: Path, tmp_path: Path, kept: Practice) -> None:
    """Hold that the offline edition is whole, the same each time, and without files for machines."""
    target, again = tmp_path / "offline.zip", tmp_path / "again.zip"
    pack(folder, target)
    pack(folder, again)
    assert target.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(target) as packed:
        packed.extractall(tmp_path / "unpacked")
    assert not broken(tmp_path / "unpacked")
    names = set(content(tmp_path / "unpacked" / TOP))
    assert {"index.html", "README.txt", "fr/search.html", f"es/practices/{kept.pk}/{kept.slug}/index.html"} <= names
    assert not any(name.endswith((".ris", ".xml", ".csv")) for name in names)


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(NotAMirror):
        mirror(tmp_path, TODAY)
    with pytest.raises(CommandError, match="a folder of its own"):
        call_command("mirror", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_the_log_tells_of_readers_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "practices")
    monkeypatch.setattr(crawling, "_fixed", lambda: ["/robots.txt", "/no-such.txt"])
    monkeypatch.setattr(crawling, "_own_pages", lambda _copier, _before: [])
    mirror(tmp_path, TODAY)
    assert not [record for record in caplog.records if record.name in {"practices.access", "django.request"}]
    Site().ask("/robots.txt")
    assert [record.name for record in caplog.records if record.name == "practices.access"]


def test_what_the_site_fails_to_answer_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawling, "_fixed", lambda: ["/robots.txt", "/no-such.txt"])
    monkeypatch.setattr(crawling, "_own_pages", lambda _copier, _before: [])
    assert mirror(tmp_path, TODAY).missing == []
    before = (tmp_path / "robots.txt").read_bytes()

    monkeypatch.setattr(Site, "ask", lambda _site, _address: Answer(503, {}, b"busy"))
    report = mirror(tmp_path, TODAY + datetime.timedelta(days=1))
    assert ("/robots.txt", 503) in report.missing
    assert report.removed == 0
    assert (tmp_path / "robots.txt").read_bytes() == before
    monkeypatch.undo()
    monkeypatch.setattr(crawling, "_fixed", lambda: ["/robots.txt"])
    monkeypatch.setattr(crawling, "_own_pages", lambda _copier, _before: [])
    again = mirror(tmp_path, TODAY + datetime.timedelta(days=1))  # a run that was not whole is not taken for one
    assert not again.is_unchanged
    assert again.written == 0
