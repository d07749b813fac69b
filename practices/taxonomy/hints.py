"""What the curators' form and the public one say at a field: the advice of the model, an example, and the limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext
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


def with_limit(help_text: StrOrPromise, longest: int, is_line: bool) -> SafeString:
    """Say how many characters a text may have. counters.js puts there how many it has."""
    limit = '{} <span class="limit" data-most="{}" data-said="{}"{}>{}</span>'
    said, number = gettext("{n} of {most}"), number_format(longest, use_l10n=True, force_grouping=True)
    most = gettext("At most %(number)s characters.") % {"number": number}
    return format_html(limit, help_text, longest, said, SafeString(" data-line" if is_line else ""), most)


with_limit_lazily = lazy(with_limit, SafeString)  # for forms that are made before there is a reader
