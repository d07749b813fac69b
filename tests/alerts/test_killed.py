"""A process that sends is killed at one step after the other: each reader is told once, and everybody is told.

On SQLite alone: what a transaction holds is the same on PostgreSQL.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from practices.alerts.question import Question
from tests import factories
from tests.alerts.asking import later, made

pytestmark = pytest.mark.django_db
QUESTIONS = ("country=MA", "q=fees")
DEATHS = ("written, not committed", "half of them committed", "committed, none sent", "one sent")


@pytest.mark.usefixtures("vocabulary")
def test_each_reader_is_told_once_whenever_the_sender_is_killed(tmp_path: Path) -> None:
    for question in QUESTIONS:
        for place in range(3):
            made(question, f"{question[0]}{place}@example.org", rhythm="at-once")
    factories.practice("Lower fees", countries=[(factories.models.Country.objects.get(code="MA"), "origin")])
    assert all(Question.from_text(question).found.total for question in QUESTIONS)
    later(2)
    database = tmp_path / "catalogue.sqlite3"
    database.write_bytes(connection.connection.serialize())  # with what this test has not committed

    lives = [*DEATHS, "", ""]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.alerts.dying", str(tmp_path), *lives],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.killing.settings",
            "DATABASE_URL": f"sqlite:///{database}",
            "DATA_DIR": str(tmp_path),
            "SEARCH_INDEX_DIR": str(tmp_path / "index"),
            "SECRET_KEY": settings.SECRET_KEY,
            "EMAIL_HOST": "mail.example.org",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.split() == ["-9"] * len(DEATHS) + ["0", "0"], ended.stderr
    sent = "".join(file.read_text() for file in (tmp_path / "mails").iterdir())
    told = Counter(re.findall(r"^To: (\S+)$", sent, re.MULTILINE))
    assert told == Counter(f"{question[0]}{place}@example.org" for question in QUESTIONS for place in range(3))
