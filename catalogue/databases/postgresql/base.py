"""PostgreSQL as Django knows it, but for what happens while it is gone."""

from __future__ import annotations

from django.db.backends.postgresql import base

from catalogue.databases.watched import Watched


class DatabaseWrapper(Watched, base.DatabaseWrapper):
    """A connection to PostgreSQL."""
