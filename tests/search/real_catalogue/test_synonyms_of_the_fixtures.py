"""Each line of the catalogue's own synonyms finds what the other lines of its group find."""

from __future__ import annotations

from practices import search
from practices.models import Synonym
from practices.search import Query, parse


def found(text: str) -> set[int]:
    """The practices that have all of it: these come first."""
    results = search.snapshot().find(Query(parse(text), sort=search.BEST, limit=100))
    return set(results.ids[: results.exact])


def test_every_line_finds_what_the_others_of_its_group_find() -> None:
    """Where one finds less than another, search does not understand it."""
    lost = []
    for group in Synonym.objects.all():
        together = set.union(*(found(f'"{line}"') for line in group.lines))
        lost += [(line, len(together - found(f"{line} "))) for line in group.lines if together - found(f"{line} ")]
    assert not lost
