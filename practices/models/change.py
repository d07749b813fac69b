"""The change log: which practices changed, written in the transaction that changes them.

Each machine's search index reads it to catch up (`search/follow.py`). `changes.py` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.db import models, transaction
from django.utils import timezone

_Row = TypeVar("_Row", bound=models.Model)


class Change(models.Model):
    """One practice changed, or a vocabulary did (then `practice_id` is empty)."""

    # No foreign key: the entry outlives a deleted practice.
    practice_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.pk}: {'vocabulary' if self.practice_id is None else f'practice {self.practice_id}'}"


class LoggedQuerySet(models.QuerySet[_Row]):
    """A queryset whose bulk operations, which send no signals, reach the change log all the same."""

    def _logged(self, practice_ids: Iterable[int | None]) -> None:
        from practices import changes

        changes.record(practice_ids)

    def update(self, **values: Any) -> int:
        from practices import changes

        with transaction.atomic(using=self.db):
            before = changes.affected(self)
            keys = list(self.values_list("pk", flat=True))
            count = super().update(**values)
            after = changes.affected(self.model._base_manager.filter(pk__in=keys))
            self._logged(before | after)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        from practices import changes

        with transaction.atomic(using=self.db):
            made = super().bulk_create(objs, *args, **options)
            self._logged(changes.affected_by(made))
        return made

    bulk_create.alters_data = True  # type: ignore[attr-defined]

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        objs = list(objs)
        with transaction.atomic(using=self.db):
            # Django's bulk_update calls update() batch by batch, which writes the log.
            return super().bulk_update(objs, list(fields), batch_size)

    bulk_update.alters_data = True  # type: ignore[attr-defined]


class Logged(models.Model):
    """Base of every model whose content a reader can find by searching."""

    objects = LoggedQuerySet.as_manager()

    # How to get from a row of this model to the practices whose pages or search entries show it.
    PRACTICE_PATHS: tuple[str, ...] = ("practice",)

    class Meta:
        abstract = True
        # `practice.requirements.add(row)` moves the row through the base manager.
        base_manager_name = "objects"

    def save(self, *args: Any, **options: Any) -> None:
        # One transaction for the row and its entry in the change log, which a signal writes.
        with transaction.atomic():
            super().save(*args, **options)

    def delete(self: Self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            return super().delete(*args, **options)
