"""Each kind of value as text in a cell, and back: text that a curator can read, and writes without a manual.

Values are those of a content (`editorial/content.py`). What can't be read raises ValidationError in plain words.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from practices.editorial import content
from practices.models import Citation
from practices.models.change import Logged
from practices.taxonomy.vocabularies import Vocabularies

from . import lines
from .names import Names, of_choices, of_vocabulary, shortened

Reference = tuple[type[models.Model], str]  # a vocabulary and a value of it


class Value(Widget):
    """Base of all: text as it is."""

    empty: Any = ""

    def render(self, value: Any, obj: Any = None, **options: Any) -> str:
        return "" if value is None else str(value)

    def clean(self, value: str, row: Any = None, **options: Any) -> Any:
        text = value.strip()
        return self.read(text) if text else self.empty

    def read(self, text: str) -> Any:
        """Return what a text that is not empty means."""
        return text

    def references(self, value: Any) -> Iterator[Reference]:
        """Yield what the value names in vocabularies."""
        return iter(())


class Line(Value):
    """A text of one line."""

    def read(self, text: str) -> str:
        return re.sub(r"\s*[\n\r\v\f\u2028\u2029]+\s*", " ", text)


class WholeNumber(Value):
    """A year, or a place."""

    empty = None

    def read(self, text: str) -> int:
        if not re.fullmatch(r"-?[0-9]{1,9}(\.0+)?", text):
            raise ValidationError(_("‘%(text)s’ is not a whole number.") % {"text": shortened(text)})
        return int(float(text))


class Number(Value):
    """A number that may have decimals."""

    empty = None

    def read(self, text: str) -> str:
        if not re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", text):
            said = {"text": shortened(text)}
            raise ValidationError(_("‘%(text)s’ is not a number as it is written here: 1500 or 7.5.") % said)
        whole, _point, decimals = text.partition(".")
        decimals = decimals.rstrip("0")
        whole = re.sub(r"^(-?)0+(?=\d)", r"\1", whole)
        return f"{whole}.{decimals}" if decimals else whole


class Day(Value):
    """A date, year first: 03/04/2010 is one day in Geneva and another in Washington."""

    empty = None

    def read(self, text: str) -> str:
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                raise ValueError
            return datetime.date.fromisoformat(text).isoformat()
        except ValueError:
            said = {"text": shortened(text)}
            sentence = _("‘%(text)s’ is no date that can be read without doubt. Write year-month-day: 2010-04-03.")
            raise ValidationError(sentence % said) from None


class Choice(Value):
    """One of a few words."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names

    def read(self, text: str) -> Any:
        return self._names.value(text)


class Term(Choice):
    """A term, country, organisation or source."""

    empty = None

    def __init__(self, vocabulary: type[models.Model], vocabularies: Vocabularies) -> None:
        super().__init__(_names(vocabulary, vocabularies))
        self._vocabulary = vocabulary

    def references(self, value: Any) -> Iterator[Reference]:
        if value:
            yield self._vocabulary, value


class Terms(Term):
    """Several terms, between semicolons."""

    @property
    def empty(self) -> list[str]:  # type: ignore[override]
        return []

    def render(self, value: list[str] | None, obj: Any = None, **options: Any) -> str:
        return "; ".join(value or [])

    def read(self, text: str) -> list[str]:
        names = [name for name in re.split(r"[;\n]", text) if name.strip()]
        return sorted({self._names.value(name) for name in names})

    def references(self, value: Any) -> Iterator[Reference]:
        yield from ((self._vocabulary, one) for one in value)


class Rows(Value):
    """Rows below a practice, a line for each. What each has stands first, the rest as ‘name=value’."""

    def __init__(self, model: type[Logged], vocabularies: Vocabularies) -> None:
        super().__init__()
        self._widgets = {field.name: widget_for(field, vocabularies) for field in content.fields_of(model)}
        self._defaults = {field.name: _default(field, self._widgets[field.name]) for field in content.fields_of(model)}
        self.first, self.named = parts_of(model)

    @property
    def empty(self) -> list[Any]:  # type: ignore[override]
        return []

    def render(self, value: list[content.Content] | None, obj: Any = None, **options: Any) -> str:
        return lines.join([self._parts(row) for row in value or []])

    def clean(self, value: str, row: Any = None, **options: Any) -> list[content.Content]:
        rows, problems = [], []
        for place, parts in enumerate(lines.split(value), 1):
            try:
                rows.append(self._row(parts))
            except ValidationError as error:
                problems += [_("Line %(place)s: %(problem)s") % {"place": place, "problem": e} for e in error.messages]
        if problems:
            raise ValidationError(problems)
        return rows

    def references(self, value: Any) -> Iterator[Reference]:
        for row in value:
            for name, widget in self._widgets.items():
                yield from widget.references(row.get(name))

    def _parts(self, row: content.Content) -> list[str]:
        first = [self._widgets[name].render(row.get(name)) for name in self.first]
        named = [(name, self._widgets[name].render(row.get(name))) for name in self.named]
        return [*first, *(f"{name}={text}" for name, text in named if text)]

    def _row(self, parts: list[str]) -> content.Content:
        texts = self._by_name(parts)
        row, problems = dict(self._defaults), []
        for name, text in texts.items():
            try:
                row[name] = self._widgets[name].clean(text)
            except ValidationError as error:
                problems += error.messages
        if problems:
            raise ValidationError(problems)
        return row

    def _by_name(self, parts: list[str]) -> dict[str, str]:
        """Return the texts of a line by what they are."""
        first, texts = list(self.first), {}
        for part in parts:
            name, sign, text = part.partition("=")
            name = name.strip().lower()
            if not sign or name not in self._widgets:
                if not first:
                    raise ValidationError(self._too_many(part))
                name, text = first.pop(0), part
            elif name in first:
                first.remove(name)
            if name in texts:
                raise ValidationError(_("‘%(name)s’ stands there twice.") % {"name": name})
            if text.strip():
                texts[name] = text
        return texts

    def _too_many(self, part: str) -> str:
        said = {"part": shortened(part), "names": ", ".join(f"{name}=" for name in self.named)}
        if not self.named:
            return _("‘%(part)s’ is one part too many.") % said
        return _("Say what ‘%(part)s’ is, with one of: %(names)s") % said


def parts_of(model: type[Logged]) -> tuple[list[str], list[str]]:
    """Return the parts of a row that stand first, without a name, and those that are named."""
    fields = content.fields_of(model)
    is_first = {f.name: not f.null and (f.is_relation or bool(f.choices) or _is_decimal(f)) for f in fields}
    return [name for name, first in is_first.items() if first], [name for name, first in is_first.items() if not first]


def widget_for(field: models.Field[Any, Any], vocabularies: Vocabularies) -> Value:
    """Return what turns the values of a field into text and back."""
    if field.is_relation:
        model: Any = field.related_model
        return WholeNumber() if model is Citation else Term(model, vocabularies)
    if field.choices:
        return Choice(of_choices(field))
    if isinstance(field, models.DateField):
        return Day()
    if _is_decimal(field):
        return Number()
    if isinstance(field, models.IntegerField):
        return WholeNumber()
    return Line() if isinstance(field, models.CharField) else Value()


def _is_decimal(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.DecimalField)


def _default(field: models.Field[Any, Any], widget: Value) -> Any:
    return str(field.default) if field.has_default() else widget.empty


def _names(vocabulary: type[models.Model], vocabularies: Vocabularies) -> Names:
    """Return the names of a vocabulary. Made once for each snapshot of the vocabularies."""
    key = ("exchange", vocabulary.__name__)
    if key not in vocabularies.memory:
        vocabularies.memory[key] = of_vocabulary(vocabularies[vocabulary])
    names: Names = vocabularies.memory[key]
    return names
