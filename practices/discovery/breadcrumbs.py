"""The way from the first page to a practice, as its page shows it and as schema.org tells it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from .terms import Term


@dataclass(frozen=True)
class Crumb:
    """One step of the way."""

    name: str
    path: str


def breadcrumbs(areas: list[Term]) -> list[Crumb]:
    """Return the steps above a practice with these policy areas: the first of them is the nearest."""
    browse = reverse("browse")
    nearest = [Crumb(area.label, area.criteria.url(browse)) for area in areas[:1] if area.criteria]
    return [Crumb(_("Home"), reverse("home")), Crumb(_("Browse"), browse), *nearest]
