"""One practice as a picture for a talk: what it says, laid out once, then drawn as SVG and as PNG."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from practices.sharing.pictures import Stop

WIDTH, HEIGHT = 1920, 1080  # pixels
MOST_FIGURES = 3


@dataclass(frozen=True)
class Figure:
    """A number that a source gives."""

    number: str  # with its unit
    label: str  # what it counts
    source: str  # empty where none is told


@dataclass(frozen=True)
class Slide:
    """What a slide says, each in the reader's language as far as there is a translation."""

    catalogue: str
    language: str  # the reader's
    number: int  # of the practice
    title: str
    title_language: str
    places: str  # countries and their roles; before them, that it is an approach
    stops: tuple[Stop, ...]
    figures: tuple[Figure, ...]
    summary: str
    summary_language: str
    source: str  # the full reference of the document that it mainly rests on, with pages
    age: str  # how old it is, and whether anybody has looked since
    link: str  # permanent
    licence: str

    @property
    def entry(self) -> str:
        """The number in words."""
        return _("Entry %(number)s") % {"number": self.number}

    @cached_property
    def alt(self) -> str:
        """All of it in words, for whoever does not see the picture."""
        phases = ", ".join(stop.label for stop in self.stops if stop.count)
        said = [
            self.title,
            self.places,
            _("Migration phases: %(phases)s") % {"phases": phases} if phases else "",
            *(f"{one.number} {one.label}" + (f" ({one.source})" if one.source else "") for one in self.figures),
            _("Source: %(reference)s") % {"reference": self.source} if self.source else "",
            self.age,
            f"{self.catalogue}, {self.entry}, {self.licence}",
            _("QR code: %(address)s") % {"address": self.link},
        ]
        return " ".join(text if text[-1] in ".?!…" else f"{text}." for text in said if text)
