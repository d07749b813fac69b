"""What the curators' form and the public one say at a field: the advice of the model, and an example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# By model and field.
EXAMPLES: dict[str, StrOrPromise] = {
    "practice.title": _("Republic of Korea: a committee of 16 ministries designs labour migration policy"),
    "practice.summary": _(
        "The Foreign Workforce Policy Committee designs the labour migration policies of the Republic of Korea."
    ),
    "practice.problem": _("Sending money home cost migrant workers a large part of it."),
    "practice.done": _("The laws are meant to ease the return of seasonal workers."),
    "practice.results": _("The evaluation says that the fees have fallen since."),
    "practice.lessons": _("The workshop report says that policies agree best when ministries consult one another."),
    "requirement.text": _("Signed labour migration agreements that the agency carries out"),
    "citation.section": _("Promoting foreign employment"),
    "citation.pages": "12–14",
    "citation.paragraphs": "7–9",
}


def with_example(help_text: StrOrPromise, field: models.Field[Any, Any]) -> StrOrPromise:
    """Return what a form says at a field of a model, with an example where there is one."""
    example = EXAMPLES.get(f"{field.model._meta.model_name}.{field.name}")
    if not example:
        return help_text
    said = format_lazy(_("For example: ‘{example}’"), example=example)
    return format_lazy("{} {}", help_text, said) if help_text else said
