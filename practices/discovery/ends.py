"""The ends of a corridor: a country, all countries of a region, or any. Knows no request and no template."""

from __future__ import annotations

from dataclasses import dataclass

from practices.models import Country, Region
from practices.search import Snapshot
from practices.taxonomy.facets import BY_NAME
from practices.taxonomy.vocabularies import Vocabularies

from .countries import countries, find
from .criteria import Criteria

ANY = "any"  # in addresses
ORIGIN, DESTINATION = "origin", "destination"


@dataclass(frozen=True)
class End:
    """One end of a corridor."""

    value: str  # as addresses write it: the code of a country, the slug of a region, or ANY
    name: str = ""
    codes: tuple[str, ...] = ()  # of its countries; none for any
    regions: tuple[str, ...] = ()  # the regions that it lies in, the widest first

    @property
    def is_any(self) -> bool:
        return self.value == ANY

    @property
    def is_country(self) -> bool:
        return self.codes == (self.value,)

    @property
    def region(self) -> str:
        """The nearest region that it lies in, if any."""
        return self.regions[-1] if self.regions else ""

    def narrowing(self, question: Criteria, role: str, snapshot: Snapshot, is_wanted: bool = True) -> Criteria:
        """Ask a question of the practices alone in which it has a role, or of those alone in which it has not."""
        if self.is_any:
            return question
        # Countries without a practice find nothing, and would make addresses long.
        values = [code for code in self.codes if self.is_country or snapshot.count(role, code)] or self.codes
        return question.with_values(BY_NAME[role], [value if is_wanted else f"-{value}" for value in values])


def end_of(text: str, vocabularies: Vocabularies) -> End | None:
    """Return the end that an address or a form means. None: there is no such country or region."""
    if text.strip().lower() in {"", ANY}:
        return End(ANY)
    if (value := vocabularies[Region].resolve(text)) is not None:
        return _region(value, vocabularies)
    entry = find(text, vocabularies)
    if entry is None:
        return None
    return End(entry.value, entry.name, (entry.value,), _line(entry.parent, vocabularies))


def are_none(origin: End, destination: End) -> bool:
    """Whether no corridor leads from one end to the other: both are any, or both are one country."""
    return origin == destination and not (origin.codes and not origin.is_country)


def _region(value: str, vocabularies: Vocabularies) -> End | None:
    """Return all countries of a region, also those out of use. None if there are none."""
    here = (entry for entry in vocabularies[Country] if value in _line(entry.parent, vocabularies))
    codes = tuple(sorted(entry.value for entry in here if not entry.replacement))
    entry = vocabularies[Region].get(value)
    return End(value, entry.name, codes, _line(value, vocabularies)) if entry and codes else None


def _line(region: str, vocabularies: Vocabularies) -> tuple[str, ...]:
    """Return a region and those that it lies in, the widest first. One that was merged counts as the other."""
    regions = vocabularies[Region]
    return tuple(dict.fromkeys(regions.meaning(value) for value in regions.lineages.get(region, ())))


def choices(vocabularies: Vocabularies) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the values and names that a form offers: regions as they lie in one another, and countries by name."""
    regions = [(one.value, one.label) for one in BY_NAME["region"].choices(vocabularies) if not one.retired]
    offered = {entry.value for entry in countries(vocabularies)}
    named = [(one.value, one.label) for one in BY_NAME["country"].choices(vocabularies) if one.value in offered]
    return regions, named
