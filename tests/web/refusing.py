"""A database that takes nothing, and what stood in it before."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection, connections

_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|SAVEPOINT)\b|.*\bFOR (NO KEY )?UPDATE\b", re.IGNORECASE | re.DOTALL)
# Attempts are counted whatever becomes of them, and sessions come and go.
_NOT_COMPARED = {"django_session", "practices_attempts", "axes_accessattempt"}  # and when somebody last signed in


def locked() -> OperationalError:
    """Return the error of a database that somebody else has locked, as Django raises it."""
    error, cause = OperationalError("database is locked"), sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = sqlite3.SQLITE_BUSY
    error.__cause__ = cause
    return error


@contextmanager
def refusing(only: int = 0) -> Iterator[list[str]]:
    """Refuse to write, or to begin a transaction: all of that, or that which comes at this place alone.

    Give the statements that were to write.
    """
    writes: list[str] = []

    def refuse(execute: Any, sql: str, *given: Any) -> Any:
        if _WRITES.match(sql):
            writes.append(sql)
            if only in {0, len(writes)}:
                raise locked()
        return execute(sql, *given)

    with connection.execute_wrapper(refuse), _as_without_a_test():
        yield writes


@contextmanager
def _as_without_a_test() -> Iterator[None]:
    """Let an error spoil no more than the transactions of the code itself: that of the test stands for none."""
    kind, of_test = type(connections["default"]), len(connection.atomic_blocks)

    class Site(kind):  # type: ignore[misc, valid-type]
        @property
        def needs_rollback(self) -> bool:
            return self.__dict__["needs_rollback"] and len(self.atomic_blocks) > of_test

        @needs_rollback.setter
        def needs_rollback(self, value: bool) -> None:
            self.__dict__["needs_rollback"] = value

    here = connections["default"]
    here.__class__ = Site
    try:
        yield
    finally:
        here.__class__ = kind
        here.needs_rollback = False


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of the database."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table not in _NOT_COMPARED:
            names = [one.attname for one in model._meta.concrete_fields if one.name != "last_login"]
            rows = model._base_manager.order_by("pk").values_list(*names)
            found[model._meta.label] = [tuple(map(str, row)) for row in rows]
    return found
