"""Practices of the fixtures: read as content, which is checked and saved as any other, many at a time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from practices.editorial import content, history, offers, workflow
from practices.editorial.content import Content, Known
from practices.editorial.history import Action
from practices.models import LARGEST_ID, Citation, Country, Logged, Organisation, Practice, Source, sequences

from . import merged, upgrade
from .files import Problems, Record
from .numbers import give_link_names, numbers

# What fixtures call otherwise than the models do.
_CALLED = {"participations": "countries", "involvements": "organisations", "country": "code", "organisation": "slug"}
_KINDS: dict[type[models.Field[Any, Any]], Any] = {
    models.DecimalField: (int, float),
    models.IntegerField: int,
    models.DateField: datetime.date,
}


@dataclass
class Saved:
    """How many practices the files hold, and what became of them."""

    practices: int = 0
    new: int = 0
    updated: int = 0
    merged: int = 0


def save(records: list[Record], problems: Problems) -> Saved:
    """Save and publish what is new; bring up to date what nobody has edited, and offer the rest to the editors.

    Report what is wrong with any.
    """
    by_id = {number: record for record in records if (number := _id(record, problems))}
    here = numbers(by_id)
    numbered = {here[number]: record for number, record in by_id.items()}
    give_link_names(numbered)
    files = [merged.read(one, pk, here, problems) for pk, one in numbered.items() if merged.is_merged(one)]
    contents = {pk: read(one, problems) for pk, one in numbered.items() if not merged.is_merged(one)}
    taken, known = sequences.taken(list(numbered)), _everything()
    plan = upgrade.plan({pk: written for pk, written in contents.items() if pk in taken}, known)
    there = {pk: number for number, pk in here.items() if number != pk}
    new = {pk: (Practice(pk=pk, loaded_as=there.get(pk)), one) for pk, one in contents.items() if pk not in taken}
    offered = {offer.practice_id: (offer.practice, offer.content) for offer in plan.offers}
    _prepare(offered, numbered, known, problems)  # so that an editor can take it
    prepared = _prepare(new | plan.updates, numbered, known, problems)
    if problems.lines:
        return Saved()
    # A catalogue that begins has the same dates wherever it does.
    dated = _dates({pk: numbered[pk] for pk in new}) if not sequences.highest() else {}
    history.begin_all([practice for practice, _written in plan.updates.values()])
    _publish(prepared, numbered, dated, problems)
    history.record_all([practice for practice, _written in new.values()], None, Action.LOADED)
    history.record_all([practice for practice, _written in plan.updates.values()], None, Action.UPDATED)
    offers.forget(plan.updates)
    offers.settle(plan.met)
    offers.make(plan.offers)
    return Saved(len(contents), len(new), len(plan.updates), merged.save(files, taken, known, problems))


def _prepare(
    written: dict[int, tuple[Practice, Content]], numbered: dict[int, Record], known: Known, problems: Problems
) -> list[content.Prepared]:
    """Write contents to practices, which are not saved. Report what doesn't fit."""
    prepared = []
    for pk, (practice, one) in written.items():
        try:
            prepared.append(content.prepare(one, practice, known))
        except ValidationError as error:
            _report(error, numbered[pk], problems)
    return prepared


def _dates(numbered: dict[int, Record]) -> dict[int, datetime.datetime]:
    """Return when each practice was added to the files, as far as they say so, by number."""
    days = {pk: record.data["added"] for pk, record in numbered.items() if "added" in record.data}
    return {pk: datetime.datetime.combine(day, datetime.time(12), datetime.UTC) for pk, day in days.items()}


def _publish(
    prepared: list[content.Prepared],
    numbered: dict[int, Record],
    dated: dict[int, datetime.datetime],
    problems: Problems,
) -> None:
    """Save practices, and put them before the public. Report what publication needs."""
    content.save(prepared)
    practices: list[Any] = [one.thing for one in prepared]
    try:
        workflow.publish_all(practices, dated)
    except workflow.Incomplete as incomplete:
        for pk, missing in incomplete.checks.items():
            for check in missing:
                problems.add(numbered[pk], _called(check.place), str(check.sentence))


def read(record: Record, problems: Problems) -> Content:
    """Return a fixture as content. Report values of the wrong type, and fields that there are not."""
    record.take("id", object, problems)
    record.take("added", datetime.date, problems)
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


def _everything() -> Known:
    """Return all that practices may name, so that the database is not asked for each."""
    known = Known()
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
