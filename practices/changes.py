"""Writing the change log, so that no way to change a practice passes the search index by.

Signals cover what is saved and deleted one by one (also by `loaddata` and by cascades),
`LoggedQuerySet` covers bulk operations. Both end in `record`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

from .models import Change, Logged, Practice

# Rises with each change that this process writes, and again when it is committed. The index
# compares it, so that a curator's next request finds what they just saved.
changes_here = 0


def _count() -> None:
    global changes_here
    changes_here += 1


def record(practice_ids: Iterable[int | None]) -> None:
    """Write one entry for each practice; None stands for a change of a vocabulary."""
    ids = set(practice_ids)
    if not ids:
        return
    Change.objects.bulk_create([Change(practice_id=practice_id) for practice_id in ids], batch_size=1000)
    _count()
    transaction.on_commit(_count)


def affected(queryset: models.QuerySet[Any]) -> set[int | None]:
    """Return the practices that show any row of the queryset, and None if it is a vocabulary's."""
    model = queryset.model
    found: set[int | None] = set()
    keys = queryset.order_by().values("pk")
    rows = model._base_manager.filter(pk__in=keys)
    for path in model.PRACTICE_PATHS:
        found.update(rows.values_list(path, flat=True))
    found.discard(None)  # rows that no practice shows
    if hasattr(model, "VALUE"):
        found.add(None)
    return found


def affected_by(rows: Iterable[models.Model]) -> set[int | None]:
    """Return what `affected` does, for saved rows of one model."""
    rows = list(rows)
    if not rows:
        return set()
    model = type(rows[0])
    found = affected(model._base_manager.filter(pk__in=[row.pk for row in rows if row.pk is not None]))
    # A bulk_create that ignores conflicts doesn't learn the numbers of its rows.
    return found | {row.practice_id for row in rows if row.pk is None and hasattr(row, "practice_id")}


def _row_moves(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """A row that moves to another practice changes the one that it leaves, too."""
    if not isinstance(instance, Logged) or not hasattr(instance, "practice_id") or instance.pk is None:
        return
    stored = sender._base_manager.filter(pk=instance.pk)
    record(stored.exclude(practice_id=instance.practice_id).values_list("practice_id", flat=True))


def _row_changed(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if isinstance(instance, Practice):
        record([instance.pk])
    elif isinstance(instance, Logged):
        record(affected_by([instance]))


def _terms_changed(
    sender: type[models.Model],
    instance: models.Model,
    action: str,
    reverse: bool,
    pk_set: set[int] | None,
    **kwargs: Any,
) -> None:
    if action not in {"post_add", "post_remove", "pre_clear"} or not isinstance(instance, Logged):
        return
    if not reverse:
        record([instance.pk])
    elif pk_set is not None:
        record(pk_set)
    else:
        record(affected_by([instance]))


def connect() -> None:
    """Start to listen. Called once, when the app is ready."""
    pre_save.connect(_row_moves, dispatch_uid="changes")
    post_save.connect(_row_changed, dispatch_uid="changes")
    pre_delete.connect(_row_changed, dispatch_uid="changes")
    m2m_changed.connect(_terms_changed, dispatch_uid="changes")
