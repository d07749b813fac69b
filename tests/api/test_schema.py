"""What the API says of itself holds, for whatever is asked of it, alone and one thing after another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from practices.models import Country

# Of each operation. 300 found nothing more.
EXAMPLES = 6


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("catalogue")
def test_schemathesis_finds_nothing(live_server: Any, settings: Any, tmp_path: Path) -> None:
    settings.SITE_URL = live_server.url
    # Each country is asked for by name, so a few will do.
    Country.objects.filter(participations=None, organisations=None).delete()
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{live_server.url}/api/v1/openapi.json"]
    options = [
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
