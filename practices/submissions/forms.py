"""The steps of the public form: the fields of a practice in plain words, and who proposes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practices.models import MigrationPhase, MobilityType, PolicyArea, Practice, SkillLevel, StakeholderType, Submission
from practices.models.submission import PERSONAL
from practices.taxonomy.fields import Choice, Choices, Line, Text, Year
from practices.taxonomy.hints import with_example
from practices.taxonomy.vocabularies import Entry, Vocabularies

from .rows import Countries, RowSet, Sources

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_CHARACTERS = 150_000  # of everything in one submission
_MOST_ROWS = 30

INSTRUMENTS = [
    ("institution", _("An institution, for example an agency or a centre")),
    ("law-or-regulation", _("A law or regulation")),
    ("agreement", _("An agreement, for example between two governments")),
    ("programme", _("A programme or project")),
    ("service-or-tool", _("A service or tool, for example a help line or a web site")),
    ("code-or-standard", _("A code of conduct or a standard")),
    ("dialogue-or-network", _("A dialogue or network")),
    ("research-or-data", _("Research or data")),
    ("unknown", _("I don't know")),
]
LEVELS = [
    ("national", _("One country")),
    ("bilateral", _("Two countries with each other")),
    ("regional", _("Several countries of a region")),
    ("global", _("The whole world")),
]
STATUSES = [
    ("in-force", _("It is still in force, or goes on")),
    ("proposed", _("It is planned or proposed")),
    ("ended", _("It has ended")),
    ("unknown", _("I don't know")),
]
QUESTIONS = {
    "problem": _("What was the problem?"),
    "done": _("What was done?"),
    "results": _("What came of it?"),
    "lessons": _("What can others take from it?"),
}


def _field(name: str) -> Any:
    return Practice._meta.get_field(name)


def _help(name: str) -> StrOrPromise:
    """What the curators' form says there as well."""
    return with_example(_field(name).help_text, _field(name))


def _longest(name: str) -> int:
    """How long a text of a practice may be."""
    return int(_field(name).max_length or 0)


class StepForm(forms.Form):
    """One step: shows its part of a submission's answers, and cleans what somebody answers."""

    TERMS: ClassVar[dict[str, type]] = {}  # fields that offer the terms of a vocabulary
    ROWS: ClassVar[dict[str, type[RowSet]]] = {}

    def __init__(self, submission: Submission, vocabularies: Vocabularies, data: Any = None) -> None:
        super().__init__(data, initial=submission.answers, label_suffix="")
        self.submission = submission
        for name, model in self.TERMS.items():
            chosen = self.initial.get(name, ())
            offered = [entry for entry in vocabularies[model] if not entry.retired or entry.value in chosen]
            self.fields[name].choices = [(entry.value, _explained(entry)) for entry in offered]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if isinstance(field, Text):
                _make_room(field, str(self[name].value() or ""))
            if submission.kind == Submission.Kind.CORRECTION and isinstance(field, Line) and name != "wrong":
                field.widget.attrs["lang"] = submission.text_language
        self.rows = [rows(name, vocabularies, self.initial.get(name, []), data) for name, rows in self.ROWS.items()]

    def is_valid(self) -> bool:
        rows_are_valid = [rows.is_valid() for rows in self.rows]
        return super().is_valid() and all(rows_are_valid)

    @property
    def is_wrong(self) -> bool:
        """Whether something was sent that can't be saved."""
        return self.is_bound and not self.is_valid()

    def answers(self) -> dict[str, Any]:
        """Return what was answered, by field. Only of a valid form."""
        return {**self.cleaned_data, **{str(rows.prefix): rows.answers() for rows in self.rows}}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        others = {name: value for name, value in self.submission.content.items() if name not in self.fields}
        mine = {name: value for name, value in data.items() if name not in PERSONAL}
        if len(json.dumps(others | mine)) > MOST_CHARACTERS:
            raise ValidationError(gettext("This is more text than one submission can hold. Please shorten it."))
        return data


def _make_room(field: Text, text: str) -> None:
    """Make a box high enough for what stands in it already."""
    needed = len(text) // 75 + text.count("\n") + 1
    field.widget.attrs["rows"] = max(int(field.widget.attrs["rows"]), min(needed, _MOST_ROWS))


def _explained(entry: Entry) -> str:
    if not entry.description:
        return entry.name
    return format_html('<span>{} <span class="note">{}</span></span>', entry.name, entry.description)


class WrongForm(StepForm):
    """What a correction is about."""

    wrong = Text(
        label=_("What is wrong or out of date, and what should it say?"),
        max_length=5000,
        rows=8,
        help_text=_("This is all that we need. In the next steps you can change the entry yourself, if you like."),
    )


class WhatForm(StepForm):
    """The practice in words."""

    title = Line(
        label=_("Title"),
        max_length=_longest("title"),
        help_text=_help("title"),
    )
    summary = Text(
        label=_("In short"),
        max_length=_longest("summary"),
        rows=3,
        help_text=_help("summary"),
    )


def _section(name: str) -> Text:
    """Return the field for a section. It is asked for by its heading unless QUESTIONS say how."""
    field = _field(name)
    question = QUESTIONS.get(name, capfirst(field.verbose_name))
    return Text(label=question, max_length=_longest(name), rows=8 if name == "done" else 4, help_text=_help(name))


WhatForm.base_fields |= {name: _section(name) for name in Practice.SECTIONS}


class WhereForm(StepForm):
    """Where, who and when."""

    ROWS = {"countries": Countries}

    regions = Line(
        label=_("Or regions, if no single country is meant"), max_length=300, help_text=_("For example: West Africa.")
    )
    organisations = Text(
        label=_("Organisations"),
        max_length=2000,
        help_text=_(
            "One on each line, with its full name. Add ‘partner’ or ‘funder’ after the name where that is its part."
        ),
    )
    level = Choice(LEVELS, label=_("How far does it reach?"))
    start_year = Year(label=_("Since which year?"))
    end_year = Year(label=_("Until which year, if it has ended?"))
    status = Choice(STATUSES, label=_("How do things stand?"))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = data.get("start_year"), data.get("end_year")
        if start and end and start > end:
            self.add_error("end_year", gettext("The last year must not come before the first."))
        return data


class KindForm(StepForm):
    """What kind of practice it is, and for whom."""

    TERMS = {
        "policy_areas": PolicyArea,
        "migration_phases": MigrationPhase,
        "stakeholder_types": StakeholderType,
        "skill_levels": SkillLevel,
        "mobility_types": MobilityType,
    }

    instrument = Choice(INSTRUMENTS, label=_("What is it?"))
    policy_areas = Choices(label=_("What is it about?"))
    migration_phases = Choices(label=_("At what stage of a worker's way does it help?"))
    stakeholder_types = Choices(label=_("Who takes part?"))
    skill_levels = Choices(label=_("Which workers is it for?"))
    mobility_types = Choices(label=_("For how long do they go?"))


class NeedsForm(StepForm):
    """What it takes to do the same."""

    legal_basis = Text(label=_("Which law or agreement does it need?"), max_length=300, rows=2)
    lead_institution = Text(label=_("Who has to lead it?"), max_length=300, rows=2)
    budget = Text(label=_("What does it cost, and who pays?"), max_length=300, rows=2)
    time = Text(label=_("How long does it take?"), max_length=300, rows=2)
    staff_and_skills = Text(label=_("How many people with which skills does it need?"), max_length=300, rows=2)
    partner = Text(label=_("Which partners does it need?"), max_length=300, rows=2)
    figures = Text(
        label=_("Numbers"),
        max_length=2000,
        help_text=_("One on each line, with what it counts. For example: 5,000 workers trained each year."),
    )


class SourcesForm(StepForm):
    """Where it was reported."""

    ROWS = {"sources": Sources}


class YouForm(StepForm):
    """Who proposes it."""

    email = forms.EmailField(
        label=_("Your mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Only to confirm that it is yours, and to tell you what becomes of it."),
    )
    name = Line(label=_("Your name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    organisation = Line(
        label=_("Your organisation"), max_length=90, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    credit_wished = forms.BooleanField(
        label=_("Name me and my organisation on the page, if it is published"), required=False
    )
    language = Choice(settings.LANGUAGES, label=_("In which language do you write, and shall we write to you?"))

    def clean_language(self) -> str:
        return str(self.cleaned_data["language"] or self.submission.language)
