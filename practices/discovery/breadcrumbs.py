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
    language: str = ""  # of the name, if it is not the reader's


def breadcrumbs(areas: list[Term]) -> list[Crumb]:
    """Return the steps above a practice with these policy areas: the first of them is the nearest."""
    if not areas:
        return [home(), Crumb(_("Browse"), reverse("browse"))]
    nearest = areas[0]
    return [home(), all_areas(), Crumb(nearest.label, reverse(nearest.page, args=[nearest.value]), nearest.language)]


def home() -> Crumb:
    """Return the first step."""
    return Crumb(_("Home"), reverse("home"))


def all_organisations() -> Crumb:
    """Return the step to all organisations."""
    return Crumb(_("Organisations"), reverse("organisations"))


def all_sources() -> Crumb:
    """Return the step to all documents."""
    return Crumb(_("Sources"), reverse("sources"))


def all_areas() -> Crumb:
    """Return the step to all policy areas."""
    return Crumb(_("Policy areas"), reverse("policy-areas"))


def all_corridors() -> Crumb:
    """Return the step to all corridors."""
    return Crumb(_("Corridors"), reverse("corridors"))
