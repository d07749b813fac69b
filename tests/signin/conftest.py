"""What the tests of signing in share."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def asked(settings: Any) -> None:
    """Ask everybody for a second step."""
    settings.SECOND_FACTOR = True
