"""Practices as modelsearch sees them: texts to search, values to filter by and to count."""

from __future__ import annotations

import os
from pathlib import Path

from django.db import models
from modelsearch import index
from modelsearch.queryset import SearchableQuerySetMixin

from benchmarks import entries

FACETS = entries.facet_names(Path(os.environ["DATA_DIR"]))


class Value(models.Model):
    """One value of one facet."""

    facet = models.CharField(max_length=50)
    value = models.CharField(max_length=100)

    objects: models.Manager[Value] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint("facet", "value", name="once")]

    def __str__(self) -> str:
        return f"{self.facet}: {self.value}"


class PracticeQuerySet(SearchableQuerySetMixin, models.QuerySet):
    """A QuerySet with `search`."""


class Practice(index.Indexed, models.Model):
    title = models.TextField()
    summary = models.TextField()
    body = models.TextField()
    names = models.TextField()
    newest = models.IntegerField(db_index=True)
    by_title = models.IntegerField(db_index=True)

    objects = PracticeQuerySet.as_manager()

    search_fields = [
        index.SearchField("title", boost=4.0),
        index.SearchField("names", boost=2.5),
        index.SearchField("summary", boost=2.0),
        index.SearchField("body"),
        index.FilterField("id"),
        index.FilterField("newest"),
        index.FilterField("by_title"),
        *(index.FilterField(name) for name in FACETS),
    ]

    def __str__(self) -> str:
        return self.title


for name in FACETS:
    Practice.add_to_class(name, models.ManyToManyField(Value, related_name="+"))
