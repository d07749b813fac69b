"""The examples of docs/api.md work, as they stand there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.utils import timezone

from practices.dumps import files
from practices.models import Practice
from practices.search import follow
from tests import factories

GUIDE = (site.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def examples(language: str, address: str) -> list[str]:
    """Return the guide's examples in one language, for the site of this test."""
    found = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return [text.replace("https://practices.example.org", address) for text in found]


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def address(live_server: Any, settings: Any) -> str:
    """The address of a site with two practices on remittances, and of Morocco."""
    settings.SITE_URL = live_server.url
    vocabulary = factories.vocabulary()
    area, country = vocabulary.areas[0], vocabulary.countries[0]
    for number in (1, 2):
        factories.practice(
            f"Recruitment {number}", slug=f"r-{number}", policy_areas=[area], countries=[(country, "origin")]
        )
    return live_server.url  # type: ignore[no-any-return]


@pytest.mark.parametrize("begins_with_a_dump", [False, True])
def test_the_mirror_holds_what_is_public(address: str, tmp_path: Path, settings: Any, begins_with_a_dump: bool) -> None:
    settings.DUMPS_DIR = tmp_path / "dumps"
    script = examples("python", address)[0]

    def mirrored() -> dict[str, Any]:
        run([sys.executable, "-c", script], tmp_path)
        return json.loads((tmp_path / "mirror.json").read_text())["practices"]  # type: ignore[no-any-return]

    first, second = Practice.objects.order_by("pk")
    if begins_with_a_dump:
        files.make(timezone.now(), keep=1)
    assert {practice["title"]["en"] for practice in mirrored().values()} == {"Recruitment 1", "Recruitment 2"}
    mirrored()
    assert json.loads((tmp_path / "mirror.json").read_text())["tag"]  # it has asked in vain, and has learnt the tag
    mirrored()
    first.summary_en = "Another summary."
    first.save()
    factories.withdraw(second, "Wrong.", None)
    third = factories.practice("Recruitment 3")
    follow._here.idle_at = 0.0  # a moment later
    copy = mirrored()
    assert set(copy) == {str(first.pk), str(third.pk)}
    assert copy[str(first.pk)]["summary"] == {"en": "Another summary."}


def test_a_question_is_read_page_by_page(address: str, tmp_path: Path) -> None:
    script = examples("python", address)[1].replace("remittances&", "remittances&page_size=1&")
    lines = run([sys.executable, "-c", script], tmp_path).splitlines()
    assert sorted(re.sub(r"^\d+ ", "", line).split(" http")[0] for line in lines) == ["Recruitment 1", "Recruitment 2"]
    assert all(f" {address}/practices/" in line for line in lines)


def test_the_examples_with_curl_work(address: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        assert not os.environ.get("CI"), "curl is missing"
        pytest.skip("curl is missing")
    search, again = examples("sh", address)
    found = json.loads(run(["sh", "-c", search], tmp_path))
    assert [set(practice) for practice in found["results"]] == [{"id", "title"}] * 2
    tag = run(["curl", "-sI", f"{address}/api/v1/practices"], tmp_path).partition('ETag: W/"')[2].partition('"')[0]
    again = again.replace("practices/23", f"practices/{found['results'][0]['id']}")
    assert run(["sh", "-c", again], tmp_path) == "200"
    assert run(["sh", "-c", again.replace("the-tag-you-have", tag)], tmp_path) == "304"
