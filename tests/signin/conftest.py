"""What the tests of signing in share."""

from __future__ import annotations

from typing import Any

import pytest

from practices.signin import guard


@pytest.fixture
def asked(settings: Any) -> None:
    """Ask everybody for a second step."""
    settings.SECOND_FACTOR = True


@pytest.fixture(autouse=True)
def _fresh_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test know whom another has refused."""
    monkeypatch.setattr(guard, "_told", {})
    monkeypatch.setattr(guard, "_full", {})
