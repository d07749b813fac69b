"""Writing the published practices of a database as `entries.py` reads them.

DATA_DIR=var/benchmarks/1000 python -m benchmarks.export
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet

from practices.models import Citation, Figure, Practice, Requirement
from practices.taxonomy import vocabularies
from practices.taxonomy.facets import FACETS, Values, values_of
from practices.taxonomy.vocabularies import LANGUAGES, Vocabularies
from practices.text.collation import sort_key

from .entries import FILE, Entry

_BATCH = 2_000
_SECTIONS = ("problem", "done", "results", "lessons")

Texts = dict[int, list[str]]  # by practice


def export(folder: Path) -> None:
    """Write all entries into a file that takes its place when it is complete."""
    partial = folder / f"{FILE}.partial"
    with partial.open("w", encoding="utf-8") as file:
        for entry in _entries():
            file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
    partial.replace(folder / FILE)


def _entries() -> Iterator[Entry]:
    ids = list(Practice.objects.published().order_by("published_at", "pk").values_list("pk", flat=True))
    places = {pk: place for place, pk in enumerate(_by_title())}
    terms = vocabularies.read()
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        values = values_of(batch, terms)
        titles, summaries = _texts(Practice, "pk", batch, "title"), _texts(Practice, "pk", batch, "summary")
        bodies = _bodies(batch)
        for newest, pk in enumerate(batch, start):
            names = list(_names(values[pk], terms))
            title, summary, body, named = map("\n".join, (titles[pk], summaries[pk], bodies[pk], names))
            yield Entry(pk, title, summary, body, named, values[pk], newest, places[pk])


def _by_title() -> list[int]:
    titles = Practice.objects.published().values_list("title_en", "pk").iterator(chunk_size=_BATCH)
    return [pk for _key, pk in sorted((sort_key(title), pk) for title, pk in titles)]


def _bodies(batch: list[int]) -> Texts:
    """Return the texts below title and summary."""
    found = _texts(Practice, "pk", batch, *_SECTIONS)
    others = [_texts(model, "practice_id", batch, field) for model, field in ((Requirement, "text"), (Figure, "label"))]
    others.append(_texts(Citation, "practice_id", batch, "section", languages=("",)))
    return defaultdict(list, {pk: [*found[pk], *(text for texts in others for text in texts[pk])] for pk in batch})


def _texts(
    model: type[Model], practice: str, batch: list[int], *fields: str, languages: Iterable[str] = LANGUAGES
) -> Texts:
    """Return the texts of some fields in all languages, without loading objects."""
    columns = [f"{field}_{language}".rstrip("_") for field in fields for language in languages]
    found: Texts = defaultdict(list)
    # A plain QuerySet: modeltranslation's would take the reader's language for all.
    rows: Iterable[Any] = (
        QuerySet(model).filter(**{f"{practice}__in": batch}).order_by("pk").values_list(practice, *columns)
    )
    for pk, *texts in rows:
        found[pk] += filter(None, texts)
    return found


def _names(values: Values, terms: Vocabularies) -> Iterator[str]:
    """Yield the names of all that a practice is tagged with."""
    for facet in FACETS:
        for value in values[facet.name] if not facet.is_derived else ():
            if facet.vocabulary is not None and (term := terms[facet.vocabulary].get(value)):
                yield from term.names.values()
                yield from (alias for aliases in term.aliases.values() for alias in aliases)


if __name__ == "__main__":
    export(settings.DATA_DIR)
