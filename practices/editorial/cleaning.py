"""Cleaning texts that were saved before their fields did it (`models/texts.py`), with a line in the history."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from practices.models import Practice
from practices.models.texts import Clean, originals_of

from . import content, history

_BATCH = 100  # things that are locked at once


def clean_texts() -> int:
    """Clean what is stored, and return how many things that concerned. The second time there are none."""
    found: dict[type[models.Model], set[int]] = {}
    for model in apps.get_app_config("practices").get_models():
        unclean = _unclean(model)
        if model in content.ROWS.values():  # cleaned with their practices
            rows: Any = model._base_manager.filter(pk__in=unclean)
            found.setdefault(Practice, set()).update(rows.values_list("practice_id", flat=True))
        else:
            found.setdefault(model, set()).update(unclean)
    return sum(_clean(model, batch) for model, numbers in found.items() for batch in _batches(sorted(numbers)))


def _unclean(model: type[models.Model]) -> list[int]:
    """Return the numbers of rows with texts that aren't clean."""
    fields = _fields(model)
    if not fields:
        return []
    # A plain QuerySet: that of modeltranslation puts other columns in the place of some.
    stored: Any = models.QuerySet(model).order_by().values_list("pk", *(field.name for field in fields))
    return [
        pk
        for pk, *values in stored.iterator(chunk_size=1000)
        if any(value and field.to_python(value) != value for field, value in zip(fields, values, strict=True))
    ]


@transaction.atomic
def _clean(model: Any, numbers: list[int]) -> int:
    """Clean some things, with the rows below them, and write it into the history of what has one. Return how many."""
    things = list(model._base_manager.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"))
    has_history = model is Practice or hasattr(model, "VALUE")
    if has_history:
        history.catch_up_all(things)
    # Somebody may have saved one of them since it was looked at.
    cleaned = {thing.pk for thing in things if _write(thing)}
    for row in content.rows_of(model).values():
        below: Any = row._base_manager
        cleaned |= {one.practice_id for one in below.filter(practice__in=things) if _write(one)}
    changed = [thing for thing in things if thing.pk in cleaned]
    if model is Practice:
        Practice.objects.filter(pk__in=cleaned).update(updated_at=timezone.now())
    if has_history:
        history.record_all(changed, None, history.Action.CLEANED)
    return len(changed)


def _write(row: Any) -> bool:
    """Write what is to stand in a row instead of texts that aren't clean. Tell whether there was any."""
    stored = {field: getattr(row, field.name) for field in _fields(type(row))}
    texts = {field.name: field.to_python(value) for field, value in stored.items() if value}
    longest = {field.name: field.max_length or len(texts.get(field.name, "")) for field in stored}
    changed = {name: text for name, text in texts.items() if text != getattr(row, name) and len(text) <= longest[name]}
    if changed:
        type(row)._base_manager.filter(pk=row.pk).update(**changed)
    return bool(changed)


def _fields(model: type[models.Model]) -> list[Clean]:
    originals = originals_of(model)
    return [one for one in model._meta.concrete_fields if isinstance(one, Clean) and one.name not in originals]


def _batches(numbers: Iterable[int]) -> Iterator[list[int]]:
    numbers = iter(numbers)
    return iter(lambda: list(itertools.islice(numbers, _BATCH)), [])
