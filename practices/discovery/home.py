"""Groupings that the home page shows."""

from __future__ import annotations

from practices.models import Country, Region
from practices.taxonomy.vocabularies import Vocabularies, sort_key

from .browse import Option, Panel


def countries_by_region(panel: Panel, vocabularies: Vocabularies) -> list[tuple[str, list[Option]]]:
    """Return the countries of a panel below the name of the topmost region that each lies in."""
    regions, countries = vocabularies[Region], vocabularies[Country]
    groups: dict[str, list[Option]] = {}
    for option in panel.options:
        country = countries.get(option.choice.value)
        lineage = regions.lineages.get(country.parent, ()) if country else ()
        region = regions.get(lineage[0]) if lineage else None
        groups.setdefault(region.name if region else "", []).append(option)
    return sorted(groups.items(), key=lambda group: (not group[0], sort_key(group[0])))
