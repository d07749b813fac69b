"""Where the index can't be written at all, nobody waits for it; where another process writes it, one does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from practices.models import Practice
from practices.search import follow, store

pytestmark = pytest.mark.both_databases


def seconds(monkeypatch: pytest.MonkeyPatch, error: store.IndexUnavailable, wait: float) -> float:
    """Return how long the index tries to follow where taking its lock raises an error."""

    @contextmanager
    def lock(name: str, seconds: float) -> Iterator[None]:
        raise error
        yield

    monkeypatch.setattr(store, "lock", lock)
    monkeypatch.setattr(follow, "WAIT", wait)
    began = time.monotonic()
    with pytest.raises(store.IndexUnavailable):
        follow.reader()
    return time.monotonic() - began


def test_nobody_waits_for_a_disk(practice: Callable[..., Practice], monkeypatch: pytest.MonkeyPatch) -> None:
    practice("Lower fees")
    follow.reader()
    practice("Fair recruitment")
    assert seconds(monkeypatch, store.IndexUnavailable("The disk is read-only."), wait=60) < 30


def test_one_waits_for_another_process(practice: Callable[..., Practice], monkeypatch: pytest.MonkeyPatch) -> None:
    practice("Lower fees")
    follow.reader()
    practice("Fair recruitment")
    assert seconds(monkeypatch, store.IndexBusy("Another process is writing."), wait=0.3) >= 0.3
