"""What tests of alerts share: a mail server, and a folder of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _mail_server(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    settings.DATA_DIR = tmp_path
