"""The facets that practices are browsed by. FACETS is the only list of them.

To add one on an existing field, add one entry to FACETS: the form, the filtering, the counts,
the panels, the chips, the links, the API, the index and its SQL twin all loop over this list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from practices.models import Organisation, Practice, Source
from practices.models.states import ONCE_PUBLIC

from .vocabularies import Vocabularies, sort_key

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Choice:
    """One value of a facet, as a reader sees it."""

    value: str
    label: str
    depth: int = 0  # how far below the top, for regions
    retired: bool = False
    group: str = ""  # of a policy area


@dataclass(frozen=True)
class Facet:
    """One thing to browse by. It knows its values, where they stand, and how they are shown."""

    name: str  # the parameter in links and in the API
    label: StrOrPromise
    field: str  # a field of Practice, or a path from it
    # More paths whose values count as well, for what a practice has only through something else.
    also: tuple[str, ...] = ()
    in_order: bool = True  # as the vocabulary orders them, or by name
    show_empty: bool = False  # values without a practice are shown: the gap is the message
    shown: int = 8  # how many values stand there before 'Show more'

    @cached_property
    def _target(self) -> models.Field[object, object]:
        """The last field on the path: one with choices, or a relation to a vocabulary."""
        model: type[models.Model] = Practice
        *steps, last = self.field.split("__")
        for step in steps:
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        return model._meta.get_field(last)  # type: ignore[return-value]

    @property
    def vocabulary(self) -> type[models.Model] | None:
        """The model of its terms, or None where the values are a field's fixed choices."""
        return self._target.related_model if self._target.is_relation else None  # type: ignore[return-value]

    @property
    def fixed_choices(self) -> list[tuple[str, str]]:
        """The values and labels of a field with choices, in the reader's language."""
        return [(str(value), str(label)) for value, label in self._target.choices or ()]  # type: ignore[union-attr,misc]

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths from a practice to its values."""
        if self.vocabulary is None:
            return (self.field, *self.also)
        value = self.vocabulary.VALUE  # type: ignore[attr-defined]
        return tuple(f"{path}__{value}" for path in (self.field, *self.also))

    def label_of(self, value: str, vocabularies: Vocabularies) -> str:
        """Return the label of one value in the reader's language."""
        if self.vocabulary is not None:
            entry = vocabularies[self.vocabulary].get(value)
            return entry.name if entry else value
        return dict(self.fixed_choices).get(value, value)

    def choices(self, vocabularies: Vocabularies) -> list[Choice]:
        """Return all values with their labels in the reader's language, in the order in which they are shown."""
        key = (self.name, get_language() or "en")
        if key not in vocabularies.memory:
            vocabularies.memory[key] = self._choices(vocabularies)
        choices: list[Choice] = vocabularies.memory[key]
        return choices

    def _choices(self, vocabularies: Vocabularies) -> list[Choice]:
        if self.vocabulary is None:
            return [Choice(value, label) for value, label in self.fixed_choices]
        vocabulary = vocabularies[self.vocabulary]
        lineages = vocabulary.lineages
        names = {entry.value: sort_key(entry.name) for entry in vocabulary}

        def position(value: str) -> tuple[int, str]:
            entry = vocabulary.get(value)
            return (entry.order if entry and self.in_order else 0, names[value])

        entries = sorted(
            (entry for entry in vocabulary if not entry.replacement),
            key=lambda entry: [position(value) for value in lineages[entry.value]],
        )
        return [
            Choice(entry.value, entry.name, len(lineages[entry.value]) - 1, entry.retired, entry.group)
            for entry in entries
        ]

    def meaning(self, value: str, vocabularies: Vocabularies) -> str:
        """Return the value that counts for one: itself, or that of the term which it was merged into."""
        return value if self.vocabulary is None else vocabularies[self.vocabulary].meaning(value)

    def stored_as(self, value: str, vocabularies: Vocabularies) -> list[str]:
        """Return all values that count as one: itself, and those of terms that were merged into it."""
        return [value] if self.vocabulary is None else vocabularies[self.vocabulary].merged_into(value)

    @property
    def comes_with_practices(self) -> bool:
        """Whether curators enter its values along with practices, so that those of drafts alone are told nowhere."""
        return self.vocabulary in _ENTERED_WITH_PRACTICES

    def is_told(self, value: str, vocabularies: Vocabularies) -> bool:
        """Whether readers may know of a value: one that is always there, or that of a practice which is or was public.

        Asks the database.
        """
        if not self.comes_with_practices:
            return True
        stored = self.stored_as(value, vocabularies)
        has_value = Q(*((f"{path}__in", stored) for path in self.paths), _connector=Q.OR)
        is_told: bool = Practice.objects.filter(has_value, state__in=ONCE_PUBLIC).exists()
        return is_told

    def resolve(self, text: str, vocabularies: Vocabularies) -> str | None:
        """Return the value that a parameter means, or None if there is none such."""
        if self.vocabulary is not None:
            return vocabularies[self.vocabulary].resolve(text)
        value = text.strip().lower()
        return value if value in dict(self.fixed_choices) else None


_ENTERED_WITH_PRACTICES = (Organisation, Source)
_REGION_OF_COUNTRY = "participations__country__region"

FACETS: tuple[Facet, ...] = (
    Facet("migration_phase", _("Migration phase"), "migration_phases", show_empty=True),
    Facet("policy_area", _("Policy area"), "policy_areas", show_empty=True),
    Facet("country", _("Country"), "participations__country", in_order=False),
    Facet(
        "region",
        _("Region"),
        "regions",
        also=(
            "regions__parent",
            "regions__parent__parent",
            _REGION_OF_COUNTRY,
            f"{_REGION_OF_COUNTRY}__parent",
            f"{_REGION_OF_COUNTRY}__parent__parent",
        ),
        in_order=False,
    ),
    Facet("instrument", _("Instrument"), "instrument"),
    Facet("level", _("Level"), "level"),
    Facet("stakeholder_type", _("Stakeholder type"), "stakeholder_types"),
    Facet("evidence_basis", _("Kind of entry"), "evidence_basis"),
    Facet("source", _("Source document"), "citations__source", in_order=False),
)

# What a practice's page tells besides, without a link. Moving an entry up into FACETS makes it a facet.
DETAILS: tuple[Facet, ...] = (
    Facet("organisation", _("Organisation"), "organisations"),
    Facet("skill_level", _("Skills of the workers"), "skill_levels"),
    Facet("mobility_type", _("Kind of mobility"), "mobility_types"),
    Facet("status", _("Status as reported"), "status"),
)

DETAILS = tuple(detail for detail in DETAILS if detail.name not in {facet.name for facet in FACETS})

# All of them can be searched for by their names.
SEARCHED: tuple[Facet, ...] = (*FACETS, *DETAILS)

BY_NAME: dict[str, Facet] = {facet.name: facet for facet in FACETS}

Values = dict[str, list[str]]  # facet name -> values


def values_of(
    practice_ids: Iterable[int], vocabularies: Vocabularies, facets: Iterable[Facet] = FACETS
) -> dict[int, Values]:
    """Return for each practice the values that it has of each facet, sorted, with one query.

    A term that was merged into another counts as the other.
    """
    ids = list(practice_ids)
    facets = list(facets)
    found: dict[int, dict[str, set[str]]] = {pk: {facet.name: set() for facet in facets} for pk in ids}
    first, *others = [
        # A plain QuerySet: modeltranslation's does not keep the order of columns, which a union needs.
        models.QuerySet(Practice)
        .filter(pk__in=ids)
        .order_by()
        .annotate(facet=Value(facet.name, CharField()), facet_value=Cast(path, CharField()))
        .values_list("pk", "facet", "facet_value")
        for facet in facets
        for path in facet.paths
    ]
    by_name = {facet.name: facet for facet in facets}
    for pk, name, value in first.union(*others):
        if value is not None and value != "":
            found[pk][name].add(by_name[name].meaning(value, vocabularies))
    return {pk: {name: sorted(values) for name, values in row.items()} for pk, row in found.items()}
