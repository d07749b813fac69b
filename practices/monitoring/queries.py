"""Queries to the database: those that are slow are logged, those that fail are counted. Values are never logged."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper

from . import metrics

_log = logging.getLogger(__name__)
_LONGEST, _MOST_COLUMNS = 1000, 100  # characters of a statement, and of the columns that it names


def watch(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Watch the queries of a connection that was just made. Django keeps this for as long as the thread lives."""
    if _run not in connection.execute_wrappers:
        connection.execute_wrappers.append(_run)


def count(error: Error) -> None:
    """Count an error of the database, once."""
    if not hasattr(error, "is_counted"):
        error.is_counted = True  # type: ignore[attr-defined]
        metrics.database_errors.labels(type(error).__name__).inc()


def _run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    except Error as error:
        count(error)
        raise
    finally:
        took = 1000 * (time.perf_counter() - began)
        if settings.SLOW_QUERY_MS and took >= settings.SLOW_QUERY_MS:
            metrics.slow_queries.inc()
            fields = {"ms": round(took), "sql": _told(str(sql))}
            _log.warning("A query took %s ms: %s", fields["ms"], fields["sql"], extra={"fields": fields})


def _told(sql: str) -> str:
    """Return what tells one statement from another: not the columns of a practice, of which there are some fifty."""
    columns, where, rest = sql.partition(" FROM ")
    if where and columns.startswith("SELECT ") and len(columns) > _MOST_COLUMNS:
        sql = f"(columns) FROM {rest}"
    return sql[:_LONGEST]
