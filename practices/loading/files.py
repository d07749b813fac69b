"""Reading fixture files, and collecting what is wrong with them."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from practices.taxonomy.vocabularies import LANGUAGES
from practices.text.plain import clean


class Problems(Exception):
    """Everything that is wrong with the fixtures, one line each: file, entry, field, and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def add(self, record: Record, name: str, message: str) -> None:
        entry = f", entry {record.entry}" if record.entry else ""
        field = f", field {name}" if name not in ("", NON_FIELD_ERRORS) else ""
        self.lines.append(f"{record.file}{entry}{field}: {message}")

    def add_validation(self, record: Record, error: ValidationError) -> None:
        """Add each message of a model's own validation."""
        for name, texts in error.message_dict.items():
            for text in texts:
                self.add(record, name.removesuffix("_en"), text)

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
        if value is not default and (not isinstance(value, kind) or (isinstance(value, bool) and kind is not object)):
            problems.add(self, name, f"{value!r} is not of the right type.")
            return default
        return clean(value) if isinstance(value, str) else value

    def take_texts(self, name: str, problems: Problems) -> list[str]:
        """Return a list of texts."""
        values = self.take(name, list, problems, [])
        for value in values:
            if not isinstance(value, str):
                problems.add(self, name, f"{value!r} is not of the right type.")
        return [clean(value) for value in values if isinstance(value, str)]

    def take_lines(self, name: str, problems: Problems) -> str:
        """Return a list of texts, one on each line."""
        return "\n".join(self.take_texts(name, problems))

    def translated(self, names: Iterable[str], problems: Problems, lines: Iterable[str] = ()) -> dict[str, str]:
        """Return the columns of translatable fields, `lines` being lists. French and Spanish stand in `fr` and `es`."""
        columns: dict[str, str] = {}
        for language in LANGUAGES:
            texts = self
            if language != "en":
                texts = Record(self.file, f"{self.entry}, {language}", self.take(language, dict, problems, {}))
            columns |= {f"{name}_{language}": texts.take(name, str, problems, "") for name in names}
            columns |= {f"{name}_{language}": texts.take_lines(name, problems) for name in lines}
            if texts is not self:
                texts.refuse_unknown(problems)
        return columns

    def rows(self, name: str, problems: Problems) -> list[Record]:
        """Return a field's list of tables, each as a record of its own."""
        values = self.take(name, list, problems, [])
        if not all(isinstance(value, dict) for value in values):
            problems.add(self, name, "must be a list of tables.")
            return []
        return [
            Record(self.file, f"{self.entry}, {name} {i}".removeprefix(", "), value)
            for i, value in enumerate(values, 1)
        ]

    def refuse_unknown(self, problems: Problems) -> None:
        """Report fields that nobody asked for: they are misspelt."""
        for name in sorted(set(self.data) - self.taken):
            problems.add(self, name, "there is no such field.")


def toml(path: Path, problems: Problems) -> dict[str, Any] | None:
    """Return a TOML file's content. A file that can't be read is a problem, and None."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.lines.append(f"{path.name}: can't be read: {error}")
        return None


def toml_tables(path: Path, names: Iterable[str], problems: Problems) -> dict[str, list[Record]]:
    """Return the records of each list of tables, each named by its slug. Other tables are misspelt."""
    whole = Record(path.name, "", toml(path, problems) or {})
    tables = {
        name: [Record(path.name, str(row.data.get("slug", row.entry)), row.data) for row in whole.rows(name, problems)]
        for name in names
    }
    whole.refuse_unknown(problems)
    return tables


def csv_records(path: Path, columns: tuple[str, ...], problems: Problems) -> Iterator[Record]:
    """Yield the rows of a CSV file with these columns, each named by the first of them."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if differing := sorted(set(columns) ^ set(rows.fieldnames or ())):
                problems.lines.append(f"{path.name}: these columns are missing or misspelt: {', '.join(differing)}.")
                return
            for row in rows:
                record = Record(path.name, str(row[columns[0]]), row)
                if None in row or None in row.values():
                    problems.add(record, "", f"has not {len(columns)} columns.")
                else:
                    yield record
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.lines.append(f"{path.name}: can't be read: {error}")
