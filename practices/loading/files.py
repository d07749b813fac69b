"""Reading fixture files, and collecting what is wrong with them."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError


class Problems(Exception):
    """Everything that is wrong with the fixtures, one line each: file, entry, field, and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def add(self, record: Record, name: str, message: str) -> None:
        where = f"{record.file}, entry {record.entry}, field {name}" if name else f"{record.file}, entry {record.entry}"
        self.lines.append(f"{where}: {message}")

    def add_validation(self, record: Record, error: ValidationError, prefix: str = "") -> None:
        """Add each message of a model's own validation."""
        messages = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, texts in messages.items():
            name = prefix + ("" if name == "__all__" else name.removesuffix("_en"))
            for text in texts:
                self.add(record, name, text)

    def __str__(self) -> str:
        return "\n".join(self.lines)


@dataclass
class Record:
    """One entry of a fixture file. `take` remembers what was read, so that a misspelt field is found."""

    file: str
    entry: str
    data: dict[str, Any]
    taken: set[str] = field(default_factory=set)

    def take(self, name: str, kind: type | tuple[type, ...], problems: Problems, default: Any = None) -> Any:
        """Return a field's value, or the default. A value of the wrong type is a problem."""
        self.taken.add(name)
        value = self.data.get(name, default)
        if value is not default and (not isinstance(value, kind) or (isinstance(value, bool) and kind is int)):
            problems.add(self, name, f"{value!r} is not of the right type.")
            return default
        return value.strip() if isinstance(value, str) else value

    def rows(self, name: str, problems: Problems) -> list[Record]:
        """Return a field's list of tables, each as a record of its own."""
        values = self.take(name, list, problems, [])
        if not all(isinstance(value, dict) for value in values):
            problems.add(self, name, "must be a list of tables.")
            return []
        return [Record(self.file, f"{self.entry}, {name} {i}", value) for i, value in enumerate(values, 1)]

    def refuse_unknown(self, problems: Problems) -> None:
        """Report fields that nobody asked for: they are misspelt."""
        for name in sorted(set(self.data) - self.taken):
            problems.add(self, name, "there is no such field.")


def toml(path: Path, problems: Problems) -> dict[str, Any]:
    """Return a TOML file's content. A file that can't be read is a problem."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.lines.append(f"{path.name}: can't be read: {error}")
        return {}


def toml_records(path: Path, table: str, problems: Problems) -> list[Record]:
    """Return the records of one list of tables, each named by its slug."""
    rows = toml(path, problems).get(table, [])
    return [Record(path.name, str(row.get("slug", i)), row) for i, row in enumerate(rows, 1)]


def csv_records(path: Path, key: str, problems: Problems) -> Iterator[Record]:
    """Yield the rows of a CSV file, each named by its key column."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield Record(path.name, str(row.get(key)), dict(row))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.lines.append(f"{path.name}: can't be read: {error}")
