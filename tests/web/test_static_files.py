"""Styles and scripts stand in the manifest, and browsers can check that they get what we made."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from catalogue import static_files
from practices.models import Practice

LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)"([^>]*)>|<script src="([^"]+)"([^>]*)>')


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the static files as a site hands them out."""
    made = tmp_path_factory.mktemp("static")
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "catalogue.static_files.Storage"}}
    with override_settings(STORAGES=storages, STATIC_ROOT=made):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield made


def test_every_static_file_that_pages_name_is_in_the_manifest(folder: Path) -> None:
    manifest = ManifestStaticFilesStorage(location=folder)
    named = set()
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        named |= set(re.findall(r"{% (?:static|stylesheet|script) '([^']+)'", template.read_text()))
    assert "css/base.css" in named
    for name in named | {"django_htmx/htmx-2.min.js"}:
        assert manifest.stored_name(name) != name, name


def test_a_process_goes_on_with_the_files_that_there_are_and_follows_those_that_are_collected(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It was started before `prepare`, on the files of an earlier release."""
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "old.css").write_text("p { color: red }")
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "catalogue.static_files.Storage"}}
    own = {"STATICFILES_DIRS": [tmp_path / "release"], "STATIC_ROOT": tmp_path / "static", "STORAGES": storages}
    with override_settings(STATICFILES_FINDERS=finders, **own):
        call_command("collectstatic", interactive=False, verbosity=0)
        storage, files = static_files.Storage(), static_files.Files(lambda request: HttpResponse(status=404))
        assert storage.url("old.css") != "/static/old.css"
        assert caplog.text == ""
        assert storage.url("new.css") == "/static/new.css"
        assert "new.css is none of the static files" in caplog.text
        before, manifest = storage.url("old.css"), storage.manifest_hash
        for name in ("old.css", "new.css"):
            (tmp_path / "release" / name).write_text("p { color: green }")
        call_command("collectstatic", interactive=False, verbosity=0)
        assert storage.url("old.css") == before, "of a release that replaces it, it takes nothing"
        address = storage.url("new.css")
        assert address != "/static/new.css" and storage.integrity(address).startswith("sha384-")
        assert storage.url("old.css") != before and storage.manifest_hash != manifest
        answer = files(RequestFactory().get(address))
        assert (answer.status_code, "immutable" in answer["Cache-Control"]) == (200, True)
        for nothing in ("nothing.css", "../tests.py", "%2e%2e/release/new.css", "x\x00y", ""):
            assert files(RequestFactory().get(f"/static/{nothing}")).status_code == 404


def test_files_of_earlier_releases_go_when_no_kept_page_needs_them(tmp_path: Path) -> None:
    def prepared(release: str, seconds: float = 0) -> set[str]:
        """Collect one file as a release has it, some time after the last files were touched, and return their names."""
        (tmp_path / "release" / "one.css").write_text(f".{release} {{}}")
        for path in (tmp_path / "static").rglob("*"):
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - seconds))
        call_command("collectstatic", interactive=False, verbosity=0)
        return {path.name for path in (tmp_path / "static").glob("one.*.css*")}

    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "catalogue.static_files.Storage"}}
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    for folder in ("release", "static"):
        (tmp_path / folder).mkdir()
    own = {
        "STATICFILES_DIRS": [tmp_path / "release"],
        "STATIC_ROOT": tmp_path / "static",
        "STATICFILES_FINDERS": finders,
    }
    long = static_files.DAYS_REPLACED * 24 * 3600 + 60
    with override_settings(STORAGES=storages, **own):
        first = prepared("a")
        both = prepared("b", long)
        assert first < both, "a file is replaced now, however old it is"
        assert prepared("b", 60) == both
        assert prepared("b", long) == both - first


def test_browsers_check_our_scripts_and_styles(
    folder: Path, curator: Client, practice: Callable[..., Practice]
) -> None:
    card = reverse("embed", args=[practice().pk])
    for path in ("/", "/practices/", "/about/", "/propose/", card, "/api/v1/docs"):
        links = LINK.findall(curator.get(path).text)
        assert links, path
        for style, more, source, also in links:
            content = (folder / (style or source).removeprefix("/static/")).read_bytes()
            digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
            assert f' integrity="sha384-{digest}"' in (more or also), (path, style or source)
            assert ('crossorigin="anonymous"' in more) == (path == card)
    assert re.search(r'<script src="/static/js/admin\.\w+\.js" integrity="sha384-', curator.get("/admin/").text)


def test_what_may_change_under_its_name_is_not_checked(client: Client, db: None) -> None:
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=storages):
        page = client.get("/about/").text
    assert '<link rel="stylesheet" href="/static/css/base.css">' in page


def test_templates_link_to_no_style_or_script_without_it() -> None:
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text()
        # Pages for when nothing works must do without the manifest; in a folder nothing can be checked.
        if path.name == "alone.html" or path.parent.name == "mirror":
            continue
        assert not LINK.search(text), path
        assert not re.search(r"""(href|src)="{% static '[^']+\.(css|js)'""", text), path
