"""Contents that are written by hand, or were written long ago, in the form that `content.of` gives today.

So the two can be compared: what is left out has its default, terms have the link names that they have now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from practices.models import Citation

from . import content
from .content import Content, Known


def as_saved(written: Content, model: type[models.Model], known: Known) -> Content:
    """Return what `content.of` will say of a new thing that gets this content. What doesn't fit stays as it is."""
    result = _fields(written, model, known)
    for relation in content.terms_of(model):
        result[relation.name] = _terms(relation.related_model, written.get(relation.name, []), known)
    for name, row in content.rows_of(model).items():
        result[name] = [_fields(one, row, known) for one in written.get(name, [])]
    return result


def _fields(written: Content, model: type[models.Model], known: Known) -> Content:
    thing = model()
    return {field.name: _value(field, written.get(field.name), thing, known) for field in content.fields_of(model)}


def _value(field: models.Field[Any, Any], value: Any, thing: models.Model, known: Known) -> Any:
    if field.related_model is Citation:
        return value  # its place
    if value in (None, ""):
        return content.plain(field, thing)
    if field.is_relation:
        other: Any = field.related_model
        found = known.get(other, other.VALUE, [value]).get(str(value))
        return getattr(found, other.VALUE) if found else value
    try:
        setattr(thing, field.name, field.to_python(value))
    except ValidationError:
        return value
    return content.plain(field, thing)


def _terms(vocabulary: Any, slugs: Iterable[str], known: Known) -> list[str]:
    slugs = list(slugs)
    found: dict[str, Any] = known.get(vocabulary, "slug", slugs)
    return sorted({found[slug].slug if slug in found else slug for slug in slugs})
