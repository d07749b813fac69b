"""Proving that the index holds what the database holds."""

from __future__ import annotations

import tantivy

from practices.models import Practice
from practices.taxonomy import vocabularies
from practices.taxonomy.facets import INDEXED

from . import documents, follow, schema, store
from .follow import Reader


def is_usable() -> bool:
    """Whether there is an index that fits this code and can be brought up to date by reading the change log."""
    state = store.read_state()
    if state is None:
        return False
    try:
        follow.unread(state)
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
    digests = _digests(reader)
    published = set(Practice.objects.published().values_list("pk", flat=True))
    indexed = set(digests)
    lines = [f"Practice {pk} is published and not in the index." for pk in sorted(published - indexed)]
    lines += [f"Practice {pk} is in the index and not published." for pk in sorted(indexed - published)]
    lines += [f"Practice {pk} is in the index twice." for pk, found in sorted(digests.items()) if len(found) > 1]
    lines += [f"Practice {pk} is counted and not in the index." for pk in sorted(set(reader.sets.everything) - indexed)]
    lines += [f"Practice {pk} is in the index and not counted." for pk in sorted(indexed - set(reader.sets.everything))]
    both, terms = sorted(published & indexed), vocabularies.read()
    for start in range(0, len(both), documents.BATCH):
        batch = both[start : start + documents.BATCH]
        counted = reader.sets.values_of(batch, [facet.name for facet in INDEXED])
        for document in documents.read(batch, terms):
            if digests[document.pk] != [document.digest]:
                lines.append(f"Practice {document.pk} has other texts or values in the index.")
            if counted[document.pk] != {name: values for name, values in document.facets.items() if values}:
                lines.append(f"Practice {document.pk} is counted under other values.")
    return lines


def _digests(reader: Reader) -> dict[int, list[int]]:
    """Return the digests that the index holds for each practice: one, if all is well."""
    found = reader.searcher.search(tantivy.Query.all_query(), max(reader.searcher.num_docs, 1), count=False)
    addresses = [address for _score, address in found.hits]
    columns = (reader.searcher.fast_field_values(name, addresses) for name in ("id", schema.DIGEST))
    digests: dict[int, list[int]] = {}
    for pk, digest in zip(*columns, strict=True):
        digests.setdefault(int(pk or 0), []).append(int(digest or 0))
    return digests
