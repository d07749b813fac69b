"""What stands in a table of practices: one column for everything that a curator writes, made from the models."""

from __future__ import annotations

import difflib
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override
from import_export.fields import Field

from practices.editorial import content
from practices.editorial.content import Content
from practices.editorial.diff import labels
from practices.models import Practice
from practices.taxonomy.vocabularies import Vocabularies, sort_key

from .widgets import Rows, Terms, Value, widget_for

ID, STATE = "id", "state"
# Rows that people know by another name than the models have for them.
_HEADINGS = {"participations": "countries", "involvements": "organisations"}


class Column(Field):
    """One column: what it holds of a content, and how that is written in a cell."""

    widget: Value

    def __init__(self, name: str, widget: Value, **options: Any) -> None:
        super().__init__(attribute=name, column_name=heading_of(name), widget=widget, **options)
        self.name = name

    @property
    def label(self) -> str:
        """What the field is called in the admin."""
        return {ID: _("number"), STATE: _("state"), **labels(Practice)}[self.name]

    def export(self, instance: Content, **options: Any) -> str:
        """Return the cell for a content."""
        return self.widget.render(instance.get(self.name))

    def clean(self, row: dict[str, str], **options: Any) -> Any:
        """Return the value that a row's cell means. Raise ValidationError if it means none."""
        return self.widget.clean(row[self.column_name])


def columns(vocabularies: Vocabularies) -> list[Column]:
    """Return all columns, in order."""
    fields = content.fields_of(Practice)
    found = [Column(ID, Value(), readonly=True), Column(STATE, Value(), readonly=True)]
    found += [Column(field.name, widget_for(field, vocabularies)) for field in fields]
    found += [
        Column(relation.name, Terms(relation.related_model, vocabularies))  # type: ignore[arg-type]
        for relation in content.terms_of(Practice)
    ]
    return found + [Column(name, Rows(model, vocabularies)) for name, model in content.ROWS.items()]


def heading_of(name: str) -> str:
    """Return the heading of the column of something that a content names."""
    return _HEADINGS.get(name, name)


@cache
def headings() -> list[str]:
    """Return the headings of all columns."""
    names = [*(f.name for f in content.fields_of(Practice)), *(f.name for f in content.terms_of(Practice))]
    return [ID, STATE, *map(heading_of, [*names, *content.ROWS])]


def is_heading(text: str) -> bool:
    """Whether a column is called this."""
    return text in headings()


def required() -> list[str]:
    """Return the headings that a file with new practices needs."""
    return [
        field.name
        for field in content.fields_of(Practice)
        if not field.blank and not field.has_default() and field.name != "slug"  # which is made from the title
    ]


def nearest(text: str) -> str | None:
    """Return the heading that somebody may have meant who wrote this: one like it, or one whose label is like it."""
    found = difflib.get_close_matches(sort_key(text), _called(), 1)
    return _called()[found[0]] if found else None


@cache
def _called() -> dict[str, str]:
    """Headings by what they are called in each language."""
    called: dict[str, str] = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            called |= {sort_key(label): heading_of(name) for name, label in labels(Practice).items()}
            called |= {sort_key(_plain_label(field)): field.name for field in reversed(content.fields_of(Practice))}
    return called | {heading: heading for heading in headings()}


def _plain_label(field: Any) -> str:
    """Return the label without its language. The first language wins."""
    return str(getattr(field, "translated_field", field).verbose_name)


def field_of(name: str) -> models.Field[Any, Any] | None:
    """Return the field of the practice that a column holds, if it is one."""
    return next((field for field in content.fields_of(Practice) if field.name == name), None)
