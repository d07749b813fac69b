"""System checks: what must hold for facets, languages and index, said at the start with what to do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldDoesNotExist

from .search import LANGUAGES, encoder
from .taxonomy import facets
from .taxonomy.vocabularies import VOCABULARIES

RESERVED = {"q", "sort", "page", "page_size", "bom", "separator", "lang", "fields"}


@checks.register(checks.Tags.models)
def facets_hold_together(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Each facet has its own name, which is no other parameter's, and leads to a field with values."""
    problems: list[checks.CheckMessage] = []
    names = [facet.name for facet in (*facets.FACETS, *facets.COUNTED)]
    for facet in (*facets.FACETS, *facets.DETAILS):
        if names.count(facet.name) > 1 or facet.name in RESERVED:
            hint = f"Choose a name other than {', '.join(sorted(RESERVED))} and those of other facets."
            problems.append(checks.Error(f"The facet name {facet.name!r} is taken.", hint=hint, id="practices.E001"))
        try:
            vocabulary = facet.vocabulary
            has_values = vocabulary in VOCABULARIES if vocabulary else bool(facet.fixed_choices)
        except (FieldDoesNotExist, AttributeError):
            has_values = False
        if not has_values:
            hint = "Its field must have choices, or lead to a model in vocabularies.VOCABULARIES."
            message = f"The facet {facet.name!r} has no values: {facet.field!r}."
            problems.append(checks.Error(message, hint=hint, id="practices.E002"))
    return problems


@checks.register(checks.Tags.translation)
def languages_can_be_searched(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Each language of the site has a stemmer in the index."""
    hint = "Add its stemmer and function words to practices/search/analysis.py."
    return [
        checks.Error(f"The language {code!r} can't be searched.", hint=hint, id="practices.E003")
        for code, _name in settings.LANGUAGES
        if code not in LANGUAGES
    ]


@checks.register()
def encoder_is_installed(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """The encoder is there if it is asked for. Without it the site works, so this is a warning."""
    if not settings.SEARCH_ENCODER or encoder.is_installed():
        return []
    message = "SEARCH_ENCODER is on, but the sentence encoder is not installed: words alone decide."
    hint = "Install it with `make encoder`, or set SEARCH_ENCODER=no."
    return [checks.Warning(message, hint=hint, id="practices.W001")]
