"""The columns of a table for readers, made from the model's fields, its rows and FACETS.

A facet more is two columns more, and a field that curators write is a column more, with no other edit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils import formats
from django.utils.translation import gettext as _

from practices.citing import references
from practices.discovery import figures
from practices.models import Figure, Involvement, Participation, Practice, Requirement
from practices.models.people import called
from practices.spreadsheets import public
from practices.spreadsheets.cells import Cell
from practices.taxonomy.facets import BY_NAME, SEARCHED, Facet
from practices.taxonomy.vocabularies import Vocabularies
from practices.web.addresses import absolute

from . import told
from .below import Passage
from .result import TableRow

_SHORT, _MIDDLE, _LINK, _LONG = 12, 28, 40, 50  # characters
_BETWEEN = "; "
_REMEMBERED = 1000  # combinations of a facet's values: few come again and again
_BULLET = re.compile(r"(\n[ \t]*)[-+*](?=[ \t]+\S)")  # begins with what is found at once


@dataclass(frozen=True)
class Column:
    """One column: its heading, and what it says of a practice, both in the reader's language."""

    heading: str
    cell: Callable[[TableRow], Cell]
    width: int = _MIDDLE


def columns(vocabularies: Vocabularies) -> list[Column]:
    """Return all columns, in order."""
    written = [_of_field(field) for field in told.written()]
    texts = [column for column in written if column.width == _LONG]
    number, link = public.first_headings()
    return [
        Column(number, lambda row: row.practice.pk, _SHORT),
        Column(link, _permanent_link(), _LINK),
        *texts,
        Column(_("Language of the text"), _languages, _SHORT),
        Column(_("Translation"), _translation),
        *(column for facet in SEARCHED for column in _of_facet(facet, vocabularies)),
        *(_of_role(role) for role in Participation.Role if role not in BY_NAME),
        *map(_of_part, Involvement.Part),
        Column(_("What it takes"), _requirements(), _LONG),
        Column(_capitalised(Figure._meta.verbose_name_plural), _figures, _LONG),
        Column(_("Where it was reported"), _citations, _LONG),
        *(column for column in written if column not in texts),
        Column(Practice.heading_of("published_at"), lambda row: _day(row.practice.published_at), _SHORT),
        Column(Practice.heading_of("updated_at"), lambda row: _day(row.practice.updated_at), _SHORT),
    ]


def _permanent_link() -> Callable[[TableRow], Cell]:
    """Return what makes permanent links, all of one pattern: to ask the router for each takes a tenth of the time."""
    before, after = absolute(Practice(pk=0).permanent_path).rsplit("0", 1)
    return lambda row: f"{before}{row.practice.pk}{after}"


def _of_field(field: models.Field[Any, Any]) -> Column:
    is_number = isinstance(field, models.IntegerField | models.DateField)
    width = _LONG if field.name in Practice.TEXTS else _SHORT if is_number else _MIDDLE
    cell = bulleted if field.name in Practice.SECTIONS else getattr
    return Column(Practice.heading_of(field.name), lambda row: cell(row.practice, field.name), width)


def bulleted(practice: object, name: str) -> str:
    """Return a text with lists as people write them: a spreadsheet takes one of Markdown for a formula."""
    return _BULLET.sub(r"\1•", f"\n{getattr(practice, name) or ''}")[1:]


def _of_facet(facet: Facet, vocabularies: Vocabularies) -> Iterator[Column]:
    """Yield a column with the labels of a facet's values, and one with the values themselves."""
    labels = {choice.value: choice.label for choice in facet.choices(vocabularies)}
    places = {value: place for place, value in enumerate(labels)}

    @lru_cache(_REMEMBERED)
    def both(values: tuple[str, ...]) -> tuple[str, str]:
        found = sorted((value for value in values if value in labels), key=places.__getitem__)
        return _BETWEEN.join(labels[value] for value in found), _BETWEEN.join(found)

    def cell(place: int) -> Callable[[TableRow], Cell]:
        return lambda row: both(tuple(values))[place] if (values := row.values[facet.name]) else ""

    heading = str(facet.label)
    yield Column(heading, cell(0))
    yield Column(_("%(heading)s (code)") % {"heading": heading}, cell(1))


def _of_role(role: Participation.Role) -> Column:
    def cell(row: TableRow) -> str:
        return _distinct(name for other, name in row.below.countries if other == role)

    return Column(str(role.label), cell)


def _of_part(part: Involvement.Part) -> Column:
    def cell(row: TableRow) -> str:
        return _distinct(name for other, name in row.below.organisations if other == part)

    return Column(_named(_("Organisations"), str(part.label).lower()), cell)


def _languages(row: TableRow) -> str:
    """Return the language that the text is in: two, where only some of it is translated."""
    return _distinct(row.practice.shown_languages.values())


def _translation(row: TableRow) -> str:
    """Return what is known of the translation that the text is, if it is one."""
    found = row.practice.translation
    if found is None:
        return ""
    said = {"who": called(found.confirmed_by), "date": found.confirmed_on and formats.date_format(found.confirmed_on)}
    state = _("Confirmed by %(who)s on %(date)s") % said if found.confirmed_by else _("Unofficial translation")
    return _BETWEEN.join([state, _("the English has changed since")]) if found.is_outdated else state


def _requirements() -> Callable[[TableRow], Cell]:
    forms = {kind.value: _named(str(kind.label), "{}") for kind in Requirement.Kind}
    return lambda row: "\n".join(forms[kind].replace("{}", text) for kind, text in row.below.requirements)


def _figures(row: TableRow) -> str:
    return "\n".join(map(_figure, row.below.figures))


def _figure(figure: Figure) -> str:
    source = f" ({figure.citation})" if figure.citation else ""
    return f"{figures.of_figure(figure)} {figure.label}{source}"


def _citations(row: TableRow) -> str:
    return "\n".join(map(_citation, row.below.passages))


def _citation(passage: Passage) -> str:
    place = references.of_citation(passage)
    parts = [passage.reference, f"{place[:1].upper()}{place[1:]}.", passage.note]
    return " ".join(part for part in parts if part)


def _distinct(names: Iterable[str]) -> str:
    return _BETWEEN.join(dict.fromkeys(names))


def _day(moment: Any) -> date | None:
    return moment.date() if moment else None


def _capitalised(label: object) -> str:
    return f"{str(label)[:1].upper()}{str(label)[1:]}"


def _named(name: str, text: str) -> str:
    return _("%(facet)s: %(values)s") % {"facet": name, "values": text}
