"""What was said of tables from elsewhere, kept for all curators by the set of their headings."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from practices.models import Mapping

from .answers import ROW
from .columns import MODELS
from .mapping import digest
from .table import Foreign


def _keys(foreign: Foreign) -> dict[str, str]:
    """Return by letter what a column is known by in the next table: its heading, and which of those like it it is."""
    seen: dict[str, int] = {}
    found = {}
    for letter, heading in foreign.headings.items():
        seen[heading] = seen.get(heading, 0) + 1
        found[letter] = f"{heading} {seen[heading]}"
    return found


def remember(foreign: Foreign, kept: dict[str, Any]) -> None:
    """Keep what was chosen and answered for a table, for the next one with its headings."""
    keys = _keys(foreign)
    by_heading = {keys[letter]: target for letter, target in kept["columns"].items() if letter in keys}
    answers = {target: said for target, said in kept.get("answers", {}).items() if target != ROW}
    choices = {**kept, "columns": by_heading, "answers": answers}
    defaults = {"choices": choices, "used_at": timezone.now()}
    Mapping.objects.update_or_create(headings=digest(foreign), defaults=defaults)


def remembered(foreign: Foreign) -> dict[str, Any] | None:
    """Return what was kept of the last table with these headings, if there was one."""
    known = Mapping.objects.filter(headings=digest(foreign)).first()
    return known.choices if known is not None and known.choices.get("kind") in MODELS else None


def by_letter(foreign: Foreign, by_heading: dict[str, str]) -> dict[str, str]:
    """Return the targets of its columns, given those by heading that were kept."""
    return {letter: by_heading.get(key, "") for letter, key in _keys(foreign).items()}
