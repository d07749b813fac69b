"""What goes with the workbook: the values that are allowed, and how to write each column, with an example."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from practices.editorial import content
from practices.editorial.content import Content
from practices.models import Citation, Country, Organisation, Practice, Source
from practices.taxonomy.vocabularies import Vocabularies

from .columns import ID, STATE, Column, Model, fields_of, heading_of, required
from .values import Day, Rows, Terms, WholeNumber, YesOrNo

_TITLES = {
    "en": "Kenya trains nurses before they leave",
    "fr": "Le Kenya forme des infirmières avant leur départ",
    "es": "Kenia forma a enfermeras antes de su partida",
}

# Of things that nobody has.
_EXAMPLES: dict[Model, Content] = {
    Organisation: {"slug": "nurses-council", "name_en": "Council of Nurses", "name_fr": "Conseil des infirmières"},
    Source: {
        "slug": "nurses-abroad-2010",
        "title": "Nurses who work abroad",
        "short_citation": "Council of Nurses, Nurses abroad (2010)",
        "authors_en": "{Council of Nurses}\nYusuf, Amina",
        "kind": "report",
        "year": 2010,
        "language": "en",
    },
}


def values(vocabularies: Vocabularies, of: Model = Practice) -> Iterator[list[str]]:
    """Yield each allowed value: its column, how it is written, and what it means to the reader."""
    for field in [*fields_of(of), *content.terms_of(of)]:
        yield from ([field.name, value, meaning] for value, meaning in _allowed(field, vocabularies))
    for name, model in content.rows_of(of).items():
        for field in fields_of(model):
            where = f"{heading_of(name)} ({field.name})"
            yield from ([where, value, meaning] for value, meaning in _allowed(field, vocabularies))


def _allowed(field: models.Field[Any, Any], vocabularies: Vocabularies) -> Iterator[tuple[str, str]]:
    if field.choices:
        yield from ((str(value), str(label)) for value, label in field.flatchoices)
    elif field.is_relation and field.related_model is not Citation:
        entries = vocabularies[field.related_model]  # type: ignore[index]
        yield from ((entry.value, entry.name) for entry in entries if not entry.retired)


def notes(columns: list[Column], vocabularies: Vocabularies, of: Model = Practice) -> Iterator[list[str]]:
    """Yield for each column what it is, how to write it, and an example."""
    example = _example(vocabularies) if of is Practice else _EXAMPLES[of]
    for column in columns:
        yield [column.heading, column.label, _how(column), column.cell(example)]


def _how(column: Column) -> str:
    sentences = [_("Needed for what is new.")] if column.heading in required(column.model) else []
    if column.name == ID:
        sentences.append(_("The number of what the row changes. Empty for what is new."))
    elif column.name == STATE:
        sentences.append(_("Only for your information. Nobody reads what you write here."))
    elif isinstance(column.kind, Rows):
        sentences += _how_rows(column.kind)
        if column.kind.holds(Country):
            sentences.append(_("‘NA’ is the code of Namibia: some programs take it for an empty cell."))
    elif isinstance(column.kind, Terms):
        sentences.append(_("Allowed values or their names, with semicolons between them."))
    elif isinstance(column.kind, Day):
        sentences.append(_("A day: year-month-day."))
    elif isinstance(column.kind, WholeNumber):
        sentences.append(_("A year."))
    elif isinstance(column.kind, YesOrNo):
        sentences.append(_("‘yes’, or empty."))
    return " ".join([*sentences, *_about_field(column)])


def _how_rows(rows: Rows) -> list[str]:
    pattern = " | ".join([*rows.first, *(f"{name}=…" for name in rows.named)])
    return [
        _("One line for each: %(pattern)s.") % {"pattern": pattern},
        _("Leave out what you don't know. In Excel, Alt and Enter begin a new line within the cell."),
        _("A bar within a text is written with a backslash in front of it."),
    ]


def _about_field(column: Column) -> list[str]:
    """What the form of the admin says of the field."""
    field, said = column.field, []
    if field is not None and field.choices:
        said.append(_("One of the allowed values."))
    elif field is not None and field.max_length:
        said.append(_("At most %(number)s characters.") % {"number": field.max_length})
    return [*said, str(field.help_text)] if field is not None and field.help_text else said


def _example(vocabularies: Vocabularies) -> Content:
    """Return a practice that nobody has, made of values that there are."""

    def some(model: type[models.Model], number: int = 1) -> list[str]:
        return [entry.value for entry in vocabularies[model] if not entry.retired][:number]

    terms: Content = {relation.name: some(relation.related_model, 2) for relation in content.terms_of(Practice)}  # type: ignore[arg-type]
    choices = {f.name: f.flatchoices[0][0] for f in content.fields_of(Practice) if f.choices}
    texts = {f"title_{code}": _TITLES[code] for code, _language in settings.LANGUAGES}
    citation = {"section": "Nurses", "pages": "12-14", "note_en": "What the training holds, and who pays."}
    figure = {"qualifier": "about", "value": "300", "unit_en": "USD", "label_en": "for each nurse", "citation": 1}
    return {
        STATE: "draft",
        "slug": "kenya-nurses",
        "summary_en": "A college trains nurses for work abroad and at home, and the employers pay.",
        "start_year": 2007,
        "reported_on": "2010-04-03",
        **texts,
        **choices,
        **terms,
        "participations": [{"country": code, "role": "origin", "part": "lead"} for code in some(Country)],
        "involvements": [{"organisation": slug, "part": "partner"} for slug in some(Organisation)],
        "citations": [{"source": slug, **citation} for slug in some(Source)],
        "figures": [figure],
        "requirements": [{"kind": "budget", "text_en": "A fund for the training."}],
    }
