"""Sites that the checks of links ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.links import sites as stand_ins


@pytest.fixture
def sites() -> Iterator[stand_ins.Sites]:
    """Web sites on this machine."""
    with stand_ins.running() as running:
        yield running


@pytest.fixture
def secure_sites() -> Iterator[stand_ins.Sites]:
    """The same behind TLS, with a certificate for secure.example that nobody knows."""
    with stand_ins.running(with_tls=True) as running:
        yield running
