"""A briefing as it is shown today: what was frozen, without what was withdrawn since, and what became of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from practices.models import Briefing

from . import since
from .freezing import Part
from .since import Since


class Asked(NamedTuple):
    """One thing to ask before taking a practice up, and the place of the practice that needs it."""

    kind: str
    text: str
    language: str
    place: int


@dataclass(frozen=True)
class Shown:
    """One practice of a briefing."""

    place: int  # from 1
    kept: dict[str, Any]
    since: Since

    @property
    def is_shown(self) -> bool:
        return self.since.is_shown

    @property
    def summary(self) -> dict[str, str] | None:
        return self.kept.get("summary") if self.is_shown else None

    @property
    def sections(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self.kept.get("sections", [])
        return found if self.is_shown else []


class Reading:
    """All that whoever has the address reads."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self.content = briefing.content
        became = since.of(self.content["practices"], briefing.language)
        self.practices = [
            Shown(place, kept, became[kept["number"]]) for place, kept in enumerate(self.content["practices"], 1)
        ]

    @property
    def age(self) -> str:
        return str(self.content["age"])

    @property
    def news(self) -> list[Shown]:
        """What has become of something else since."""
        return [one for one in self.practices if one.since.kind != since.SAME]

    @property
    def gone(self) -> list[Shown]:
        """What may not be read any more."""
        return [one for one in self.practices if not one.is_shown]

    @property
    def readable(self) -> list[Shown]:
        return [one for one in self.practices if one.is_shown]

    @property
    def has_texts(self) -> bool:
        """Whether it holds more of the practices than their titles."""
        return bool({Part.SUMMARIES, Part.TEXT} & set(self.content["parts"]))

    @cached_property
    def comparison(self) -> Any:
        """The practices side by side, if they still are two at least. What was said of all is left out where one is."""
        found, places = self.content.get("comparison", {}), [one.place - 1 for one in self.readable]
        if not found or len(places) < 2:
            return {}
        if len(places) == len(self.practices):
            return found
        rows = [
            {
                "label": row["label"],
                "verdict": "",
                "cells": [row["cells"][place] | {"apart": False} for place in places],
            }
            for row in found["rows"]
        ]
        return found | {"rows": rows, "sentence": ""}

    @property
    def key(self) -> str:
        """What the numbers in brackets mean, in the reader's language."""
        said = [_("[1] is the source with this number.")] if self.lists_sources else []
        said += [_("(1) is the practice with this number.")] if self.lists_sources or self.asks_what_is_there else []
        return " ".join(said)

    @property
    def has_one_apart(self) -> bool:
        """Whether anything is tinted."""
        return any(cell["apart"] for row in self.comparison.get("rows", []) for cell in row["cells"])

    @property
    def gaps(self) -> Any:
        return self.content.get("gaps", {})

    @property
    def asks_what_is_there(self) -> bool:
        return Part.NEEDS in self.content["parts"]

    @property
    def asked(self) -> Iterator[Asked]:
        """What the practices need, kind by kind."""
        found: dict[str, list[Asked]] = {}
        for one in self.readable:
            for need in one.kept.get("needs", []):
                rows = [Asked(need["kind"], text["text"], text["language"], one.place) for text in need["texts"]]
                found.setdefault(need["kind"], []).extend(rows)
        for rows in found.values():
            yield from rows

    @property
    def silent(self) -> list[int]:
        """The places of the practices of which no source tells what they take."""
        return [one.place for one in self.readable if not one.kept.get("needs")]

    @property
    def notes(self) -> list[dict[str, Any]]:
        """What each passage tells of a practice, as curators noted it."""
        return [
            {**note, "place": one.place, "number": cited["number"]}
            for one in self.readable
            for cited in one.kept["cited"]
            for note in cited["notes"]
        ]

    @property
    def lists_sources(self) -> bool:
        return Part.SOURCES in self.content["parts"]

    @cached_property
    def sources(self) -> list[dict[str, Any]]:
        """The documents that what may still be read rests on."""
        cited = {one["number"] for shown in self.readable for one in shown.kept["cited"]}
        return [source for source in self.content["sources"] if source["number"] in cited]

    @property
    def ris(self) -> str:
        """The practices and their sources, for reference managers."""
        return "".join([*(one.kept["ris"] for one in self.readable), *(source["ris"] for source in self.sources)])
