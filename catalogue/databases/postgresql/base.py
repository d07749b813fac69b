"""PostgreSQL as Django knows it, but for what happens while it is gone, or hangs."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from catalogue.databases.watched import Watched

from .waiting import LONGEST, Connection


class DatabaseWrapper(Watched, base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    def __init__(self, settings_dict: dict[str, Any], *given: Any, **named: Any) -> None:
        super().__init__(settings_dict, *given, **named)
        if pool := settings_dict["OPTIONS"].get("pool"):
            pool["connection_class"] = Connection

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Take one from the pool; past the pool, make one that waits in the same way."""
        if self.pool is not None:
            return super().get_new_connection(conn_params)
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return Connection.connect(**conn_params)

    def _configure_connection(self, connection: Connection) -> bool:
        connection.alias = "" if self.alias == NO_DB_ALIAS else self.alias
        connection.longest = LONGEST if self.is_probe else None
        return super()._configure_connection(connection)  # type: ignore[misc, no-any-return]
