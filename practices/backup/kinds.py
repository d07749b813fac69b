"""Which kind of database this site has."""

from __future__ import annotations

from django.db import connection

from .databases import Database
from .postgresql import PostgreSQL
from .sqlite import SQLite


def database() -> Database:
    """Return the kind of database that this site has."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
