"""The steps in order, what is missing before somebody can send, and the answers as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.models import Country, Submission
from practices.taxonomy.vocabularies import Vocabularies
from practices.text.signs import colon

from . import forms, rows


@dataclass(frozen=True)
class Step:
    """One page of the form."""

    name: str  # stands in its address
    title: str | Promise
    lead: str | Promise
    form: type[forms.StepForm]


WRONG = Step("wrong", gettext_lazy("What should change"), "", forms.WrongForm)
STEPS = [
    Step(
        "what",
        gettext_lazy("The practice"),
        gettext_lazy("Title and summary are needed; leave empty what you don't know."),
        forms.WhatForm,
    ),
    Step(
        "where",
        gettext_lazy("Where and who"),
        gettext_lazy("Name a country, a region or an organisation, and say how far it reaches."),
        forms.WhereForm,
    ),
    Step(
        "kind",
        gettext_lazy("What kind of practice"),
        gettext_lazy("Say what it is. Of the rest, choose what fits; if you are not sure, leave it to the editors."),
        forms.KindForm,
    ),
    Step(
        "needs",
        gettext_lazy("What it takes"),
        gettext_lazy("For others who want to do the same. Leave empty what you don't know."),
        forms.NeedsForm,
    ),
    Step(
        "sources",
        gettext_lazy("Where it was reported"),
        gettext_lazy("Every entry of the catalogue rests on a document that others can read. Name one at least."),
        forms.SourcesForm,
    ),
    Step("you", gettext_lazy("About you"), "", forms.YouForm),
]


def steps_of(submission: Submission) -> list[Step]:
    """Return the steps of a submission. A correction first asks what it is about."""
    return [WRONG, *STEPS] if submission.kind == Submission.Kind.CORRECTION else STEPS


class Missing(NamedTuple):
    """Something without which it can't be sent, and the step that asks for it."""

    step: str
    sentence: str


def missing(submission: Submission) -> list[Missing]:
    """Return what has to be answered before it can be sent."""
    answers = submission.answers
    about_you = [
        (answers["email"], "you", _("Give your mail address, so that we can ask back.")),
        (
            submission.credit or not answers["credit_wished"],
            "you",
            _("You want to be named: give your name or your organisation."),
        ),
    ]
    if submission.kind == Submission.Kind.CORRECTION:
        needs = [(answers.get("wrong"), "wrong", _("Say what is wrong or out of date."))]
    else:
        countries = answers.get("countries", [])
        someone = countries or answers.get("regions") or answers.get("organisations")
        needs = [
            (answers.get("title"), "what", _("Give it a title.")),
            (answers.get("summary"), "what", _("Say in short what it is.")),
            (someone, "where", _("Name a country, a region or an organisation.")),
            (
                all(row["country"] and row["role"] for row in countries),
                "where",
                _("Say of each country which role it has."),
            ),
            (answers.get("level"), "where", _("Say how far it reaches.")),
            (answers.get("instrument"), "kind", _("Say what it is: an agreement, a law, a programme …")),
            (
                any(row["title"] for row in answers.get("sources", [])),
                "sources",
                _("Name a document that reports it."),
            ),
        ]
    return [Missing(step, sentence) for met, step, sentence in [*needs, *about_you] if not met]


class Shown(NamedTuple):
    """One answer, as people read it."""

    name: str
    label: str
    text: str


def shown(step: Step, answers: dict[str, Any], vocabularies: Vocabularies) -> Iterator[Shown]:
    """Yield the answers of one step in order, with an empty text for those that are missing."""
    for name in [*step.form.ROWS, *step.form.base_fields]:
        yield Shown(name, str(label_of(step, name)), text_of(step, name, answers.get(name), vocabularies))


def label_of(step: Step, name: str) -> Any:
    """Return what a field is called."""
    return step.form.ROWS[name].TITLE if name in step.form.ROWS else step.form.base_fields[name].label


def text_of(step: Step, name: str, value: Any, vocabularies: Vocabularies) -> str:
    """Return an answer as text; several values stand on a line each."""
    if not value:
        return ""
    if name in step.form.TERMS:
        terms = vocabularies[step.form.TERMS[name]]
        return _lines(_named(terms, slug) for slug in value)
    if name == "countries":
        roles = dict(rows.ROLES)
        pairs = ((_named(vocabularies[Country], row["country"]), str(roles.get(row["role"], ""))) for row in value)
        return _lines(colon().join(part for part in pair if part) for pair in pairs)
    if name == "sources":
        names = rows.SourceRow.base_fields  # in their order, which not every database keeps
        return _lines(", ".join(str(row[name]) for name in names if row[name]) for row in value)
    if value is True:
        return _("Yes")
    choices = getattr(step.form.base_fields[name], "choices", ())
    return str(dict(choices).get(value, value))


def _named(terms: Any, value: str) -> str:
    entry = terms.get(value)
    return entry.name if entry else value


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)
