"""The change log: which practices changed, written in the transaction that changes them.

Each machine's search index reads it to catch up (`search/follow.py`). Rows that are saved or deleted one
by one write it through signals (`signals.py`), bulk operations through `LoggedQuerySet`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

_Row = TypeVar("_Row", bound=models.Model)


class Change(models.Model):
    """One practice changed, or a vocabulary did (then `practice_id` is empty)."""

    # No foreign key: the entry outlives a deleted practice.
    practice_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    # Whether a term that it has got another link name: the index must know, but the practice says what it said.
    of_links_only = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.pk}: {'vocabulary' if self.practice_id is None else f'practice {self.practice_id}'}"


LINK_NAME = {"slug"}

# Rises with each change that this process writes, and again when it is committed. The index
# compares it, so that a curator's next request finds what they just saved.
changes_here = 0


def _count() -> None:
    global changes_here
    changes_here += 1


def record(practice_ids: Iterable[int | None], of_links_only: bool = False) -> None:
    """Write one entry for each practice that readers see or saw; None stands for a change of a vocabulary."""
    with transaction.atomic(savepoint=False):
        ids = without_drafts(practice_ids)
        if not ids:
            return
        entries = [Change(practice_id=practice_id, of_links_only=of_links_only) for practice_id in ids]
        Change.objects.bulk_create(entries, batch_size=1000)
        _count()
        transaction.on_commit(_count)


def without_drafts(practice_ids: Iterable[int | None]) -> set[int | None]:
    """Leave out what was never published: no reader could tell, and pages that are kept stay good.

    Call it in the transaction of the change. Drafts are locked, so that none is published meanwhile without it.
    """
    ids = set(practice_ids)
    practices: Any = apps.get_model("practices", "Practice")._base_manager
    drafts = practices.select_for_update(of=("self",), no_key=True).filter(pk__in=ids - {None}, published_at=None)
    return ids - set(drafts.order_by("pk").values_list("pk", flat=True))


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


class LoggedQuerySet(models.QuerySet[_Row]):
    """A queryset whose bulk operations, which send no signals, reach the change log all the same."""

    def update(self, **values: Any) -> int:
        indexed = self.model.INDEXED  # type: ignore[attr-defined]
        with transaction.atomic(using=self.db, savepoint=False):
            if indexed is not None and not {name.removesuffix("_id") for name in values} & set(indexed):
                record([None])
                return super().update(**values)
            before = without_drafts(affected(self))
            keys = list(self.values_list("pk", flat=True))
            count = super().update(**values)
            after = affected(self.model._base_manager.filter(pk__in=keys))
            record(before | after, of_links_only=set(values) == LINK_NAME)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        with transaction.atomic(using=self.db, savepoint=False):
            made = super().bulk_create(objs, *args, **options)
            record(affected_by(made))
        return made

    bulk_create.alters_data = True  # type: ignore[attr-defined]

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        objs = list(objs)
        with transaction.atomic(using=self.db, savepoint=False):
            # Django's bulk_update calls update() batch by batch, which writes the log.
            return super().bulk_update(objs, list(fields), batch_size)

    bulk_update.alters_data = True  # type: ignore[attr-defined]


class Logged(models.Model):
    """Base of every model whose content a reader can find by searching."""

    objects = LoggedQuerySet.as_manager()

    TEXTS: ClassVar[tuple[str, ...]] = ()  # what is translated
    # The fields that decide what the index holds of the practices that show a row; None: all of them.
    # Names of terms are not in the index (see `search/names.py`).
    INDEXED: tuple[str, ...] | None = None
    # How to get from a row of this model to the practices whose pages or search entries show it.
    PRACTICE_PATHS: tuple[str, ...] = ("practice",)

    class Meta:
        abstract = True
        # `practice.requirements.add(row)` moves the row through the base manager.
        base_manager_name = "objects"

    def save(self, *args: Any, **options: Any) -> None:
        # One transaction for the row and its entry in the change log, which a signal writes.
        with transaction.atomic(savepoint=False):
            super().save(*args, **options)

    def delete(self: Self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic(savepoint=False):
            return super().delete(*args, **options)
