"""The facets that practices are browsed by. FACETS is the only list of them.

To add one on an existing field, add one entry to FACETS: the form, the filtering, the counts,
the panels, the chips, the links, the API, the index and its SQL twin all loop over this list.

Wherever values of a facet are asked for, a minus before one leaves out the practices that have it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import CharField, F, Q, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from practices.models import Involvement, Organisation, Participation, Practice, Source
from practices.models.states import ONCE_PUBLIC
from practices.text.collation import sort_key
from practices.text.plain import printable

from .computed import ADDED, CHECKED, PERIOD, REPORTED, RESULTS, Computed, number
from .vocabularies import Vocabularies

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
    language: str = ""  # of the label, if it is not the reader's


_ANYWHERE = Q()


@dataclass(frozen=True)
class Facet:
    """One thing to browse by. It knows its values, where they stand, and how they are shown."""

    name: str  # the parameter in links and in the API
    label: StrOrPromise = ""
    field: str = ""  # a field of Practice, or a path from it; empty where values are computed
    # More paths whose values count as well, for what a practice has only through something else.
    also: tuple[str, ...] = ()
    where: Q = _ANYWHERE  # what must hold on the way, as for countries in one role
    is_nested: bool = False  # a value counts for all that it lies in as well, as regions do
    computed: Computed | None = None  # how its values follow, where they stand in no field
    # Its values are told by another facet, or by the text. So they are neither searched for by name nor told once more.
    is_derived: bool = False
    # It has no values of its own: it asks that all those which a practice has of another facet, and there must be any,
    # lie within those that are chosen.
    within: str = ""
    hint: StrOrPromise = ""  # what a reader should know before choosing
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
        """The model of its terms, or None where there are fixed choices."""
        if self.computed or not self._target.is_relation:
            return None
        return self._target.related_model  # type: ignore[return-value]

    @property
    def fixed_choices(self) -> list[tuple[str, str]]:
        """The values and labels of a facet without a vocabulary, in the reader's language."""
        if self.computed:
            return self.computed.choices()
        return [(str(value), str(label)) for value, label in self._target.choices or ()]  # type: ignore[union-attr,misc]

    @cached_property
    def fixed_values(self) -> tuple[str, ...]:
        """The same without the labels, which take time to translate."""
        return tuple(value for value, _label in self.fixed_choices)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths from a practice to its values. None where these are computed."""
        if self.computed:
            return ()
        if self.vocabulary is None:
            return (self.field, *self.also)
        value = self.vocabulary.VALUE  # type: ignore[attr-defined]
        return tuple(f"{path}__{value}" for path in (self.field, *self.also))

    @property
    def stands_in(self) -> str:
        """The name of the facet that its values are values of."""
        return self.within or self.name

    def told_apart(self, values: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return what is asked of `stands_in`: of which values any is wanted, and those that are left out."""
        wanted, left_out = told_apart(values)
        if self.within and wanted:
            left_out += [value for value in self.fixed_values if value not in wanted]
        return wanted, left_out

    @property
    def definition(self) -> tuple[object, ...]:
        """All that decides which values a practice has."""
        return self.name, self.paths, self.where, self.is_nested, self.computed and self.computed.text

    def read(self, practices: models.QuerySet[Any]) -> list[tuple[models.QuerySet[Any], Any]]:
        """Return for each way to its values the practices on it, of some, and the expression for what stands there."""
        if self.computed:
            return [(practices, self.computed.text)]
        on_the_way = practices.filter(self.where) if self.where else practices
        return [(on_the_way, F(path)) for path in self.paths]

    def told_by(self, text: str | None, vocabularies: Vocabularies) -> list[str]:
        """Return the values that count for what was read. A term that was merged into another counts as the other."""
        if not text:
            return []
        if self.computed:
            return self.computed.values(text)
        line = vocabularies[self.vocabulary].lineages.get(text) if self.is_nested and self.vocabulary else None
        return [self.meaning(value, vocabularies) for value in line or [text]]

    def having(self, values: Iterable[str], vocabularies: Vocabularies) -> Q:
        """Return the condition on practices that have any of some values. There must be one."""
        if self.computed:
            return Q(*map(self.computed.condition, values), _connector=Q.OR)
        stored = [also for value in values for also in self.stored_as(value, vocabularies)]
        return Q(*(self.where & Q((f"{path}__in", stored)) for path in self.paths), _connector=Q.OR)

    def label_of(self, value: str, vocabularies: Vocabularies) -> str:
        """Return the label of one value in the reader's language."""
        if self.vocabulary is not None:
            entry = vocabularies[self.vocabulary].get(value)
            return entry.name if entry else value
        return dict(self.fixed_choices).get(value, value)

    def language_of(self, value: str, vocabularies: Vocabularies) -> str:
        """Return the language of that label, if it is not the reader's. A short form of a source is in none."""
        entry = vocabularies[self.vocabulary].get(value) if self.vocabulary is not None else None
        return entry.language if entry and self.vocabulary is not Source else ""

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
            Choice(
                entry.value,
                entry.name,
                len(lineages[entry.value]) - 1,
                entry.retired,
                entry.group,
                "" if self.vocabulary is Source else entry.language,  # a short form is in no language
            )
            for entry in entries
        ]

    def meaning(self, value: str, vocabularies: Vocabularies) -> str:
        """Return the value that counts for one: itself, or that of the term which it was merged into."""
        return value if self.vocabulary is None else vocabularies[self.vocabulary].meaning(value)

    def stored_as(self, value: str, vocabularies: Vocabularies) -> list[str]:
        """Return all values that count as one: itself, those of terms merged into it, and what lies in any of these."""
        if self.vocabulary is None:
            return [value]
        vocabulary = vocabularies[self.vocabulary]
        merged = vocabulary.merged_into(value)
        if not self.is_nested:
            return merged
        return [below for below, line in vocabulary.lineages.items() if not set(merged).isdisjoint(line)]

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
        public = Practice.objects.filter(state__in=ONCE_PUBLIC)
        is_told: bool = public.filter(self.having([value], vocabularies)).exists()
        return is_told

    def resolve(self, text: str, vocabularies: Vocabularies) -> str | None:
        """Return the value that a parameter means, or None if there is none such."""
        if self.vocabulary is not None:
            return vocabularies[self.vocabulary].resolve(text)
        value = printable(text).lower()
        return value if value in self.fixed_values else None


_ENTERED_WITH_PRACTICES = (Organisation, Source)
_COUNTRY = "participations__country"

FACETS: tuple[Facet, ...] = (
    Facet("migration_phase", _("Migration phase"), "migration_phases", show_empty=True),
    Facet("policy_area", _("Policy area"), "policy_areas", show_empty=True),
    Facet("country", _("Country"), _COUNTRY, in_order=False),
    Facet(
        "origin",
        _("Country of origin"),
        _COUNTRY,
        where=Q(participations__role="origin"),
        in_order=False,
        is_derived=True,
    ),
    Facet(
        "destination",
        _("Country of destination"),
        _COUNTRY,
        where=Q(participations__role="destination"),
        in_order=False,
        is_derived=True,
    ),
    Facet(
        "region",
        _("Region"),
        "regions",
        also=(f"{_COUNTRY}__region",),
        is_nested=True,
        in_order=False,
    ),
    Facet("instrument", _("Instrument"), "instrument"),
    Facet("level", _("Level"), "level"),
    Facet("stakeholder_type", _("Stakeholder type"), "stakeholder_types"),
    Facet("evidence_basis", _("Kind of entry"), "evidence_basis"),
    Facet("source", _("Source document"), "citations__source", in_order=False),
    Facet("organisation", _("Organisation"), "organisations", in_order=False),
    Facet("period", _("Period"), computed=PERIOD, is_derived=True),
    Facet("results", _("Reports results"), computed=RESULTS, is_derived=True),
    Facet("needs", _("Says what it needs"), "requirements__kind", is_derived=True),
    Facet(
        "have",
        _("My country has"),
        "requirements__kind",
        within="needs",
        show_empty=True,
        is_derived=True,
        hint=_("Finds the practices that need nothing else. Those that do not say what they need are left out."),
    ),
)

# Those that practices have values of.
HELD: tuple[Facet, ...] = tuple(facet for facet in FACETS if not facet.within)

# What a practice's page tells besides, without a link. Moving an entry up into FACETS makes it a facet.
DETAILS: tuple[Facet, ...] = (
    Facet("skill_level", _("Skills of the workers"), "skill_levels"),
    Facet("mobility_type", _("Kind of mobility"), "mobility_types"),
    Facet("status", _("Status as reported"), "status"),
)

DETAILS = tuple(detail for detail in DETAILS if detail.name not in {facet.name for facet in FACETS})

# What pages and files tell of practices. Those that are not derived can be searched for by the names of their values.
SEARCHED: tuple[Facet, ...] = (*HELD, *DETAILS)


def acting_as(role: str) -> str:
    """Name the facet of the countries that do something in a role, rather than being merely named."""
    return f"acting_{role}"


def taking_part_as(part: str) -> str:
    """Name the facet of the organisations that have a part in a practice."""
    return f"organisation_{part}"


# In the index for what pages count, and nowhere else: nobody asks for them, finds them by name or sees them listed.
COUNTED: tuple[Facet, ...] = (
    Facet("transit", field=_COUNTRY, where=Q(participations__role="transit")),
    *(
        Facet(
            acting_as(role),
            field=_COUNTRY,
            where=Q(participations__role=role, participations__part=Participation.Part.LEAD.value),
        )
        for role in Participation.Role.values
    ),
    *(
        Facet(taking_part_as(part), field="involvements__organisation", where=Q(involvements__part=part))
        for part in Involvement.Part.values
    ),
    Facet("year_reported", computed=REPORTED),
    Facet("year_begun", computed=number("start_year")),
    Facet("year_ended", computed=number("end_year")),
    Facet("month_added", computed=ADDED),
    Facet("checked", computed=CHECKED),
    Facet("featured", computed=number("featured")),  # its place on the first page
)

INDEXED: tuple[Facet, ...] = (*SEARCHED, *COUNTED)

BY_NAME: dict[str, Facet] = {facet.name: facet for facet in FACETS}

Values = dict[str, list[str]]  # facet name -> values

NOT = "-"  # before a value that is left out


def told_apart(values: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the values of which any is wanted, and those that are left out, without their minus."""
    values = list(values)
    wanted = [value for value in values if not value.startswith(NOT)]
    return wanted, [value.removeprefix(NOT) for value in values if value.startswith(NOT)]


def values_of(
    practice_ids: Iterable[int], vocabularies: Vocabularies, facets: Iterable[Facet] = HELD
) -> dict[int, Values]:
    """Return for each practice the values that it has of each facet, sorted, with one query.

    A term that was merged into another counts as the other.
    """
    ids = list(practice_ids)
    facets = list(facets)
    found: dict[int, dict[str, set[str]]] = {pk: {} for pk in ids}
    # A plain QuerySet: modeltranslation's does not keep the order of columns, which a union needs.
    practices: models.QuerySet[Any] = models.QuerySet(Practice).filter(near(ids)).order_by()
    first, *others = [
        rows.annotate(facet=Value(facet.name, CharField()), read=text).values_list("pk", "facet", "read")
        for facet in facets
        for rows, text in facet.read(practices)
    ]
    by_name = {facet.name: facet for facet in facets}
    for pk, name, text in first.union(*others):
        if pk in found:
            found[pk].setdefault(name, set()).update(by_name[name].told_by(text, vocabularies))
    return {pk: {name: sorted(row[name]) if name in row else [] for name in by_name} for pk, row in found.items()}


def near(ids: list[int], name: str = "pk") -> Q:
    """Return what holds of some practices, and of few others: to name them all for each facet costs more than these."""
    if ids and max(ids) - min(ids) < 2 * len(ids):
        return Q(**{f"{name}__gte": min(ids), f"{name}__lte": max(ids)})
    return Q(**{f"{name}__in": ids})
