"""What somebody may have looked for who came to an address at which there is nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from practices.models import Practice
from practices.search import Snapshot

from .browse import Browse
from .criteria import Criteria
from .named import Named, named
from .suggestions import practices_titled

_MOST = 3  # practices


@dataclass(frozen=True)
class Meant:
    """A text to search for, what it names, and the practices that have all of it in their title."""

    q: str = ""
    named: list[Named] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)


def meant(words: list[str], snapshot: Snapshot) -> Meant:
    """Return what is meant by the words of an address: those that the catalogue knows, as it writes them."""
    # With a word that means nothing at the end, so that none is taken for the beginning of another.
    found = Browse(Criteria(q=" ".join([*words, "the"])), snapshot, page_size=1).results
    used = {correction.typed: correction.used for correction in found.corrections}
    known = tuple(one for one in found.clauses if not one.is_idle and one.typed not in found.missing)
    if not known:
        return Meant()
    text = " ".join(used.get(one.typed, one.typed) for one in known)
    return Meant(text, named(text, known, snapshot), practices_titled(text, snapshot, _MOST))
