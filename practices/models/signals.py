"""Signals that write the change log for what is saved and deleted one by one, also by `loaddata` and by cascades."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, post_save, pre_delete, pre_save

from . import Practice
from .change import LINK_NAME, Logged, affected_by, record


def _row_moves(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """A row that moves to another practice changes the one that it leaves, too."""
    if not isinstance(instance, Logged) or not hasattr(instance, "practice_id") or instance.pk is None:
        return
    stored = sender._base_manager.filter(pk=instance.pk)
    record(stored.exclude(practice_id=instance.practice_id).values_list("practice_id", flat=True))


def _published_no_longer(sender: type[models.Model], instance: Practice, **kwargs: Any) -> None:
    """Readers may have seen until now what is about to be said to have never been published."""
    if instance.pk is not None and instance.published_at is None:
        seen = Practice._base_manager.filter(pk=instance.pk, published_at__isnull=False)
        record(seen.values_list("pk", flat=True))


def _row_saved(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if isinstance(instance, Logged):
        changed = getattr(instance, "changed_in_index", None)
        record([None] if changed == set() else affected_by([instance]), of_links_only=changed == LINK_NAME)


def _row_goes(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if isinstance(instance, Logged):
        record(affected_by([instance]))


def _term_changes(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """Find out what a term that is about to be saved changes in what the index holds of practices."""
    if not isinstance(instance, Logged) or instance.INDEXED is None:
        return
    names = [sender._meta.get_field(name).attname for name in instance.INDEXED]  # type: ignore[union-attr]
    stored = sender._base_manager.filter(pk=instance.pk).values(*names).first() if instance.pk else None
    instance.changed_in_index = (  # type: ignore[attr-defined]
        {name for name in names if stored[name] != getattr(instance, name)} if stored else None
    )


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
    pre_save.connect(_published_no_longer, sender=Practice, dispatch_uid="changes of practices")
    pre_save.connect(_term_changes, dispatch_uid="changes of terms")
    post_save.connect(_row_saved, dispatch_uid="changes")
    pre_delete.connect(_row_goes, dispatch_uid="changes")
    m2m_changed.connect(_terms_changed, dispatch_uid="changes")
