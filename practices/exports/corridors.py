"""All corridors as a table: a line for each pair of countries that a practice binds."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from practices.discovery.beside import name_of
from practices.discovery.corridors import Corridors
from practices.spreadsheets.cells import Cell


def table(found: Corridors) -> Iterator[list[Cell]]:
    """Yield the headings, then the corridors, those with most practices first."""
    yield [
        _("Code of origin"),
        _("Country of origin"),
        _("Code of destination"),
        _("Country of destination"),
        _("Named practices"),
        _("Approaches"),
        _("Practices"),
    ]
    for origin, destination, tally in found.tallies:
        names = [name_of(code, found.vocabularies) for code in (origin, destination)]
        yield [origin, names[0], destination, names[1], tally.named, tally.approaches, tally.total]
