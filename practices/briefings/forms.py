"""The form that makes a briefing: what stands above the practices, which of them in which order, and what of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practices.models import Briefing, Practice
from practices.taxonomy.fields import Choices, Line, Text

from .freezing import Part
from .limits import MOST_COMPARED, MOST_PRACTICES

_USUAL = (Part.SUMMARIES, Part.COMPARISON, Part.NEEDS, Part.GAPS, Part.SOURCES)
OFFERED = "offered"  # the name of what carries the numbers of the practices that the form shows


def _longest(name: str) -> int:
    return Briefing._meta.get_field(name).max_length or 0  # type: ignore[union-attr]


class Place(forms.IntegerField):
    """Where a practice stands among the others. A plain box, as for years."""

    def __init__(self, practice: Practice, initial: int | None) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 3, "autocomplete": "off"})
        super().__init__(
            label=practice.title, initial=initial, required=False, min_value=1, max_value=999, widget=widget
        )


class BriefingForm(forms.Form):
    """Offers some practices. The first ones have a place already; who is given none is left out."""

    title = Line(label=_("Title"), max_length=_longest("title"))
    purpose = Line(
        label=_("Purpose"),
        max_length=_longest("purpose"),
        help_text=_("What the briefing is for, in a sentence: the meeting, the question, the decision."),
    )
    note = Text(
        label=_("Your note"),
        max_length=_longest("note"),
        help_text=_("It stands above the practices and is marked as yours. Write nothing that must stay secret."),
    )
    parts = Choices(label=_("What to include"), choices=Part.choices, initial=[part.value for part in _USUAL])

    def __init__(
        self,
        data: Any,
        offered: Sequence[Practice],
        placed: int = MOST_PRACTICES,
        title: str = "",
        gone: int = 0,  # of what was offered before
    ) -> None:
        super().__init__(data, initial={"title": title}, label_suffix="")
        self.offered, self.gone = offered, gone
        # With Django's names for the two numbers.
        too_long = gettext("At most %(most)s characters fit, and it has %(count)s.")
        too_long %= {"most": "%(limit_value)s", "count": "%(show_value)s"}
        for name in ("title", "purpose", "note"):
            self.fields[name].error_messages["max_length"] = too_long
        for number, practice in enumerate(offered, 1):
            self.fields[_name(practice)] = Place(practice, number if number <= placed else None)
        if not _may_compare(min(placed, len(offered))):
            self.initial["parts"] = [part.value for part in _USUAL if part != Part.COMPARISON]

    @property
    def own(self) -> list[BoundField]:
        """The fields besides the places."""
        return [self[name] for name in ("title", "purpose", "note", "parts")]

    @property
    def places(self) -> Iterator[tuple[Practice, BoundField]]:
        for practice in self.offered:
            yield practice, self[_name(practice)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("title") and "title" not in self.errors:
            self.add_error("title", gettext("Give the briefing a title."))
        if self.gone:
            self.add_error(None, gettext("A practice has just been withdrawn. Please look at your choice again."))
        if not self.chosen:
            self.add_error(None, gettext("Give a place to one practice at least."))
        elif Part.COMPARISON in data.get("parts", []) and not _may_compare(len(self.chosen)):
            said = gettext("Side by side stand two to four practices. You chose %(count)s.") % {
                "count": len(self.chosen)
            }
            self.add_error("parts", said)
        return data

    @property
    def chosen(self) -> list[int]:
        """The ids of the practices that have a place, in order; of two at one place, as the form shows them."""
        found = [(self.cleaned_data.get(_name(one)), number, one.pk) for number, one in enumerate(self.offered)]
        return [pk for _place, _number, pk in sorted(row for row in found if row[0] is not None)]


def _name(practice: Practice) -> str:
    return f"place-{practice.pk}"


def _may_compare(count: int) -> bool:
    fewest, most = MOST_COMPARED
    return fewest <= count <= most
