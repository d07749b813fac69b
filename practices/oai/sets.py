"""Parts of the catalogue that can be harvested alone: `policy_area:<slug>` and `country:<code>`.

A practice that is gone belongs to every set: its values are not known any more, and whoever harvests a set must learn
that it is gone. One that has merely left a set is not told there: the protocol knows no word for it, and 'deleted'
would make others, who have it from another set, delete what still exists.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from practices.models import Practice, Record
from practices.models.states import ONCE_PUBLIC
from practices.taxonomy.facets import BY_NAME, Facet, Values
from practices.taxonomy.vocabularies import Vocabularies

_FACETS = (BY_NAME["policy_area"], BY_NAME["country"])


def of(values: Values) -> list[str]:
    """Return the sets of a practice with these values."""
    return [f"{facet.name}:{value}" for facet in _FACETS for value in values[facet.name]]


def all_of_them(vocabularies: Vocabularies) -> Iterator[tuple[str, str]]:
    """Return every set that holds or held a record, with its name, and before those of a facet the one of them all."""
    for facet in _FACETS:
        yield facet.name, str(facet.label)
        held = _held(facet, vocabularies)
        for choice in facet.choices(vocabularies):
            if choice.value in held:
                yield f"{facet.name}:{choice.value}", f"{facet.label}: {choice.label}"


def _held(facet: Facet, vocabularies: Vocabularies) -> set[str]:
    """Return the values of what is or was public."""
    once_public = Practice.objects.filter(state__in=ONCE_PUBLIC).order_by()
    stored: set[str | None] = set()
    for path in facet.paths:
        stored.update(once_public.values_list(path, flat=True).distinct())
    return {facet.meaning(value, vocabularies) for value in stored if value}


def members(records: QuerySet[Record], spec: str, vocabularies: Vocabularies) -> QuerySet[Record]:
    """Return the records of a set: none if there is no such set. Old names of a term lead to it."""
    name, _colon, value = spec.partition(":")
    facet = next((facet for facet in _FACETS if facet.name == name), None)
    if facet is None or facet.vocabulary is None:
        return records.none()
    has_value = Q()
    for path in facet.paths:
        if not value:
            has_value |= Q(**{f"{path}__isnull": False})
        elif meant := facet.resolve(value, vocabularies):
            has_value |= Q(**{f"{path}__in": facet.stored_as(meant, vocabularies)})
        else:
            return records.none()
    with_value = Practice.objects.published().filter(has_value).order_by().values("pk")
    return records.filter(Q(is_gone=True) | Q(practice_id__in=with_value))
