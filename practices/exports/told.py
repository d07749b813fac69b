"""Practices as tables tell them: what curators wrote, as plain values in the reader's language.

Objects, whose texts ask for the language each time they are read, take three times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import get_language

from practices.editorial import content
from practices.editorial.translations import NOTHING_SAID
from practices.models import Practice
from practices.models.querysets import PracticeQuerySet
from practices.models.translations import FIELDS, LANGUAGES, ORIGINAL, Translated
from practices.taxonomy.facets import SEARCHED, near


class Told(Translated):
    """A practice, with the attributes of the model that tables need."""

    TEXTS = Practice.TEXTS

    pk: int
    published_at: datetime | None
    updated_at: datetime

    def __init__(self, values: dict[str, Any], language: str) -> None:
        for name in self.TEXTS:
            values[name] = values[f"{name}_{language}"] or values[f"{name}_{ORIGINAL}"]
        self.__dict__ = values


def written() -> list[models.Field[Any, Any]]:
    """Return what curators write, translated fields once, without what is a facet or stands in the address."""
    known = {facet.field for facet in SEARCHED} | {"slug", *NOTHING_SAID}  # one column tells of the translation
    fields = [getattr(field, "translated_field", field) for field in content.fields_of(Practice)]
    return list({field.name: field for field in fields if field.name not in known}.values())


def in_order(published: PracticeQuerySet, ids: list[int]) -> list[Told]:
    """Return the practices of these ids in this order. Ids without a practice are left out."""
    language = get_language() or ORIGINAL
    # As they stand in the database: modeltranslation would choose a language for each.
    rows: Any = published.filter(near(ids)).order_by().rewrite(False).values(*_names(language))  # type: ignore[attr-defined]
    found = {row["pk"]: row for row in rows}
    return [Told(found[pk], language) for pk in ids if pk in found]


def _names(language: str) -> Iterator[str]:
    """Yield what to read."""
    yield from ("pk", "published_at", "updated_at")
    yield from (field.name for field in written() if field.name not in Practice.TEXTS)
    yield from {f"{name}_{code}": None for name in Practice.TEXTS for code in (ORIGINAL, language)}
    if language in LANGUAGES:
        yield from (f"{name}_{language}" for name in FIELDS)
