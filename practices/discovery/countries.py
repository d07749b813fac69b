"""The atlas: how many practices each country or territory takes part in, for any question and role.

Knows no request and no template.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language

from practices.models import Country, Region
from practices.taxonomy.facets import BY_NAME
from practices.taxonomy.vocabularies import Entry, Vocabularies
from practices.text.collation import sort_key

from .browse import Browse
from .criteria import Criteria
from .tallies import EVERYTHING

STEPS = 3  # of hue, besides the one for none


@dataclass(frozen=True)
class Tile:
    """One country or territory, and how many practices it takes part in."""

    code: str
    name: str
    count: int
    step: int  # 0 for none, up to STEPS for many
    question: Criteria  # which finds them


@dataclass(frozen=True)
class Block:
    """The countries of one region of the world; those of a sub-region stand together."""

    region: str  # its link name; empty for what lies in none
    name: str
    tiles: list[Tile]

    @property
    def covered(self) -> int:
        """The number of countries with practices."""
        return sum(tile.count > 0 for tile in self.tiles)

    @property
    def by_name(self) -> list[Tile]:
        return sorted(self.tiles, key=lambda tile: sort_key(tile.name))


@dataclass(frozen=True)
class Step:
    """What one hue means: from how many practices to how many."""

    number: int
    first: int
    last: int

    @property
    def numbers(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


class Atlas:
    """All countries with their practices for one question, in all roles or one."""

    def __init__(self, found: Browse, role: str = "") -> None:
        self.found = found
        self.role = role
        self.vocabularies: Vocabularies = found.vocabularies

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many practices of the question each country takes part in. Countries without are left out."""
        facet = BY_NAME["country"]
        # The results' counts of a facet ignore what is selected in it.
        if self.role or self.found.criteria.values(facet):
            return self.found.snapshot.counts(self.role or facet.name, self.found.results.found)
        return self.found.results.counts[facet.name]

    @property
    def is_whole(self) -> bool:
        """Whether it shows the whole catalogue, which is the same for every reader."""
        return not self.role and self.found.criteria == EVERYTHING

    @property
    def covered(self) -> int:
        """The number of countries with practices."""
        return sum(block.covered for block in self.blocks)

    @property
    def total(self) -> int:
        """The number of all countries and territories."""
        return sum(len(block.tiles) for block in self.blocks)

    @cached_property
    def steps(self) -> list[Step]:
        """What the hues mean."""
        return steps_to(max(self.counts.values(), default=0))

    @cached_property
    def blocks(self) -> list[Block]:
        """Every country that counts for itself, by region of the world in the order of their names."""
        if not self.is_whole:
            return self._blocks()
        kept: dict[str, list[Block]] = self.found.snapshot.memory.setdefault("atlas", {})
        language = get_language() or "en"
        if language not in kept:
            kept[language] = self._blocks()
        return kept[language]

    def _blocks(self) -> list[Block]:
        regions = self.vocabularies[Region]
        blocks: dict[str, list[Tile]] = defaultdict(list)
        for entry, within in _in_order(self.vocabularies):
            if not entry.retired or entry.value in self.counts:
                blocks[within].append(self._tile(entry))
        named = [Block(value, region.name if (region := regions.get(value)) else "", blocks[value]) for value in blocks]
        return sorted(named, key=lambda block: (not block.name, sort_key(block.name)))

    def _tile(self, entry: Entry) -> Tile:
        count = self.counts.get(entry.value, 0)
        step = next((step.number for step in self.steps if step.first <= count <= step.last), 0)
        question = self.found.criteria.with_values(BY_NAME["country"], [entry.value])
        return Tile(entry.value, entry.name, count, step, question)


def _in_order(vocabularies: Vocabularies) -> list[tuple[Entry, str]]:
    """Return all countries with their regions of the world: each with its sub-region, there by its name."""
    key = ("atlas", get_language() or "en")
    if key not in vocabularies.memory:
        regions = vocabularies[Region]

        def place(entry: Entry) -> list[tuple[int, str]]:
            line = [regions.get(value) for value in regions.lineages.get(entry.parent, ())]
            return [*((region.order, sort_key(region.name)) for region in line if region), (0, sort_key(entry.name))]

        entries = sorted((entry for entry in vocabularies[Country] if not entry.replacement), key=place)
        vocabularies.memory[key] = [(entry, regions.lineages.get(entry.parent, ("",))[0]) for entry in entries]
    found: list[tuple[Entry, str]] = vocabularies.memory[key]
    return found


def steps_to(most: int) -> list[Step]:
    """Return what the hues of numbers mean: each is about as many times the last as the next is of it."""
    found, first = [], 1
    for number in range(1, STEPS + 1):
        last = most if number == STEPS else max(first, int(most ** (number / STEPS) + 1e-9))
        if first <= most:
            found.append(Step(number, first, min(last, most)))
        first = last + 1
    return found


def countries(vocabularies: Vocabularies) -> list[Entry]:
    """Return the countries and territories that count for themselves. Retired ones only stay for their links."""
    return [entry for entry in vocabularies[Country] if not entry.replacement and not entry.retired]


def find(text: str, vocabularies: Vocabularies) -> Entry | None:
    """Return the country that an address means, or none."""
    code = vocabularies[Country].resolve(text)
    return vocabularies[Country].get(code) if code else None
