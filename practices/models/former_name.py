"""The link names that terms, countries, organisations and sources had before: links with them go on working."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from .change import Logged, LoggedQuerySet

_Row = TypeVar("_Row", bound=models.Model)


class FormerName(models.Model):
    """A link name, or a country's code, that something no longer has."""

    # No foreign key: there are nine models of such things.
    kind = models.CharField(max_length=40)  # the model
    name = models.CharField(max_length=80)  # in small letters
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="former_names_lead_to_one_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}, once {self.name}"


Names = dict[int, set[str]]  # by the number of what they name


class LinkedQuerySet(LoggedQuerySet[_Row]):
    """A queryset whose bulk operations keep former link names."""

    def update(self, **values: Any) -> int:
        if not values.keys() & set(self.model.LINK_NAMES):  # type: ignore[attr-defined]
            return super().update(**values)
        with transaction.atomic(using=self.db):
            before = _names(self.model, self.values_list("pk", flat=True))
            count = super().update(**values)
            _keep(self.model, before)
        return count

    update.alters_data = True  # type: ignore[attr-defined]


class Linked(Logged):
    """Base of what links name. Its names may change; no other thing takes one that it had."""

    objects: ClassVar[Any] = LinkedQuerySet.as_manager()  # type: ignore[misc]

    # The fields that hold its names.
    LINK_NAMES: ClassVar[tuple[str, ...]] = ("slug",)

    class Meta(Logged.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        for field in self.LINK_NAMES:
            former = FormerName.objects.filter(kind=self._meta.model_name, name=str(getattr(self, field)).lower())
            if former.exclude(object_id=self.pk or 0).exists():
                raise ValidationError({field: _("Old links name another entry so. Choose another name.")})

    def save(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            before = _names(type(self), [self.pk] if self.pk else [])
            super().save(*args, **options)
            _keep(type(self), before)

    def answer_to(self, name: str) -> None:
        """Let links with a name that it never had lead here, too."""
        with transaction.atomic():
            FormerName.objects.create(kind=self._meta.model_name or "", name=name.lower(), object_id=self.pk)
            self.save(update_fields=self.LINK_NAMES)  # whoever remembers what things are called notices


def named(model: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return what has these names, as links name it, or had them once; by name."""
    names = set(names)
    found = {getattr(one, model.VALUE): one for one in model._base_manager.filter(**{f"{model.VALUE}__in": names})}
    missing = names - found.keys()
    return found | (formerly(model, missing) if missing else {})


def formerly(model: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return what once had some of these names, by name."""
    by_name = {name.lower(): name for name in names}
    former = FormerName.objects.filter(kind=model._meta.model_name, name__in=by_name)
    numbers = dict(former.values_list("name", "object_id"))
    things = model._base_manager.in_bulk(numbers.values()) if numbers else {}
    return {by_name[name]: things[pk] for name, pk in numbers.items() if pk in things}


def _names(model: Any, numbers: Iterable[int]) -> Names:
    rows = model._base_manager.filter(pk__in=list(numbers)).values_list("pk", *model.LINK_NAMES)
    return {pk: {str(name).lower() for name in names} for pk, *names in rows}


def _keep(model: type[models.Model], before: Names) -> None:
    """Note the names that were given up, and forget those that were taken up again."""
    if not before:
        return
    now = _names(model, before)
    kind = model._meta.model_name or ""
    for pk in before:
        FormerName.objects.filter(kind=kind, object_id=pk, name__in=now[pk] - before[pk]).delete()
        for name in before[pk] - now[pk]:
            FormerName.objects.update_or_create(kind=kind, name=name, defaults={"object_id": pk})
