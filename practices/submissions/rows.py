"""Rows of the public form: countries with their roles, and documents."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from practices.models import Country, locators
from practices.taxonomy.fields import Line, Link, Year
from practices.taxonomy.vocabularies import Vocabularies
from practices.text.collation import sort_key

ROLES = [
    ("origin", _("Workers leave from here")),
    ("destination", _("Workers come to work here")),
    ("transit", _("Workers pass through")),
]
_FIRST, _MORE = 3, 2  # empty rows: on an empty form, and below those that are filled in


class RowSet(BaseFormSet):
    """Rows of one kind, some of them empty."""

    TITLE: ClassVar[Any] = ""
    LABEL: ClassVar[Any] = ""  # of one row
    HELP: ClassVar[Any] = ""
    default_error_messages: ClassVar[Any] = {
        **BaseFormSet.default_error_messages,
        "too_many_forms": _("These are too many: %(num)d at the most."),
    }

    def __init__(self, name: str, vocabularies: Vocabularies, rows: list[dict[str, Any]], data: Any = None) -> None:
        # What was saved before must not make a row that was sent again look untouched.
        initial = rows if data is None else None
        super().__init__(
            data, prefix=name, initial=initial, form_kwargs={"label_suffix": "", **self.options(vocabularies, rows)}
        )
        self.extra = max(_MORE, _FIRST - len(rows))

    @classmethod
    def options(cls, vocabularies: Vocabularies, rows: list[dict[str, Any]]) -> dict[str, Any]:
        """Return what the form of each row needs."""
        return {}

    def answers(self) -> list[dict[str, Any]]:
        """Return the rows in which something stands, each once. Only of valid rows."""
        found: list[dict[str, Any]] = []
        for row in self.cleaned_data:
            if any(row.values()) and row not in found:
                found.append(row)
        return found


class CountryRow(forms.Form):
    """A country and its role."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    role = forms.ChoiceField(label=_("Its role"), required=False, choices=[("", "—"), *ROLES])

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["country"].choices = [("", "—"), *countries]  # type: ignore[attr-defined]


class SourceRow(forms.Form):
    """A document that reports the practice."""

    title = Line(label=_("Title, and who published it"), max_length=300)
    year = Year(label=_("Year"))
    link = Link(label=_("Link"))
    pages = Line(label=_("Pages or sections"), max_length=100)

    def clean_pages(self) -> str:
        return locators.normalised(self.cleaned_data["pages"])


class _Countries(RowSet):
    TITLE = _("Countries")
    LABEL = _("Country")
    HELP = _("Leave rows empty that you don't need. Saving gives you more of them.")

    @classmethod
    def options(cls, vocabularies: Vocabularies, rows: list[dict[str, Any]]) -> dict[str, Any]:
        chosen = {row["country"] for row in rows}
        offered = [entry for entry in vocabularies[Country] if not entry.retired or entry.value in chosen]
        return {"countries": sorted(((entry.value, entry.name) for entry in offered), key=_by_name)}


class _Sources(RowSet):
    TITLE = _("Documents")
    LABEL = _("Document")
    HELP = _("A report, a law, an article, a web page. Leave rows empty that you don't need.")


def _by_name(choice: tuple[str, str]) -> str:
    return sort_key(choice[1])


def _bounded(row: type[forms.Form], rows: type[RowSet], most: int) -> type[RowSet]:
    return formset_factory(row, formset=rows, max_num=most, absolute_max=most, validate_max=True)  # type: ignore[return-value]


Countries = _bounded(CountryRow, _Countries, most=100)
Sources = _bounded(SourceRow, _Sources, most=10)
