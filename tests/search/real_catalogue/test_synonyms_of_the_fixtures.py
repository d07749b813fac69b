"""Each line of the catalogue's own synonyms finds what the other lines of its group find, and not nearly everything."""

from __future__ import annotations

from pyroaring import BitMap

from practices import search
from practices.models import Synonym
from practices.search import Query, parse

_BEYOND = 1_000  # practices: a page on which there is nothing to put in order
# What nearly every entry of this catalogue is about.
EVERYWHERE = {
    "country-of-origin",
    "employment-abroad",
    "ilo",
    "iom",
    "labour-migration",
    "migrant-workers",
    "workers",
}

# In quotes it finds 'papiers' alone, since 'sans' is a word that is not indexed; without them it is read as one word.
SHORTER_IN_QUOTES = {"sans-papiers"}


def found(text: str) -> BitMap:
    """The practices that have all of it: these come first."""
    asked = parse(text)
    results = search.snapshot().find(Query(asked, offset=_BEYOND))
    if not results.relaxed:
        return results.found
    ids = search.snapshot().find(Query(asked, sort=search.BEST, limit=results.exact or 1)).ids
    return BitMap(ids[: results.exact])


def test_every_line_finds_what_the_others_of_its_group_find_and_not_nearly_everything() -> None:
    """Where one finds less than another, search does not understand it; where one finds too much, it means more."""
    half = search.snapshot().find(Query()).total / 2
    lost, broad = [], []
    for group in Synonym.objects.all():
        literally = {line: found(f'"{line}"') for line in group.lines if line not in SHORTER_IN_QUOTES}
        if together := BitMap.union(*literally.values()):
            lost += [(line, missing) for line in group.lines if (missing := together - found(f"{line} "))]
        if group.fixture not in EVERYWHERE:
            broad += [line for line, practices in literally.items() if len(practices) > half]
    assert (lost, broad) == ([], [])
