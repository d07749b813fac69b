"""`manage.py person_data` finds what an address is told, which nobody can read in the database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from practices.models import Alert
from tests.alerts.asking import ADDRESS, made

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


def test_what_somebody_is_told_is_handed_out_and_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made("q=fees", rhythm="monthly")
    made("q=fees", "basma@example.org")
    file = tmp_path / "ann.json"
    call_command("person_data", ADDRESS.upper(), "--export", str(file))
    (told,) = json.loads(file.read_text())["told by mail"]
    assert (told["question"], told["rhythm"]) == ("q=fees", "monthly") and "address" not in told
    call_command("person_data", ADDRESS, "--delete", "--yes")
    assert "What they are told by mail: 1 ended." in capsys.readouterr().out
    assert Alert.objects.count() == 1
    with pytest.raises(CommandError, match="Nothing is stored"):
        call_command("person_data", ADDRESS, "--delete", "--yes")
