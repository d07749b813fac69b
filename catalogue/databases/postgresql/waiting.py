"""Waiting for PostgreSQL, but not for ever for one that is silent.

A server that is suspended, or a machine that hangs, keeps its connections open: no bound of the server (it does not
run) and none of TCP (what was sent has arrived) ends a question that was asked there. A bound for each question would
end long ones that are in order. So who hears nothing for half a second lets a thread ask on a connection of its own
whether the database is there (`practices/web/outage.py`), and goes on waiting unless it is not.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

import psycopg
from django.db import DatabaseError
from psycopg.waiting import READY_NONE

from practices.web import outage

SILENCE = 0.5  # seconds after which somebody who waits begins to doubt
LONGEST = 2.0  # seconds that whoever then asks has for an answer, besides as many to connect


class Connection(psycopg.Connection):
    """A connection that ends when its database is found to be gone."""

    alias = ""  # of the database, if somebody can be told that it is gone
    longest: float | None = None  # seconds of silence, for who asks whether it is there

    def wait(self, gen: Any, *given: Any, **named: Any) -> Any:
        """Wait until the server has answered. Raise OperationalError if it is found gone meanwhile."""
        return super().wait(self._heard(gen), *given, **named)

    def _heard(self, asking: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        """Pass on what psycopg and its question tell each other, and notice each tenth of a second without a word."""
        heard_at = time.monotonic()
        try:
            wanted = next(asking)
            while True:
                ready = yield wanted
                if ready != READY_NONE:
                    heard_at = time.monotonic()
                else:
                    self._judge(time.monotonic() - heard_at)
                wanted = asking.send(ready)
        except StopIteration as done:
            return done.value

    def _judge(self, silence: float) -> None:
        try:
            if self.longest is not None and silence > self.longest:
                raise DatabaseError(f"It has been silent for {silence:.0f} seconds.")
            if self.alias and silence > SILENCE:
                outage.doubt(self.alias)
        except DatabaseError as error:
            self.close()  # it waits for an answer that nobody will read
            raise psycopg.OperationalError(str(error)) from error
