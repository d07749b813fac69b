"""When each host may be asked: slowly, and not before it wants to be."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_PATIENCE = 120  # seconds; who wants to be left alone for longer is left for a later run


class NotNow(Exception):
    """The host wants to be left alone for longer than this run waits."""


@dataclass
class Pace:
    """Keeps `pause` seconds between two requests to a host."""

    pause: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _free_at: dict[str, float] = field(default_factory=dict)

    def delay(self, host: str) -> float:
        """Return the seconds until the host may be asked."""
        return max(self._free_at.get(host, 0) - self.clock(), 0)

    def wait(self, host: str) -> None:
        """Wait for the host's turn, and take it. Raise NotNow if that takes too long."""
        if (delay := self.delay(host)) > MOST_PATIENCE:
            raise NotNow
        if delay:
            self.sleep(delay)
        self._free_at[host] = self.clock() + self.pause

    def leave_alone(self, host: str, seconds: float) -> None:
        """Don't ask the host for so long."""
        self._free_at[host] = max(self._free_at.get(host, 0), self.clock() + seconds)
