"""The numbers and link names that practices of the files get where something else has theirs.

A catalogue that runs has given numbers to its curators' own entries, which a later release may want for new ones.
"""

from __future__ import annotations

from collections.abc import Collection

from practices.editorial import link_names
from practices.models import Practice, sequences

from .came import as_it_came
from .files import Record


def numbers(ids: Collection[int]) -> dict[int, int]:
    """Return the number that each practice of the files has here, or will have, by its number there."""
    known = dict(Practice.objects.filter(loaded_as__in=ids).values_list("loaded_as", "pk"))
    taken = sequences.taken(ids) - known.keys()
    came = as_it_came(list(Practice.objects.filter(pk__in=taken, loaded_as=None, revises=None)))
    displaced = sorted(taken - came.keys())
    first = max(sequences.highest(), *ids) + 1 if displaced else 0  # nor a number that another of them has
    found = {one: first + place for place, one in enumerate(displaced)}
    return {one: known.get(one) or found.get(one, one) for one in ids}


def give_link_names(records: dict[int, Record]) -> None:
    """Add the number to a link name that another practice has already, so that neither keeps the other out."""
    wanted = {pk: str(record.data.get("slug", "")) for pk, record in records.items()}
    owners = dict(Practice.objects.filter(slug__in=wanted.values(), revises=None).values_list("slug", "pk"))
    for pk, slug in wanted.items():
        if owners.get(slug, pk) != pk:
            records[pk].data["slug"] = link_names.numbered(slug, pk)
