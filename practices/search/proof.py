"""Proving that the index holds what the database holds."""

from __future__ import annotations

import tantivy

from practices import vocabularies
from practices.facets import FACETS
from practices.models import Practice

from . import cursor, documents, engine, follow, schema, store
from .follow import Reader


def is_usable() -> bool:
    """Whether there is an index that fits this code and can be brought up to date by reading the change log."""
    state = store.read_state()
    if state is None:
        return False
    try:
        cursor.unread(state)
        store.open_generation(state.generation)
    except store.IndexUnavailable:
        return False
    return True


def published_count() -> int:
    """How many practices are published."""
    return int(Practice.objects.published().count())


def differences() -> list[str]:
    """Return a line for each practice in which index and database differ. Raise IndexUnavailable without an index."""
    reader = follow.reader()
    published = set(Practice.objects.published().values_list("pk", flat=True))
    indexed = engine.all_ids(reader)
    lines = [f"Practice {pk} is published and not in the index." for pk in sorted(published - set(indexed))]
    lines += [f"Practice {pk} is in the index and not published." for pk in sorted(set(indexed) - published)]
    lines += [f"Practice {pk} is in the index twice." for pk in sorted({pk for pk in indexed if indexed.count(pk) > 1})]
    for document in documents.read(sorted(published & set(indexed)), vocabularies.read()):
        if parts := _differing_parts(reader, document):
            lines.append(f"Practice {document.pk} differs in {', '.join(parts)}.")
    return lines


def _differing_parts(reader: Reader, document: documents.Document) -> list[str]:
    """Return the fields of one practice in which the index holds something else than the database."""
    only_this = tantivy.Query.term_query(schema.build(), "id", document.pk)
    fields = {schema.facet_field(facet.name): document.facets[facet.name] for facet in FACETS}
    fields |= {field: [key] for field, key in document.sort_keys.items()}
    fields[schema.DIGEST] = [document.digest]
    wanted = {field: {"terms": {"field": field, "size": 1000}} for field in fields}
    answer = reader.searcher.aggregate(only_this, wanted)
    held = {field: sorted(bucket["key"] for bucket in answer[field]["buckets"]) for field in fields}
    return [field for field, values in fields.items() if held[field] != sorted(values)]
