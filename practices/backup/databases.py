"""What SQLite and PostgreSQL can be asked alike, and doing something with another database than this site's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connection, connections

# What a database holds that nobody has entered yet: `migrate` writes it.
BOOKKEEPING = frozenset(
    {
        *("django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"),
        *("practices_change", "practices_noted", "sqlite_sequence"),
    }
)


class Live(Protocol):
    """The site's own database, which nobody else writes meanwhile."""

    def take_over(self, name: str) -> None:
        """Put what another database of this machine holds into its place, all of it or nothing."""


class Database(Protocol):
    """A kind of database."""

    vendor: str
    file: str  # what the database is called in a backup

    def version(self) -> str:
        """Return the version of the server or library."""

    def frozen(self, file: Path) -> AbstractContextManager[None]:
        """Write the database into a file. Inside, the connection shows exactly what is in that."""

    def scratch(self, file: Path) -> AbstractContextManager[str]:
        """Yield the NAME of a database of its own that holds what such a file does, and is gone afterwards."""

    def digest(self, table: str) -> tuple[int, str]:
        """Return the number of rows of a table, and the SHA-256 of all of them in an order that is always the same."""

    def last_number(self, table: str) -> int:
        """Return the highest number that the database gave to a row of a table, even if that is gone."""

    def go_on_after(self, table: str, number: int) -> None:
        """Let the next row of a table have a number above this one."""

    def set_damaged_aside(self, moment: str) -> Path | None:
        """Move a database that can't be read out of the way, if that is possible. Return where it is now."""

    def locked(self) -> AbstractContextManager[Live]:
        """Keep others from writing to this site's database."""


def quoted(name: str) -> str:
    """Return the name of a table as both databases quote it."""
    return '"' + name.replace('"', '""') + '"'


def tables() -> list[str]:
    """Return the names of all tables, in order."""
    return sorted(connection.introspection.table_names())


def holds_anything() -> bool:
    """Whether somebody has entered anything into this database."""
    with connection.cursor() as cursor:
        for table in set(tables()) - BOOKKEEPING:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {quoted(table)})")  # noqa: S608 (a name of the database's own)
            if cursor.fetchone()[0]:
                return True
    return False


@contextmanager
def elsewhere(name: str | None = None) -> Iterator[None]:
    """Let whatever this thread does with the database be done with another one, or on a connection of its own."""
    own: Any = connections[DEFAULT_DB_ALIAS]
    options = {key: value for key, value in own.settings_dict["OPTIONS"].items() if key != "pool"}
    there = type(own)({**own.settings_dict, "NAME": name or own.settings_dict["NAME"], "OPTIONS": options})
    connections[DEFAULT_DB_ALIAS] = there
    _forget_kinds()
    try:
        yield
    finally:
        there.close()
        connections[DEFAULT_DB_ALIAS] = own
        _forget_kinds()


_forget_kinds: Callable[[], None] = ContentType.objects.clear_cache  # their numbers are of one database
