"""What depends on the database is tested on SQLite and on PostgreSQL: a file that touches such code has the marker."""

from __future__ import annotations

import re
from pathlib import Path

from tests.each import of_each

TESTS = Path(__file__).parents[1]
MARKER = "both_databases"
ROOMS = {"changelog", "editorial", "killing", "loading", "models"}
# What a file says that depends on the database.
TOUCHES = {
    "locking and transactions": r"\bat_once\(|for_update|\batomic\(",
    "constraints": r"IntegrityError|full_clean|\bconstraint",
    "raw SQL and what databases do differently": r"connection\.(vendor|cursor|ops)|settings\.VENDOR|OperationalError",
    "the change log": r"practices\.changelog|\bfollow\.|models\.change|import .*\bchange\b|changes_here",
    "migrations and sequences": r"\bmigrate\b|MigrationExecutor|sequences",
    "the SQL twin": r"search import .*\bsql\b|search\.sql|SqlCatalogue",
    "permissions": r"permissions\.md|with_perm",
}


def files() -> list[Path]:
    return sorted(TESTS.rglob("test_*.py"))


@of_each({str(file.relative_to(TESTS)): file for file in files()})
def test_what_depends_on_the_database_runs_on_both(file: Path) -> None:
    text = file.read_text()
    touched = [what for what, words in TOUCHES.items() if re.search(words, text)]
    touched += [f"the room {file.parent.name}"] if file.parent.name in ROOMS else []
    assert not touched or MARKER in text or file == Path(__file__), f"touches {', '.join(touched)}"
