"""The rows of the form as its page shows them: one line each until it is opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from practices.models import Figure, Involvement, Participation, Requirement

from .form_cells import Cell, cells
from .row_order import PLACE


@dataclass
class Row:
    """A row: its number, how it reads in one line, and its fields."""

    shown: Any  # Django's InlineAdminForm
    number: int | None  # None: the row that new ones are made of

    @property
    def form(self) -> Any:
        """Its form."""
        return self.shown.form

    @property
    def key(self) -> str:
        """What stands for it in the page."""
        return str(self.form.prefix)

    @property
    def is_new(self) -> bool:
        """Whether it is not saved yet."""
        return self.form.instance.pk is None

    @property
    def is_open(self) -> bool:
        """Whether its fields are in view at once: there is something to do in it."""
        return self.is_new or bool(self.form.is_bound and self.form.errors)

    @property
    def line(self) -> tuple[str, str]:
        """What matters most of it, and the rest. Of a new one nothing, until it is saved."""
        return ("", "") if self.is_new else _line(self.form.instance)

    @property
    def lines(self) -> list[list[Cell]]:
        """Its fields."""
        return [cells(line, self.form.instance) for fieldset in self.shown for line in fieldset]

    @property
    def hidden(self) -> list[Any]:
        """Its fields that nobody sees."""
        return list(self.form.hidden_fields())

    @property
    def removal(self) -> Any:
        """The box that removes it, if it may be."""
        return self.form["DELETE"] if "DELETE" in self.form.fields else None

    @property
    def place(self) -> Any:
        """Its place among the others, if they have an order."""
        return self.form[PLACE] if PLACE in self.form.fields else None


@dataclass
class RowGroup:
    """The rows of one kind."""

    inline: Any  # Django's InlineAdminFormSet
    rows: list[Row]
    template: Row | None  # what new rows are made of, for who may add some

    @property
    def name(self) -> str:
        """The relation."""
        return str(self.inline.formset.prefix)

    @property
    def errors(self) -> int:
        """How many complaints there are."""
        formset = self.inline.formset
        if not formset.is_bound:
            return 0
        wrong = sum(len(texts) for form in formset.forms for texts in form.errors.values())
        return wrong + len(formset.non_form_errors())


def groups_of(inlines: Iterable[Any], is_plain: bool) -> Iterator[RowGroup]:
    """Yield the rows of each kind, in their order. Empty ones stand there only where no script adds them."""
    for inline in inlines:
        *rows, last = [*inline] or [None]
        has_template = last is not None and "__prefix__" in last.form.prefix
        rows = rows if has_template or last is None else [*rows, last]
        seen = [Row(row, number) for number, row in enumerate(rows, 1) if is_plain or not _is_idle(row.form)]
        if hasattr(inline.formset, "in_order"):
            order = {form.prefix: place for place, form in enumerate(inline.formset.in_order(inline.formset.forms))}
            seen.sort(key=lambda row: order[row.key])
        yield RowGroup(inline, seen, Row(last, None) if has_template and _may_add(inline) else None)


def _is_idle(form: Any) -> bool:
    """Whether it is a new row in which nothing stands."""
    return form.instance.pk is None and form.empty_permitted and not form.has_changed()


def _may_add(inline: Any) -> bool:
    return bool(inline.has_add_permission) and hasattr(inline.formset, "in_order")


def _line(row: Any) -> tuple[str, str]:
    if isinstance(row, Participation):
        return str(row.country), f"{row.get_role_display()}, {row.get_part_display()}"
    if isinstance(row, Involvement):
        return str(row.organisation), row.get_part_display()
    if isinstance(row, Requirement):
        return row.get_kind_display(), str(row)
    if isinstance(row, Figure):
        return f"{row.value.normalize():f} {row.unit}" if row.value is not None else "", str(row.label)
    return str(row.locator or row.section), str(row.source)  # a citation
