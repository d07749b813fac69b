"""Saving what practices refer to: what is new, and what nobody has edited since it was loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError

from practices import models
from practices.editorial import content, history, normal
from practices.editorial.history import Action
from practices.taxonomy.vocabularies import LANGUAGES
from practices.text.plain import comparable

from .came import as_it_came
from .files import Problems, Record

Entry = tuple[Record, dict[str, Any]]  # a record, and the fields of the row that it tells of
_Read = tuple[Record, Any]  # a record, and the row that it makes, not saved

_NAMES = tuple(f"name_{code}" for code in LANGUAGES)


def save(model: Any, entries: Iterable[Entry], problems: Problems) -> list[str]:
    """Save what is not there, and bring up to date what nobody has edited. Return what is left as editors have it."""
    key = "fixture" if model is models.Synonym else model.VALUE
    read = [(record, model(**fields)) for record, fields in entries]
    there = _there(model, key, [getattr(row, key) for _record, row in read])
    if issubclass(model, models.Term):
        there |= _namesakes({_folded(getattr(row, key)): comparable(row.name_en) for _record, row in read}, there)
    new: list[_Read] = []
    differing: list[_Read] = []
    for record, row in read:
        found = there.get(_folded(getattr(row, key)))
        if found is None:
            new.append((record, row))
        elif content.of(found) != content.of(row):
            row.pk = found.pk
            differing.append((record, row))
    left = _bring_up_to_date(model, differing, problems)
    _add(model, [(record, row) for record, row in new if _fits(row, record, problems)], read, problems)
    return left


def _there(model: Any, key: str, names: list[str]) -> dict[str, Any]:
    """Return the rows that there are by their names, and by those of these that they had once."""
    rows = {_folded(getattr(row, key)): row for row in content.with_everything(model._base_manager.all())}
    missing = [] if model is models.Synonym else [name for name in names if _folded(name) not in rows]
    former = models.formerly(model, missing) if missing and rows else {}
    return rows | {_folded(name): row for name, row in former.items()}


def _namesakes(names: dict[str, str], there: dict[str, Any]) -> dict[str, Any]:
    """Return the terms that editors have added under the English names of new ones, for which they stand from now on.

    No two may have one name, so a new one would keep all else out. `names` has the English ones by link names.
    """
    known = {there[value].pk for value in names.keys() & there.keys()}
    own = {comparable(row.name_en): row for row in there.values() if row.pk not in known and row.merged_into_id is None}
    found = {}
    for value, name in names.items():
        if value not in there and (row := own.pop(name, None)):
            row.answer_to(value)
            found[value] = row
    return found


def _fits(row: Any, record: Record, problems: Problems) -> bool:
    """Report what doesn't fit."""
    written = {field.name for field in content.fields_of(type(row)) if not field.is_relation}
    left_out = {field.name for field in row._meta.concrete_fields} - written
    try:
        # `clean` would ask the database for each of them what `_add` finds out for all.
        row.clean_fields(left_out) if isinstance(row, models.Linked) else row.full_clean(left_out)
    except ValidationError as error:
        problems.add_validation(record, error)
        return False
    return True


# What is new ---------------------------------------------------------------------------------


def _add(model: Any, new: list[_Read], read: list[_Read], problems: Problems) -> None:
    """Save rows. None may have what another one has that must be unique, in the files or in the database."""
    taken = _taken(model) if new else {}
    seen: dict[str, set[str]] = {name: set() for name in taken}
    is_new = {id(row) for _record, row in new}
    twice = False
    for record, row in read if new else ():
        for name in taken:
            value = _key(name)(getattr(row, name) or "")
            if value and (value in seen[name] or (id(row) in is_new and value in taken[name])):
                problems.add(record, name, f"another entry has {getattr(row, name)!r} already.")
                twice = True
            seen[name].add(value)
    if not twice:
        history.record_all(model._base_manager.bulk_create([row for _record, row in new]), None, Action.LOADED)


def _taken(model: Any) -> dict[str, set[str]]:
    """Return the values that no other row may have, by column: of what must be unique, and the names of terms."""
    rows = model._base_manager
    unique = [field.name for field in model._meta.concrete_fields if field.unique and not field.primary_key]
    taken = {name: set(map(_folded, rows.values_list(name, flat=True))) for name in unique}
    if issubclass(model, models.Term):
        used = rows.filter(merged_into=None)
        taken |= {name: {comparable(one) for one in used.values_list(name, flat=True) if one} for name in _NAMES}
    former = models.FormerName.objects.filter(kind=model._meta.model_name).values_list("name", flat=True)
    for name in getattr(model, "LINK_NAMES", ()):
        taken[name].update(former)
    return taken


def _key(column: str) -> Callable[[str], str]:
    """Return how the values of a column are compared."""
    return comparable if column in _NAMES else _folded


def _folded(value: Any) -> str:
    return str(value).casefold()


# What there is -------------------------------------------------------------------------------


def _bring_up_to_date(model: Any, differing: list[_Read], problems: Problems) -> list[str]:
    """Write to each row what the files hold of it, if nobody has edited it. Each comes with its number.

    Return which were edited, as far as the files have something new for them.
    """
    if not differing:
        return []
    # Whoever saves one of them at this moment comes first.
    locked = model._base_manager.select_for_update(of=("self",)).order_by("pk")
    rows = content.with_everything(locked).in_bulk([row.pk for _record, row in differing])
    came = as_it_came(list(rows.values()))
    known = content.Known()
    changed, left = [], []
    for record, row in differing:
        there, before = rows[row.pk], came.get(row.pk)
        now = content.of(there)
        if before is not None and "order" in now and before.get("order") != now["order"]:
            row.order = before["order"] = now["order"]  # editors have put the terms in another order
        if content.of(row) == now or not _fits(row, record, problems):
            continue
        was = None if before is None else normal.as_saved(before, model, known)
        if was == now:
            changed.append(row)
        elif was != content.of(row):
            left.append(there)
    history.begin_all([rows[row.pk] for row in changed])
    written = [there for row in changed if _write(there := rows[row.pk], row)]
    history.record_all(written, None, Action.UPDATED)
    left += [rows[row.pk] for row in changed if rows[row.pk] not in written]
    return [f"{model._meta.verbose_name} ‘{there}’" for there in left]


def _write(there: Any, row: Any) -> bool:
    """Write to a row what another one holds, and tell whether it fits beside what editors have added."""
    for field in content.fields_of(type(row)):
        setattr(there, field.name, getattr(row, field.name))
    try:
        there.full_clean()
    except ValidationError:
        there.refresh_from_db()
        return False
    there.save()
    return True
