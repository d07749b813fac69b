"""A section that is added to the model is there wherever sections are: they are listed once.

On SQLite alone, not as both_databases: the site that has the section is a program with a database of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from django.conf import settings

from practices.models import Practice

PLACES = {
    *("loading", "translation", "history", "reading", "search", "the API", "its description"),
    *("link checks", "completeness", "previews", "feeds", "the form", "proposals", "exports", "spreadsheets"),
}


def test_a_section_that_is_added_to_the_model_is_seen_everywhere() -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.models.scratch_section.settings",
        "TEST_DATABASE": "sqlite",
    }
    command = [sys.executable, "-m", "tests.models.scratch_section"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == dict.fromkeys(PLACES, True)


def test_what_is_translated_has_a_column_for_each_language() -> None:
    columns = {field.name for field in Practice._meta.concrete_fields}
    assert {f"{name}_{code}" for name in Practice.TEXTS for code, _language in settings.LANGUAGES} <= columns
    assert ("title", "summary", *Practice.SECTIONS) == Practice.TEXTS
