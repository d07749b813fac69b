"""The form that asks what the columns of a table from elsewhere are: what it shows, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from practices.exchange import targets
from practices.exchange.columns import MODELS
from practices.exchange.guesses import LEAVE_OUT
from practices.exchange.mapping import Choices
from practices.exchange.table import Foreign
from practices.taxonomy.vocabularies import LANGUAGES

_EXAMPLES, _LONGEST_EXAMPLE = 3, 80
_LONGEST_TEXT = 400  # characters of what is said for all rows


@dataclass
class _Column:
    """One column of a table from elsewhere, as the page shows it."""

    letter: str
    heading: str
    examples: list[str]
    chosen: str
    error: str = ""
    hint: str = ""


@dataclass
class _Fixed:
    """Something that may be said once for all rows."""

    name: str
    label: str
    options: list[tuple[str, str]] | None
    chosen: str
    is_needed: bool
    error: str = ""

    @property
    def is_of_source(self) -> bool:
        """Whether it is said of sources that are new."""
        return self.name.startswith("source.")


@dataclass
class ColumnsForm:
    """What was chosen for the columns of a table, and what is wrong with it."""

    choices: Choices
    columns: list[_Column]
    fixed: list[_Fixed] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong with it."""
        return not (self.errors or any([one.error for one in self.columns] + [one.error for one in self.fixed]))


def posted(foreign: Foreign, sent: Mapping[str, Any]) -> Choices:
    """Return what somebody chose in it."""
    kind = sent.get("kind", "")
    chosen = Choices(kind if kind in MODELS else "practice")
    known = {target.name for target in targets.of(chosen.model)}
    for letter in foreign.headings:
        target = sent.get(f"column-{letter}", "")
        chosen.columns[letter] = target if target in known else ""
    for name in targets.for_all_rows(chosen.model, chosen.columns.values()):
        if text := sent.get(f"all-{name}", "").strip()[:_LONGEST_TEXT]:
            chosen.fixed[name] = text
    return chosen


def made(foreign: Foreign, choices: Choices) -> ColumnsForm:
    """Return the form with what was chosen."""
    examples = _examples(foreign)
    columns = [
        _Column(letter, heading, examples.get(letter, []), choices.columns.get(letter, ""))
        for letter, heading in sorted(foreign.headings.items(), key=lambda one: (len(one[0]), one[0]))
    ]
    chosen = {*choices.columns.values()}
    needed = {*targets.needed(choices.model, chosen), *(set() if targets.PAGES in chosen else {targets.SECTION})}
    fixed = [
        _Fixed(name, targets.label_of(name, choices.model), options, choices.fixed.get(name, ""), name in needed)
        for name, options in targets.for_all_rows(choices.model, choices.columns.values()).items()
    ]
    form = ColumnsForm(choices, columns, fixed)
    for name in _missing(form):
        if column := _in_another_language(form, name):
            column.hint = _needs_english(name, choices)
    return form


def checked(foreign: Foreign, choices: Choices) -> ColumnsForm:
    """Return the form with all that is wrong with it."""
    form, taken = made(foreign, choices), dict[str, str]()
    many = {target.name for target in targets.of(choices.model) if target.takes_many} | {LEAVE_OUT}
    for column in form.columns:
        if not column.chosen:
            column.error = _("Choose what this column becomes, or leave it out.")
        elif column.chosen in taken and column.chosen not in many:
            column.error = _("Column %(letter)s becomes the same.") % {"letter": taken[column.chosen]}
        taken.setdefault(column.chosen, column.letter)
    for one in form.fixed:
        is_known = one.options is None or one.chosen in {value for value, _label in one.options}
        if one.chosen and not is_known:
            one.error = _("Choose one of these.")
        elif one.is_needed and not one.chosen:
            one.error = _("Say it for all rows, or choose a column for it.")
    for name in _missing(form):
        other = _in_another_language(form, name)
        if other is None:
            form.errors.append(_needs_column(name, choices))
        elif not other.error:
            other.error, other.hint = other.hint, ""
    return form


def _missing(form: ColumnsForm) -> list[str]:
    """Return what is needed, and that neither a column becomes nor may be said for all rows."""
    offered = {one.name for one in form.fixed}
    needed = targets.needed(form.choices.model, form.choices.columns.values())
    return [name for name in needed if name not in offered]


def _in_another_language(form: ColumnsForm, name: str) -> _Column | None:
    """Return the column that becomes the same in another language."""
    text = name.removesuffix("_en")
    others = {f"{text}_{code}" for code in LANGUAGES} - {name} if name.endswith("_en") else set()
    return next((column for column in form.columns if column.chosen in others), None)


def _needs_column(name: str, choices: Choices) -> str:
    said = {"name": targets.label_of(name, choices.model)}
    return _("No column becomes ‘%(name)s’, which what is new needs.") % said


def _needs_english(name: str, choices: Choices) -> str:
    sentence = _(
        "All that is new needs ‘%(name)s’ too. Choose its column, or add one to the file and send it again: "
        "a translation of your own will do, which can be mended in the draft."
    )
    return sentence % {"name": targets.label_of(name, choices.model)}


def _examples(foreign: Foreign) -> dict[str, list[str]]:
    """Return the first different texts of each column."""
    found: dict[str, list[str]] = {}
    for row in next(foreign.table.batches(), []):
        for letter, cell in row.cells.items():
            text = " ".join(cell.text[: 2 * _LONGEST_EXAMPLE].split())
            text = text if len(text) <= _LONGEST_EXAMPLE else text[: _LONGEST_EXAMPLE - 1] + "…"
            some = found.setdefault(letter, [])
            if text and text not in some and len(some) < _EXAMPLES:
                some.append(text)
    return found
