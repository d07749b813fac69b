"""Pairs of organisations or sources that look like one, of which a curator said that they are two."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


class ToldApart(models.Model):
    """Two things of one model, the one with the lower number first."""

    # No foreign keys: there are two models of such things.
    kind = models.CharField(max_length=40)  # the model
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "first_id", "second_id"], name="a_pair_is_told_apart_once"),
            models.CheckConstraint(condition=models.Q(first_id__lt=models.F("second_id")), name="pairs_are_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} is not {self.second_id}"


def tell_apart(thing: models.Model, others: Iterable[models.Model]) -> None:
    """Note that a thing is none of these others."""
    kind = thing._meta.model_name or ""
    pairs = [sorted([thing.pk, other.pk]) for other in others]
    rows = [ToldApart(kind=kind, first_id=first, second_id=second) for first, second in pairs]
    ToldApart.objects.bulk_create(rows, ignore_conflicts=True)


def pairs_told_apart(model: type[models.Model]) -> set[tuple[int, int]]:
    """Return the pairs of a model that somebody has told apart, by their numbers, the lower first."""
    return set(ToldApart.objects.filter(kind=model._meta.model_name).values_list("first_id", "second_id"))
