"""A field of the form as its page shows it: with the English that it translates, what its choices mean, its boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.forms import CheckboxSelectMultiple

from practices.models import Practice
from practices.models.translations import LANGUAGES, ORIGINAL
from practices.taxonomy.definitions import DEFINITIONS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass
class Cell:
    """A field of the form, or what it holds for who may not change it."""

    shown: Any  # Django's AdminField or AdminReadonlyField
    english: str | None = None  # the text that is translated here

    @property
    def field(self) -> Any:
        """The field with what stands in it; of who may not change it, what is known of it."""
        return self.shown.field

    @property
    def is_written(self) -> bool:
        """Whether anything stands in it."""
        return bool(self.shown.contents() if self.shown.is_readonly else self.field.value())

    @property
    def boxes(self) -> list[Any]:
        """The boxes to tick, if it has any."""
        is_ticked = not self.shown.is_readonly and isinstance(self.field.field.widget, CheckboxSelectMultiple)
        return list(self.field) if is_ticked else []

    @property
    def ticked(self) -> list[Any]:
        """The boxes that are ticked."""
        return [box for box in self.boxes if box.data["selected"]]

    @property
    def others(self) -> list[Any]:
        """The boxes that are not."""
        return [box for box in self.boxes if not box.data["selected"]]

    @property
    def meanings(self) -> list[tuple[str, StrOrPromise]]:
        """What each of its fixed choices means."""
        meant = {} if self.shown.is_readonly else DEFINITIONS.get(self.field.name, {})
        labels = dict(self.field.field.choices) if meant else {}
        return [(labels[value], text) for value, text in meant.items() if value in labels]

    @property
    def is_markdown(self) -> bool:
        """Whether Markdown is written there."""
        return not self.shown.is_readonly and self.field.name.rpartition("_")[0] in Practice.SECTIONS


def cells(line: Any, thing: Any) -> list[Cell]:
    """Return the fields of a line of a form, each with the English of what it translates."""
    return [Cell(shown, _english(shown, thing)) for shown in line]


def _english(shown: Any, thing: Any) -> str | None:
    name = shown.field["name"] if shown.is_readonly else shown.field.name
    original, _under, language = name.rpartition("_")
    if language not in LANGUAGES or original not in type(thing).TEXTS:
        return None
    return getattr(thing, f"{original}_{ORIGINAL}") or ""
