"""The questions, the same for everybody. Their words and values stand in every made-up catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain

PAGE_SIZE = 20

Selections = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    """What is asked: a text, values of facets, an order, a page."""

    name: str
    text: str = ""
    selections: Selections = field(default_factory=dict)
    by_title: bool = False  # else by best match if there is a text, else newest first
    page: int = 1
    is_broad: bool = False  # finds a tenth of the catalogue or more
    # Asks for what peers don't have (beginnings of words, less than all words), so that they would answer another one.
    is_ours: bool = False

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE

    @property
    def words(self) -> list[str]:
        """The single words of the text."""
        return list(chain.from_iterable(part.split() for part in self.text.split('"')[::2]))

    @property
    def phrases(self) -> list[str]:
        """The phrases of the text, without their quotes."""
        return self.text.split('"')[1::2]

    def parameters(self) -> list[tuple[str, str]]:
        """Return it as parameters of the page and of the API."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name, values in self.selections.items() for value in values]
        order = "title" if self.by_title else "" if self.text else "newest"
        pairs += [("sort", order)] if order else []
        return [*pairs, ("page", str(self.page))] if self.page > 1 else pairs


_PHASES = {"migration_phase": ("recruitment", "pre-departure", "employment")}
_THREE_FACETS = _PHASES | {"policy_area": ("remittances", "integration"), "level": ("national",)}

QUESTIONS = (
    Question("everything", is_broad=True),
    Question("everything, by title", by_title=True, is_broad=True),
    Question("everything, page 40", page=40, is_broad=True),
    Question("a broad word", "workers", is_broad=True),
    Question("a rare word", "visa"),
    Question("two words", "recruitment agencies", is_broad=True),
    Question("three words", "training skills remittances", is_broad=True),
    Question("a phrase", '"labour migration"', is_broad=True),
    Question("a country", selections={"country": ("AR",)}),
    Question("a broad value", selections={"migration_phase": ("recruitment",)}, is_broad=True),
    Question("a country and a phase", selections={"country": ("CL",), "migration_phase": ("training",)}),
    Question("six values of three facets", selections=_THREE_FACETS),
    Question("a corridor", selections={"origin": ("CL",), "destination": ("AR",)}),
    Question("a broad word, a broad value", "workers", {"evidence_basis": ("named-practice",)}, is_broad=True),
    Question("a rare word, two values", "visa", {"region": ("asia", "europe")}),
    Question("two words, a country, by title", "migrant workers", {"country": ("AR",)}, by_title=True),
    Question("a broad word, page 20", "training", page=20, is_broad=True),
    Question("a beginning of a word", "migr", is_broad=True, is_ours=True),
    Question("a question", "how can recruitment fees of domestic workers from Samoa be reduced", is_ours=True),
)

# Two facets, each value of the one with each of the other, as the gap map and the corridors count them.
CROSSINGS = (("policy_area", "migration_phase"), ("origin", "destination"))
