"""What a link to the form fills in: a gap leads here with what it lacks. Nothing is saved before somebody saves it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from practices.models import Participation
from practices.taxonomy.facets import BY_NAME
from practices.taxonomy.vocabularies import Vocabularies

from .steps import STEPS, text_of

_MOST = 10  # values of one parameter
_FIELDS = {"policy_area": "policy_areas", "migration_phase": "migration_phases"}
_COUNTRIES = {
    "country": "",
    "origin": Participation.Role.ORIGIN.value,
    "destination": Participation.Role.DESTINATION.value,
}
TAKEN = (*_FIELDS, *_COUNTRIES)  # the parameters, named as facets are


def prefilled(parameters: QueryDict, vocabularies: Vocabularies) -> dict[str, Any]:
    """Return answers by field. What is in no vocabulary is left out."""
    known = {field: _known(name, parameters, vocabularies) for name, field in _FIELDS.items()}
    answers: dict[str, Any] = {field: values for field, values in known.items() if values}
    rows: dict[str, str] = {}
    for name, role in _COUNTRIES.items():
        for code in _known(name, parameters, vocabularies):
            rows[code] = rows.get(code) or role
    if rows:
        answers["countries"] = [{"country": code, "role": role} for code, role in rows.items()]
    return answers


def in_words(answers: dict[str, Any], vocabularies: Vocabularies) -> list[str]:
    """Return such answers as people read them."""
    texts = [
        text_of(step, name, answers[name], vocabularies)
        for step in STEPS
        for name in (*step.form.ROWS, *step.form.base_fields)
        if name in answers
    ]
    return [line for text in texts for line in text.split("\n")]


def _known(name: str, parameters: QueryDict, vocabularies: Vocabularies) -> list[str]:
    """Return the values of a parameter that can be chosen in the form."""
    facet = BY_NAME[name]
    offered = {choice.value for choice in facet.choices(vocabularies) if not choice.retired}
    values = (facet.resolve(value, vocabularies) for value in parameters.getlist(name)[:_MOST])
    return [value for value in dict.fromkeys(values) if value in offered]
