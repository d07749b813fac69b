"""What the API says of itself holds, for whatever is asked of it, alone and one thing after another."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from practices.models import Country, Practice

# Of each operation. 300 found nothing more.
EXAMPLES = 4
FEW = 12  # practices


def described_as_of_today(client: Client) -> dict[str, Any]:
    """Return the description with parameters that take nothing but the values that there are now. It says of them that
    others may come, so what draws values at random would draw words that are none yet, and be refused.
    """
    description: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    for operations in description["paths"].values():
        for parameter in operations["get"]["parameters"]:
            schema = parameter["schema"].get("items", parameter["schema"])
            if values := schema.pop("x-extensible-enum", None):
                can_be_left_out = "minus" in parameter.get("description", "")
                schema["enum"] = [*values, *(f"-{value}" for value in values)] if can_be_left_out else values
    return description


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("catalogue")
def test_schemathesis_finds_nothing(client: Client, live_server: Any, settings: Any, tmp_path: Path) -> None:
    settings.SITE_URL = live_server.url
    # All answers are held against the description, again and again: long lists are in `test_texts.py`. Each country is
    # asked for by name, so a few will do.
    Practice.objects.exclude(replaced_by=None).delete()
    Practice.objects.exclude(pk__in=Practice.objects.published().order_by("pk")[:FEW]).delete()
    Country.objects.filter(participations=None, organisations=None).delete()
    (tmp_path / "openapi.json").write_text(json.dumps(described_as_of_today(client)))
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", "openapi.json"]
    options = [
        "--url",
        live_server.url,
        "--checks",
        "all",
        "--mode",
        "all",
        "--max-examples",
        str(EXAMPLES),
        "--no-color",
        "--generation-deterministic",
        "--workers",
        "4",
    ]
    run = subprocess.run([*command, *options], capture_output=True, text=True, check=False, timeout=300, cwd=tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    for phase in ("Examples", "Coverage", "Fuzzing", "Stateful"):
        assert f"✅ {phase}" in run.stdout, run.stdout
    assert "Tested: 13" in run.stdout
