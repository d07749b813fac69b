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

Texts = dict[int, dict[str, str]]  # cleaned ones, by the number of the row and the field


def clean_texts() -> int:
    """Clean what is stored, and return how many things that concerned. The second time there are none."""
    rows = {name: _unclean(model) for name, model in content.ROWS.items()}
    below = {pk for name, found in rows.items() for pk in _rows(name, found).values_list("practice_id", flat=True)}
    count = 0
    for model in apps.get_app_config("practices").get_models():
        if model in content.ROWS.values():
            continue
        found = _unclean(model)
        numbers = sorted(found.keys() | below) if model is Practice else sorted(found)
        for batch in _batches(numbers):
            with transaction.atomic():
                _write(model, batch, found, rows if model is Practice else {})
        count += len(numbers)
    return count


def _unclean(model: type[models.Model]) -> Texts:
    """Return what is to be written instead of texts that aren't clean."""
    originals = originals_of(model)
    fields = [
        field for field in model._meta.concrete_fields if isinstance(field, Clean) and field.name not in originals
    ]
    found: Texts = {}
    if not fields:
        return found
    # A plain QuerySet: that of modeltranslation puts other columns in the place of some.
    stored: Any = models.QuerySet(model).order_by().values_list("pk", *(field.name for field in fields))
    for pk, *values in stored.iterator(chunk_size=1000):
        for field, value in zip(fields, values, strict=True):
            if value and (cleaned := field.to_python(value)) != value:
                found.setdefault(pk, {})[field.name] = cleaned
    return found


def _write(model: Any, numbers: list[int], found: Texts, rows: dict[str, Texts]) -> None:
    """Write the texts of some things, and of the rows below them, and that into the history of what has one."""
    things = list(model._base_manager.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"))
    has_history = model is Practice or hasattr(model, "VALUE")
    if has_history:
        history.catch_up_all(things)
    stamp = {"updated_at": timezone.now()} if model is Practice else {}
    for thing in things:
        model._base_manager.filter(pk=thing.pk).update(**found.get(thing.pk, {}), **stamp)
    for name, cleaned in rows.items():
        for pk in _rows(name, cleaned).filter(practice__in=things).values_list("pk", flat=True):
            _rows(name, [pk]).update(**cleaned[pk])
    if has_history:
        history.record_all(things, None, history.Action.CLEANED)


def _rows(name: str, numbers: Iterable[int]) -> models.QuerySet[Any]:
    manager: Any = content.ROWS[name]._base_manager
    return manager.filter(pk__in=list(numbers))  # type: ignore[no-any-return]


def _batches(numbers: Iterable[int]) -> Iterator[list[int]]:
    numbers = iter(numbers)
    return iter(lambda: list(itertools.islice(numbers, _BATCH)), [])
