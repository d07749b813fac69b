"""Practices that a question asks for one by one: which of them are there, and what became of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pyroaring import BitMap

from practices.models import Practice
from practices.search import Snapshot

from . import lookup


@dataclass(frozen=True)
class Chosen:
    """Some practices by their numbers, in the order in which they were given."""

    ids: tuple[int, ...] = ()  # as links write them: what was merged is what it was merged into
    known: tuple[int, ...] = ()  # those of them that are published
    withdrawn: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()  # what the public may not know of

    @classmethod
    def among(cls, asked: Iterable[int], snapshot: Snapshot) -> Chosen:
        """Look up what was asked for. It takes one query, and none where all of it is published."""
        asked = list(asked)
        published = snapshot.published(BitMap(asked))
        led = lookup.several([pk for pk in asked if pk not in published])
        ids = tuple(dict.fromkeys(led[pk][0] if pk in led else pk for pk in asked))
        withdrawn = {target for target, state in led.values() if state == Practice.State.WITHDRAWN}
        published |= BitMap(target for target, _state in led.values() if target not in withdrawn)
        return cls(
            ids,
            tuple(pk for pk in ids if pk in published),
            tuple(pk for pk in ids if pk in withdrawn),
            tuple(pk for pk in ids if pk not in published and pk not in withdrawn),
        )

    @property
    def said(self) -> Iterator[str]:
        """What the reader should know of those that are not shown."""
        if self.withdrawn:
            text = ngettext(
                "Practice %(numbers)s was withdrawn, so it is not among these.",
                "Practices %(numbers)s were withdrawn, so they are not among these.",
                len(self.withdrawn),
            )
            yield text % {"numbers": _joined(self.withdrawn)}
        if self.unknown:
            text = ngettext(
                "There is no practice with the number %(numbers)s.",
                "There are no practices with the numbers %(numbers)s.",
                len(self.unknown),
            )
            yield text % {"numbers": _joined(self.unknown)}


def said_of_no_numbers(texts: Iterable[str]) -> Iterator[str]:
    """Say what was given as the number of a practice and is none."""
    for text in texts:
        yield _("‘%(value)s’ is not the number of a practice.") % {"value": text}


def _joined(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))
