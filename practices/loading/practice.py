"""Practices of the fixtures: read as content, which is checked and saved as any other, many at a time."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from practices.editorial import content, history, workflow
from practices.editorial.content import Content
from practices.models import LARGEST_ID, Citation, Country, Logged, Organisation, Practice, Source, sequences

from .files import Problems, Record

# What fixtures call otherwise than the models do.
_CALLED = {"participations": "countries", "involvements": "organisations", "country": "code", "organisation": "slug"}
_KINDS: dict[type[models.Field[Any, Any]], Any] = {
    models.DecimalField: (int, float),
    models.IntegerField: int,
    models.DateField: datetime.date,
}


def save_new(records: list[Record], problems: Problems) -> int:
    """Save and publish the practices whose id was never used here. Return how many; report what is wrong with any."""
    contents = {pk: (record, read(record, problems)) for record in records if (pk := _id(record, problems))}
    for pk in sequences.taken(list(contents)):
        del contents[pk]
    known = _everything()
    prepared = []
    for pk, (record, written) in contents.items():
        try:
            prepared.append(content.prepare(written, Practice(pk=pk), known))
        except ValidationError as error:
            _report(error, record, problems)
    if problems.lines:
        return 0
    content.save(prepared)
    practices: list[Any] = [one.thing for one in prepared]
    try:
        workflow.publish_all(practices)
    except workflow.Incomplete as incomplete:
        for pk, missing in incomplete.checks.items():
            for check in missing:
                problems.add(contents[pk][0], _called(check.place), str(check.sentence))
    else:
        history.record_all(practices, None, history.Action.LOADED)
    return len(practices)


def read(record: Record, problems: Problems) -> Content:
    """Return a fixture as content. Report values of the wrong type, and fields that there are not."""
    record.take("id", object, problems)
    written = _fields(record, Practice, problems)
    for relation in content.terms_of(Practice):
        written[relation.name] = record.take_texts(relation.name, problems)
    for name, model in content.ROWS.items():
        written[name] = [_fields(row, model, problems) for row in record.rows(_called(name), problems)]
    record.refuse_unknown(problems)
    return written


def _id(record: Record, problems: Problems) -> int | None:
    pk = record.take("id", int, problems)
    if pk is not None and 1 <= pk <= LARGEST_ID:
        return int(pk)
    problems.add(record, "id", f"must be a whole number from 1 to {LARGEST_ID}.")
    return None


def _fields(record: Record, model: type[Logged], problems: Problems) -> Content:
    """Return the fields that a curator writes, as far as they are given; a translated one for each language."""
    written: Content = record.translated(model.TEXTS, problems)
    for field in content.fields_of(model):
        if field.name in written:
            continue
        is_place = field.related_model is Citation
        kind = next((kind for of, kind in _KINDS.items() if isinstance(field, of)), int if is_place else str)
        value = record.take(_called(field.name), kind, problems)
        if value is not None:
            written[field.name] = Decimal(str(value)) if isinstance(value, float) else value
    if model is not Practice:
        record.refuse_unknown(problems)
    return written


def _called(name: str) -> str:
    return _CALLED.get(name, name.removesuffix("_en"))


def _everything() -> content.Known:
    """Return all that practices may name, so that the database is not asked for each."""
    known = content.Known()
    terms: list[Any] = [relation.related_model for relation in content.terms_of(Practice)]
    for model in (Country, Organisation, Source, *terms):
        known.get(model, model.VALUE, model._base_manager.values_list(model.VALUE, flat=True))
    return known


def _report(error: ValidationError, record: Record, problems: Problems) -> None:
    """Name what doesn't fit by record and field, as the fixture calls them."""
    for name, errors in error.error_dict.items():
        for one in errors:
            if isinstance(one, content.InRow):
                row = record.rows(_called(name), problems)[one.place - 1]
                problems.add(row, _called(one.name), one.text)
            else:
                problems.add(record, _called(name), " ".join(one.messages))
