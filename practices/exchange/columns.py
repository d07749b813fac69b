"""What stands in a table: one column for everything that a curator writes of a thing, made from its model."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.editorial import content
from practices.editorial.content import Content
from practices.editorial.diff import labels
from practices.models import Organisation, Practice, Replaceable, Source
from practices.taxonomy.vocabularies import Vocabularies
from practices.text.plain import comparable, printable

from .names import shortened
from .newcomers import Newcomers
from .values import Rows, Terms, Text, of_field

ID, STATE = "id", "state"
# Rows that people know by another name than the models have for them.
_HEADINGS = {"participations": "countries", "involvements": "organisations"}

Model = type[models.Model]
# What the rows of a table may be, by the names that are kept of it.
MODELS: dict[str, Model] = {str(model._meta.model_name): model for model in (Practice, Organisation, Source)}


@dataclass(frozen=True)
class Column:
    """One column: what it holds of a content, and how that is written in a cell."""

    name: str
    kind: Text
    field: models.Field[Any, Any] | None = None  # of the thing, if the column holds one
    model: Model = Practice

    @property
    def heading(self) -> str:
        return heading_of(self.name)

    @property
    def label(self) -> str:
        """What the field is called in the admin."""
        return {ID: _("number"), STATE: _("state"), **labels(self.model)}[self.name]

    def cell(self, written: Content) -> str:
        """Return the cell for a content."""
        return self.kind.write(written.get(self.name))


def fields_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the fields that tables have. What is retired or replaced is so on a page that shows what follows."""
    kept_out = {field.name for field in Replaceable._meta.local_fields}
    return [field for field in content.fields_of(model) if field.name not in kept_out]


def columns(vocabularies: Vocabularies, model: Model = Practice, newcomers: Newcomers | None = None) -> list[Column]:
    """Return all columns of a table of such things, in order. Rows may name newcomers, where there can be some."""
    terms: Any = content.terms_of(model)
    return [
        Column(ID, Text(), model=model),
        *([Column(STATE, Text())] if model is Practice else []),
        *(Column(field.name, of_field(field, vocabularies), field, model) for field in fields_of(model)),
        *(Column(relation.name, Terms(relation.related_model, vocabularies)) for relation in terms),
        *(Column(name, Rows(row, vocabularies, newcomers)) for name, row in content.rows_of(model).items()),
    ]


def heading_of(name: str) -> str:
    """Return the heading of the column of something that a content names."""
    return _HEADINGS.get(name, name)


def as_heading(text: str) -> str:
    """Return what somebody wrote above a column as headings are written: in small letters, and nothing unseen."""
    return printable(text).lower()


@cache
def headings(model: Model = Practice) -> list[str]:
    """Return the headings of all columns."""
    fields = [*fields_of(model), *content.terms_of(model)]
    state = [STATE] if model is Practice else []
    return [ID, *state, *map(heading_of, [*(field.name for field in fields), *content.rows_of(model)])]


@cache
def lists() -> frozenset[str]:
    """Return the headings of columns whose cells hold many things: terms, or rows below a practice."""
    return frozenset([*(field.name for field in content.terms_of(Practice)), *map(heading_of, content.ROWS)])


@cache
def ticks(model: Model = Practice) -> frozenset[str]:
    """Return the headings of columns that hold yes or nothing."""
    return frozenset(field.name for field in fields_of(model) if isinstance(field, models.BooleanField))


def required(model: Model = Practice) -> list[str]:
    """Return the headings that a file with new things needs."""
    return [
        field.name
        for field in fields_of(model)
        if not field.blank and not field.has_default() and field.name != "slug"  # which is made from the title
    ]


def nearest(text: str, model: Model = Practice) -> str | None:
    """Return the heading that somebody may have meant who wrote this: one like it, or one whose label is like it."""
    found = difflib.get_close_matches(comparable(shortened(text)), called(model), 1)
    return called(model)[found[0]] if found else None


@cache
def called(model: Model = Practice) -> dict[str, str]:
    """Return headings by what they are called in each language, in the form of `comparable`."""
    called: dict[str, str] = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            called |= {comparable(label): heading_of(name) for name, label in labels(model).items()}
            called |= {comparable(_plain_label(field)): field.name for field in reversed(fields_of(model))}
    return called | {heading: heading for heading in headings(model)}


def _plain_label(field: Any) -> str:
    """Return the label without its language. The first language wins."""
    return str(getattr(field, "translated_field", field).verbose_name)
