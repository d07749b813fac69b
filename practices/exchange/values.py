"""Each kind of value as text in a cell, and back: text that a curator can read, and writes without a manual.

Values are those of a content (`editorial/content.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext as _

from practices.editorial import content
from practices.models import Citation
from practices.models.change import Logged
from practices.models.locators import PagesField, ParagraphsField
from practices.taxonomy.vocabularies import Vocabularies

from . import lines, written
from .names import Names, of_choices, of_vocabulary, shortened, yes_and_no
from .newcomers import ABOUT, LeftOut, Newcomers

_MOST_IN_CELL = 2_000  # terms, or parts of all lines: a practice may have hundreds of figures
_LONGEST_LINE = 100_000  # characters of one of these, with all of its parts in three languages
_MOST_TOLD = 20  # mistakes of one cell
_TOO_LARGE = 10**9

Reference = tuple[type[models.Model], str]  # a vocabulary and a value of it


class Text:
    """Text as it is. The base of all."""

    empty: Any = ""  # what an empty cell means

    def __init__(self, most: int | None = None) -> None:
        self._most = most  # characters, as the form has it: the models don't hold it

    def write(self, value: Any) -> str:
        """Return the cell for a value."""
        return "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """Return the value that a cell means. Raise ValidationError, in plain words, if it means none."""
        text = text.strip()
        return self.meaning(text) if text else self.empty

    def meaning(self, text: str) -> Any:
        """Return the value that a text means which is not empty. Raise ValidationError if it means none."""
        if self._most is not None:
            MaxLengthValidator(self._most)(text)
        return text

    def references(self, value: Any) -> Iterator[Reference]:
        """Yield what the value names in vocabularies."""
        return iter(())


class Line(Text):
    """A text of one line."""

    def meaning(self, text: str) -> str:
        lines = re.split(r"[\n\r\v\f\u2028\u2029]+", text)
        return " ".join(filter(None, map(str.strip, lines)))


class Locator(Line):
    """Pages or paragraphs, however they are written."""

    def __init__(self, field: models.Field[Any, Any]) -> None:
        super().__init__()
        self._field = field

    def meaning(self, text: str) -> str:
        return str(self._field.to_python(super().meaning(text)))


class WholeNumber(Text):
    """A year, or a place."""

    empty = None

    def meaning(self, text: str) -> int:
        try:
            number = Decimal(written.number(text))
        except ValueError:
            number = Decimal("NaN")
        if not (number == number.to_integral_value() and abs(number) < _TOO_LARGE):
            raise ValidationError(_("‘%(text)s’ is not a whole number.") % {"text": shortened(text)})
        return int(number)


class Number(Text):
    """A number that may have decimals."""

    empty = None

    def meaning(self, text: str) -> str:
        try:
            return f"{Decimal(written.number(text)).normalize():f}"
        except ValueError:
            said = {"text": shortened(text)}
            sentence = _("‘%(text)s’ is not a number as it is written here: 1500 or 7.5.")
            raise ValidationError(sentence % said) from None


class Day(Text):
    """A date, in any form that can mean one day only."""

    empty = None

    def meaning(self, text: str) -> str:
        try:
            return written.day(text).isoformat()
        except ValueError:
            said = {"text": shortened(text)}
            sentence = _("‘%(text)s’ is no date that can be read without doubt. Write year-month-day: 2010-04-03.")
            raise ValidationError(sentence % said) from None


class Choice(Text):
    """One of a few words."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def meaning(self, text: str) -> Any:
        return self._names.value(text)

    def nearest(self, text: str) -> str:
        """Return the name that is nearest to a text, if one is near."""
        return self._names.nearest(text)


class YesOrNo(Choice):
    """A tick."""

    empty = False

    def __init__(self) -> None:
        super().__init__(yes_and_no())

    def write(self, value: Any) -> str:
        return "yes" if value else ""

    def meaning(self, text: str) -> bool:
        return bool(super().meaning(text) == "yes")


class Term(Choice):
    """A term, country, organisation or source."""

    empty = None

    def __init__(
        self, vocabulary: type[models.Model], vocabularies: Vocabularies, newcomers: Newcomers | None = None
    ) -> None:
        super().__init__(names_of(vocabulary, vocabularies))
        self.vocabulary = vocabulary
        self._newcomers = newcomers if vocabulary in Newcomers.MODELS else None

    def named(self, text: str, about: dict[str, str]) -> str | None:
        """Return the value of a text, of which something is said if it is new. Raise ValidationError, or LeftOut."""
        if self._newcomers is None or not text.strip():
            return self.read(text)  # type: ignore[no-any-return]
        return self._newcomers.value(self.vocabulary, text.strip(), self._names, about)

    def references(self, value: str | None) -> Iterator[Reference]:
        if value:
            yield self.vocabulary, value


class Terms(Term):
    """Several terms, between semicolons."""

    def write(self, value: list[str] | None) -> str:
        return "; ".join(value or [])

    def read(self, text: str) -> list[str]:
        _refuse_many(text, ";\n")
        return sorted({self._names.value(name) for name in re.split(r"[;\n]", text) if name.strip()})

    def references(self, value: Any) -> Iterator[Reference]:
        yield from ((self.vocabulary, one) for one in value)


class Rows(Text):
    """Rows below a practice, a line for each. What each has stands first, the rest as ‘name=value’."""

    def __init__(self, model: type[Logged], vocabularies: Vocabularies, newcomers: Newcomers | None = None) -> None:
        fields = content.fields_of(model)
        self._kinds = {field.name: of_field(field, vocabularies, newcomers) for field in fields}
        self._about = ABOUT if model is Citation and newcomers else ()
        self._defaults = {f.name: str(f.default) if f.has_default() else self._kinds[f.name].empty for f in fields}
        first = {f.name for f in fields if not f.null and (f.is_relation or f.choices or _is_decimal(f))}
        self.first = [name for name in self._kinds if name in first]
        self.named = [name for name in self._kinds if name not in first]

    def holds(self, vocabulary: type[models.Model]) -> bool:
        """Whether a row names something of a vocabulary."""
        return any(isinstance(kind, Term) and kind.vocabulary is vocabulary for kind in self._kinds.values())

    def write(self, value: list[content.Content] | None) -> str:
        return lines.join([self._parts(row) for row in value or []])

    def read(self, text: str) -> list[content.Content]:
        _refuse_many(text, "|\n")
        if any(len(line) > _LONGEST_LINE for line in text.split("\n")):
            raise ValidationError(_("A line of this cell has more than %(most)s characters.") % {"most": _LONGEST_LINE})
        rows: list[content.Content] = []
        problems: list[str] = []
        for place, parts in enumerate(lines.split(text), 1):
            if len(problems) >= _MOST_TOLD:
                break
            try:
                rows.append(self._row(parts))
            except LeftOut:
                continue
            except ValidationError as error:
                problems += [_("Line %(place)s: %(problem)s") % {"place": place, "problem": e} for e in error.messages]
        if problems:
            raise ValidationError(problems)
        return rows

    def references(self, value: Any) -> Iterator[Reference]:
        for row in value:
            for name, kind in self._kinds.items():
                yield from kind.references(row.get(name))

    def _parts(self, row: content.Content) -> list[str]:
        texts = {name: kind.write(row.get(name)) for name, kind in self._kinds.items()}
        return [*(texts[name] for name in self.first), *(f"{n}={texts[n]}" for n in self.named if texts[n])]

    def _row(self, parts: list[str]) -> content.Content:
        row, problems = dict(self._defaults), []
        texts = self._by_name(parts)
        about = {name: texts.pop(name).strip() for name in self._about if name in texts}
        for name, text in texts.items():
            kind = self._kinds[name]
            try:
                row[name] = kind.named(text, about) if isinstance(kind, Term) else kind.read(text)
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
            if not sign or name not in {*self._kinds, *self._about}:
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


def _refuse_many(text: str, signs: str) -> None:
    """Refuse a cell that no person has written, before each of its parts is looked up."""
    if sum(map(text.count, signs)) > _MOST_IN_CELL:
        raise ValidationError(_("There are more than %(most)s parts in this cell.") % {"most": _MOST_IN_CELL})


def of_field(field: models.Field[Any, Any], vocabularies: Vocabularies, newcomers: Newcomers | None = None) -> Text:
    """Return what turns the values of a field into text and back."""
    if field.is_relation:
        model: Any = field.related_model
        return WholeNumber() if model is Citation else Term(model, vocabularies, newcomers)
    if field.choices:
        return Choice(of_choices(field))
    if isinstance(field, models.DateField):
        return Day()
    if isinstance(field, models.BooleanField):
        return YesOrNo()
    if _is_decimal(field):
        return Number()
    if isinstance(field, models.IntegerField):
        return WholeNumber()
    if isinstance(field, PagesField | ParagraphsField):
        return Locator(field)
    return Line() if isinstance(field, models.CharField) else Text(field.max_length)


def _is_decimal(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.DecimalField)


def names_of(vocabulary: type[models.Model], vocabularies: Vocabularies) -> Names:
    """Return the names of a vocabulary. Made once for each snapshot of the vocabularies."""
    key = ("exchange", vocabulary.__name__)
    if key not in vocabularies.memory:
        vocabularies.memory[key] = of_vocabulary(vocabularies[vocabulary])
    names: Names = vocabularies.memory[key]
    return names
