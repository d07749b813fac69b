"""Writing the published practices of a database as `entries.py` reads them.

DATA_DIR=var/benchmarks/1000 python -m benchmarks.export
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from practices import vocabularies
from practices.facets import FACETS, Values, values_of
from practices.models import Practice
from practices.vocabularies import LANGUAGES, Vocabularies, sort_key

from .entries import FILE, Entry

_BATCH = 2_000


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
        practices = Practice.objects.prefetch_related(
            "requirements", "figures", "citations", "involvements__organisation"
        )
        for place, practice in enumerate(practices.in_order(batch), start):
            yield _entry(practice, values[practice.pk], terms, place, places[practice.pk])


def _by_title() -> list[int]:
    titles = Practice.objects.published().values_list("title_en", "pk").iterator(chunk_size=_BATCH)
    return [pk for _key, pk in sorted((sort_key(title), pk) for title, pk in titles)]


def _entry(practice: Practice, values: Values, terms: Vocabularies, newest: int, by_title: int) -> Entry:
    sections = [_texts(practice, field) for field in ("problem", "done", "results", "lessons")]
    sections += [_texts(row, "text") for row in practice.requirements.all()]
    sections += [_texts(row, "label") for row in practice.figures.all()]
    sections += [row.section for row in practice.citations.all()]
    return Entry(
        id=practice.pk,
        title=_texts(practice, "title"),
        summary=_texts(practice, "summary"),
        body="\n".join(filter(None, sections)),
        names="\n".join(_names(practice, values, terms)),
        facets=values,
        newest=newest,
        by_title=by_title,
    )


def _texts(row: object, field: str) -> str:
    """Return a field's text in all languages."""
    return "\n".join(filter(None, (getattr(row, f"{field}_{language}") for language in LANGUAGES)))


def _names(practice: Practice, values: Values, terms: Vocabularies) -> Iterator[str]:
    for facet in FACETS:
        for value in values[facet.name]:
            if facet.vocabulary is not None and (term := terms[facet.vocabulary].get(value)):
                yield from term.names.values()
                yield from (alias for aliases in term.aliases.values() for alias in aliases)
    for involvement in practice.involvements.all():
        yield from filter(None, (_texts(involvement.organisation, field) for field in ("name", "acronym")))


if __name__ == "__main__":
    export(settings.DATA_DIR)
