"""The terms that the form of a practice offers: one query for each vocabulary, also for those that it has already."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from practices.editorial import content
from practices.models import Practice


def offered(practice: Practice | None) -> dict[str, QuerySet[Any]]:
    """Return, by relation, the terms that are not retired and those that the practice has (`is_chosen`)."""
    found = {}
    relations: Any = content.terms_of(Practice)
    for relation in relations:
        term = {f"{relation.m2m_reverse_field_name()}_id": OuterRef("pk")}
        chosen = relation.remote_field.through.objects.filter(practice=practice, **term)
        terms = relation.related_model.objects.annotate(is_chosen=Exists(chosen))
        found[relation.name] = terms.filter(Q(retired=False) | Q(is_chosen=True))
    return found


def prefetch(practice: Practice, terms: dict[str, QuerySet[Any]]) -> None:
    """Let the practice know its terms from those offered, as `prefetch_related` would with queries of its own."""
    prefetched = practice.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, found in terms.items():
        chosen = getattr(practice, name).all()
        chosen._result_cache = [term for term in found if term.is_chosen]
        prefetched[name] = chosen
