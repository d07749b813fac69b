"""What a column of a table from elsewhere may become: one of our columns, or a part of what one of them holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from practices.editorial import content
from practices.editorial.diff import labels
from practices.models import Involvement, Organisation, Participation, Practice, Source
from practices.text.signs import colon

from .columns import ID, Model, fields_of, heading_of, required
from .guesses import LEAVE_OUT
from .newcomers import ABOUT

YEARS, SOURCE, PAGES, SECTION = "years", "source", "pages", "section"


@dataclass(frozen=True)
class Target:
    """What a column may become."""

    name: str
    label: str
    takes_many: bool = False  # columns


def of(model: Model) -> list[Target]:
    """Return all targets of a table of such things, in order."""
    named = labels(model)
    fields = {field.name: field for field in fields_of(model)}
    found = [Target(name, named[name], isinstance(field, models.TextField)) for name, field in fields.items()]
    found += [Target(field.name, named[field.name], takes_many=True) for field in content.terms_of(model)]
    if model is Practice:
        found += _of_practices()
    return [Target(LEAVE_OUT, _("Leave it out")), *found, Target(ID, _("number in this catalogue"))]


def _of_practices() -> list[Target]:
    parts = [
        *((f"countries:{role.value}", role.label) for role in Participation.Role),
        *((f"organisations:{part.value}", _organisation(part)) for part in Involvement.Part),
    ]
    source = [(f"source.{name}", _of_source(name)) for name in ABOUT]
    places = [(SOURCE, _("source document")), *source, (PAGES, _("pages")), (SECTION, _of_source(SECTION))]
    rows = [Target(heading_of(name), _as_ours(model)) for name, model in content.ROWS.items()]
    return [
        Target(YEARS, _("years, as ‘2007–2010’")),
        *(Target(name, str(label), takes_many=True) for name, label in parts),
        *(Target(name, str(label)) for name, label in places),
        *rows,
    ]


def _organisation(part: Any) -> str:
    return f"{Organisation._meta.verbose_name}{colon()}{part.label}"


def _of_source(name: str) -> str:
    label = _("section") if name == SECTION else labels(Source).get(name) or labels(Source)[f"{name}_en"]
    return f"{Source._meta.verbose_name}{colon()}{label}"


def _as_ours(row: Any) -> str:
    return _("%(rows)s, as our own files have them") % {"rows": row._meta.verbose_name_plural}


def for_all_rows(model: Model, chosen: Iterable[str]) -> dict[str, list[tuple[str, str]] | None]:
    """Return what may be said once for all rows, given the targets of the columns: choices, or None for any text."""
    chosen = {*chosen}
    found: dict[str, list[tuple[str, str]] | None] = {
        field.name: [(str(value), str(label)) for value, label in field.flatchoices]
        for field in fields_of(model)
        if field.choices and field.name not in chosen
    }
    if model is not Practice:
        return found
    if (held := _texts_of(chosen)) and "summary_en" not in chosen:
        found["summary_en"] = [
            (f"@{name}", _("The first sentences of: %(name)s") % {"name": label}) for name, label in held
        ]
    if any(name == SOURCE or name.startswith("source.") for name in chosen):
        if SECTION not in chosen:
            found[SECTION] = None
        if "source.authors" not in chosen:
            found["source.authors"] = None
        if "source.kind" not in chosen:
            found["source.kind"] = [(str(value), str(label)) for value, label in Source.Kind.choices]
    return found


def _texts_of(chosen: set[str]) -> list[tuple[str, str]]:
    named = labels(Practice)
    names = [f"{section}_en" for section in Practice.SECTIONS]
    return [(name, named[name]) for name in names if name in chosen]


def needed(model: Model, chosen: Iterable[str]) -> list[str]:
    """Return the targets without which nothing new can be made, and that no column becomes."""
    chosen = {*chosen}
    return [] if ID in chosen else [name for name in required(model) if name not in chosen]


def label_of(name: str, model: Model) -> str:
    """Return what a target is called."""
    return next((target.label for target in of(model) if target.name == name), name)
