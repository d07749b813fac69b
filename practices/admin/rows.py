"""The rows below a practice in its form.

A figure names its citation by the number of the citation's row in the same form, so both can be typed in one go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.editorial import permissions
from practices.models import Citation, Figure, Involvement, Participation, Requirement
from practices.models.translations import ORIGINAL

from .autocomplete import Autocompleted
from .fields import OneLanguage, PlainDecimalField
from .row_order import OrderedFormSet
from .writing_in import is_plain, language_of

MOST = 100  # rows of one kind
MOST_READ = 150  # of a form that has too many: each costs time, and the form is refused
PLAIN_ROWS = 2  # empty ones, where no script adds any
CITATION = "citation"  # the field of a figure


class TranslatedRowForm(forms.ModelForm):
    """The texts of a row in another language."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is None:
            raise ValidationError(
                _("Somebody has removed this row meanwhile. Copy what you need, then remove it here.")
            )
        return data


class TranslatedFormSet(BaseInlineFormSet):
    """Rows whose translation is written. A row is made and removed where the English is."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk is not None:
            form.fields.pop("DELETE", None)  # who may not change it has none


class RowsOfPractice(OneLanguage, InlineModelAdmin):
    """Base: who may change a practice may change its rows, and who may see it may see them.

    `lines` are the fields of a row; one that is translated is shown in the language that is written.
    """

    extra = 0
    max_num = MOST
    formset: Any = OrderedFormSet
    lines: tuple[Any, ...] = ()
    names: tuple[str, ...] = ()  # relations whose names a row shows

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.names)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        language = language_of(request, obj)
        lines = self.lines if language == ORIGINAL else self.model.TEXTS
        return [(None, {"fields": self.in_language(lines, language)})]

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return PLAIN_ROWS if is_plain(request) and language_of(request, obj) == ORIGINAL else 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if language_of(request, obj) != ORIGINAL:
            kwargs = {"form": TranslatedRowForm, "formset": TranslatedFormSet, **kwargs}
        return super().get_formset(request, obj, **{"absolute_max": MOST_READ, **kwargs})

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or permissions.may_see(obj, request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or permissions.may_edit(obj, request.user)

    has_add_permission = has_delete_permission = has_change_permission


class ParticipationInline(RowsOfPractice, Autocompleted, admin.StackedInline):
    model = Participation
    lines = (("country", "role", "part"),)
    autocomplete_fields = ["country"]


class InvolvementInline(RowsOfPractice, Autocompleted, admin.StackedInline):
    model = Involvement
    lines = (("organisation", "part"),)
    autocomplete_fields = ["organisation"]


class RequirementInline(RowsOfPractice, admin.StackedInline):
    model = Requirement
    lines = ("kind", "text")


class CitationFormSet(OrderedFormSet):
    """Keeps a citation on what is published and below each figure. What is removed goes last of all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.citation_rows = self  # where the rows of figures, which share the instance, look for it

    def is_removed(self, form: forms.ModelForm) -> bool:
        """Whether a row is marked for removal."""
        rows: Any = super()
        return bool(self.can_delete and rows._should_delete_form(form))

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in kept if not self.is_removed(form)]
        if self.instance.pk and self.instance.is_published and not kept:
            raise ValidationError(_("A published practice needs a citation. Add another before you remove this one."))
        removed = [form.instance.pk for form in self.initial_forms if self.is_removed(form)]
        if removed:
            self._refuse_to_take_from_figures_elsewhere(removed)

    def _refuse_to_take_from_figures_elsewhere(self, removed: list[int]) -> None:
        """Figures in this form say it themselves. One that somebody has added since is not in it."""
        rows = getattr(self.instance, "figure_rows", None)
        here = [form.instance.pk for form in rows.initial_forms] if rows else []
        figure = Figure.objects.filter(citation__in=removed).exclude(pk__in=here).first()
        if figure:
            text = _("The figure ‘%(figure)s’ stands on a citation that you remove. Give it another citation first.")
            raise ValidationError(text % {"figure": figure})

    def delete_existing(self, obj: Citation, commit: bool = True) -> None:
        """Wait for `settle`."""

    def settle(self) -> None:
        """Delete what was removed, now that figures have moved on, after cards have too."""
        self.instance.settle_main_citation(leaving_out=[citation.pk for citation in self.deleted_objects])
        for citation in self.deleted_objects:
            citation.delete()


class CitationInline(RowsOfPractice, Autocompleted, admin.StackedInline):
    model = Citation
    formset = CitationFormSet
    lines = (("source", "section"), ("pages", "paragraphs"), "note")
    autocomplete_fields = ["source"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        # The admin would refuse to remove what figures stand on even where they move in the same save.
        formset.form.hand_clean_DELETE = lambda form: None
        return formset


class FigureForm(forms.ModelForm):
    """A figure, with the number of its citation."""

    citation = forms.TypedChoiceField(
        label=gettext_lazy("Citation"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("The citation, by its number, that gives this figure."),
        widget=forms.Select(attrs={"data-rows": "citations"}),  # admin.js keeps it up with the rows
    )

    def __init__(self, *args: Any, citations: CitationFormSet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.citation_forms = citations.forms if citations else []
        self.citations = citations
        numbered = list(enumerate((form.instance for form in self.citation_forms), start=1))
        named = [(str(n), f"#{n} {citation}" if citation.pk else f"#{n}") for n, citation in numbered]
        choice: Any = self.fields["citation"]
        choice.choices = [("", "---------"), *named]
        if self.instance.citation_id:
            self.initial["citation"] = next(
                (str(n) for n, citation in numbered if citation.pk == self.instance.citation_id), ""
            )

    def clean_citation(self) -> Citation | None:
        number = self.cleaned_data["citation"]
        if number is None or self.citations is None:
            return None
        form = self.citation_forms[number - 1]
        if self.citations.is_removed(form):
            raise ValidationError(_("You remove citation %(number)s. Choose another one.") % {"number": number})
        if not form.instance.pk and not form.has_changed():
            raise ValidationError(
                _("Citation %(number)s is empty. Fill it in, or choose another one.") % {"number": number}
            )
        citation: Citation = form.instance  # a new one has been saved by the time that the figure is
        return citation


class FigureFormSet(OrderedFormSet):
    """Gives each figure the rows of citations to choose from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.figure_rows = self

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        self.instance.citation_rows.settle()
        return saved

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "citations": getattr(self.instance, "citation_rows", None)}


class FigureInline(RowsOfPractice, admin.StackedInline):
    model = Figure
    names = ("citation__source",)
    form = FigureForm
    formset = FigureFormSet
    lines = (("qualifier", "value", "value_max"), ("unit", "label"), CITATION)


# Citations come before figures, which name them.
INLINES = [ParticipationInline, InvolvementInline, CitationInline, FigureInline, RequirementInline]
TRANSLATED = [CitationInline, FigureInline, RequirementInline]  # with texts of their own


def understood(formsets: Any) -> Iterator[str]:
    """Yield what was made of numbers that were typed otherwise than they are shown."""
    for form in (form for formset in formsets for form in formset.forms):
        for name, field in form.fields.items():
            if isinstance(field, PlainDecimalField) and name in form.changed_data:
                yield from filter(None, [field.understood(form[name].data or "", form.cleaned_data.get(name))])
