"""The entries of the fixtures as texts, each with the place where an editor finds it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECTIONS = ("problem", "done", "results", "lessons")
_TEXTS = ("title", "summary", *SECTIONS)
_ROWS = {"requirements": ("text",), "figures": ("unit", "label"), "citations": ("note",)}


@dataclass(frozen=True)
class Entry:
    """One practice of the fixtures."""

    file: str
    data: dict[str, Any]

    @property
    def number(self) -> int:
        """Its public number."""
        return int(self.data["id"])

    @property
    def citations(self) -> list[dict[str, Any]]:
        """The passages that it stands on."""
        return list(self.data.get("citations", []))

    def texts(self, language: str) -> dict[str, str]:
        """Return all that it says in a language, by place: `done`, `requirements 2 text`."""
        return dict(self._texts(language))

    def _texts(self, language: str) -> Iterator[tuple[str, str]]:
        whole = self.data if language == "en" else self.data.get(language, {})
        yield from ((name, whole[name]) for name in _TEXTS if whole.get(name))
        for rows, names in _ROWS.items():
            for place, row in enumerate(self.data.get(rows, []), 1):
                said = row if language == "en" else row.get(language, {})
                yield from ((f"{rows} {place} {name}", said[name]) for name in names if said.get(name))


def entries(folder: Path) -> list[Entry]:
    """Return the practices of a folder of fixtures. Those that were merged into others say nothing of their own."""
    read = ((path.name, tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(_files(folder)))
    return [Entry(name, data) for name, data in read if "merged_into" not in data]


def _files(folder: Path) -> Iterator[Path]:
    return (folder / "practices").glob("*.toml")
