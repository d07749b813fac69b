"""What a practice still lacks: what it can't be published without, and what would make it better.

Each check is one SQL condition. It serves the list, which is sorted and filtered by the percentage, and the form of
one practice, which names what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add, and_, or_
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, Expression, Model, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from practices.models import Citation, Figure, Involvement, Participation, Practice, Requirement

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Check:
    """One thing that a practice should have."""

    name: str
    label: StrOrPromise
    weight: int
    field: str  # the anchor in the form of the admin
    is_met: Q
    applies: Q | None = None  # which practices should have it; None: all
    sentence: StrOrPromise = ""  # what to do about it. Only what publication needs has one

    @property
    def is_required(self) -> bool:
        """Whether nothing is published without it."""
        return bool(self.sentence)

    @property
    def place(self) -> str:
        """The field or kind of rows that it asks for."""
        return self.field.removeprefix("id_").removesuffix("-group")

    @property
    def counts(self) -> Q:
        """What has earned its weight."""
        return self.is_met if self.applies is None else self.applies & self.is_met

    @property
    def verdict(self) -> Case:
        """True if a practice has it, False if it lacks it, None if it need not have it."""
        unmet = Value(False) if self.applies is None else Case(When(self.applies, Value(False)))
        return Case(When(self.counts, Value(True)), default=unmet)


def _written(*columns: str) -> Q:
    return reduce(and_, (Q(**{f"{column}__gt": ""}) for column in columns))


def _has(rows: type[Model], **fields: Any) -> Q:
    """Whether there is such a row below the practice."""
    return Q(Exists(QuerySet(rows).filter(practice=OuterRef("pk"), **fields)))


def _has_term(relation: str) -> Q:
    through: Any = getattr(Practice, relation).through
    return _has(through)


def _text_in(language: str) -> Q:
    """Whether each section that stands in English stands in this language."""
    return reduce(and_, (~_written(f"{name}_en") | _written(f"{name}_{language}") for name in Practice.SECTIONS))


def _translations(language: str, title: StrOrPromise, summary: StrOrPromise, text: StrOrPromise) -> tuple[Check, ...]:
    has_text = reduce(or_, (_written(f"{name}_en") for name in Practice.SECTIONS))
    return (
        Check(f"title_{language}", title, 2, f"id_title_{language}", _written(f"title_{language}")),
        Check(f"summary_{language}", summary, 4, f"id_summary_{language}", _written(f"summary_{language}")),
        Check(f"text_{language}", text, 4, f"id_done_{language}", _text_in(language), has_text),
    )


# An approach is recommended, not reported of anybody: there are no results, years or figures to ask for.
_NAMED = Q(evidence_basis=Practice.EvidenceBasis.NAMED_PRACTICE)


_IN_COUNTRIES = Q(level__in=[Practice.Level.NATIONAL, Practice.Level.BILATERAL])
_BILATERAL = Q(level=Practice.Level.BILATERAL)
_Role = Participation.Role


def _chosen(name: str, sentence: StrOrPromise) -> Check:
    """Whether something is chosen of what a practice has one of."""
    label: StrOrPromise = lazy(lambda: capfirst(str(Practice._meta.get_field(name).verbose_name)), str)()  # type: ignore[union-attr]
    return Check(name, label, 2, f"id_{name}", Q(**{f"{name}__gt": ""}), sentence=sentence)


def _section(name: str) -> Check:
    """Whether it has this section in English. What was done weighs most."""
    heading: StrOrPromise = lazy(Practice.heading_of, str)(name)
    weight, applies = (8 if name == "done" else 5), (_NAMED if name == "results" else None)
    return Check(name, heading, weight, f"id_{name}_en", _written(f"{name}_en"), applies)


CHECKS: tuple[Check, ...] = (
    Check("summary", _("Summary"), 12, "id_summary_en", _written("summary_en"), sentence=_("Write a summary.")),
    _chosen("evidence_basis", _("Choose the kind of entry.")),
    _chosen("instrument", _("Choose the instrument: what it is.")),
    _chosen("level", _("Choose the level.")),
    Check(
        "citation",
        _("Citation: where it was reported"),
        12,
        "citations-group",
        _has(Citation),
        sentence=_("Add a citation: where was it reported?"),
    ),
    Check(
        "policy_area",
        _("Policy area"),
        8,
        "id_policy_areas",
        _has_term("policy_areas"),
        sentence=_("Choose at least one policy area."),
    ),
    Check(
        "migration_phase",
        _("Migration phase"),
        8,
        "id_migration_phases",
        _has_term("migration_phases"),
        sentence=_("Choose at least one migration phase."),
    ),
    Check(
        "doer",
        _("Who does it"),
        8,
        "participations-group",
        _has(Participation) | _has(Involvement) | _has_term("regions") | _has_term("stakeholder_types"),
        sentence=_("Add a country, a region, an organisation or a stakeholder type: who does it?"),
    ),
    Check(
        "cited_figures",
        _("The citation of each figure"),
        5,
        "figures-group",
        ~_has(Figure, citation=None),
        applies=_has(Figure),
        sentence=_("Give each figure its citation."),
    ),
    # What would make it better.
    *map(_section, Practice.SECTIONS),
    Check("requirements", _("What it takes to do the same"), 4, "requirements-group", _has(Requirement)),
    Check("figure", _("A figure with its citation"), 3, "figures-group", _has(Figure, citation__gt=0), _NAMED),
    Check("country", _("Country"), 4, "participations-group", _has(Participation), _NAMED & _IN_COUNTRIES),
    Check(
        "both_countries",
        _("Countries of origin and of destination"),
        3,
        "participations-group",
        _has(Participation, role=_Role.ORIGIN) & _has(Participation, role=_Role.DESTINATION),
        _NAMED & _BILATERAL,
    ),
    Check(
        "organisation",
        _("Organisation that leads, takes part or pays"),
        3,
        "involvements-group",
        _has(Involvement),
        _NAMED,
    ),
    Check("stakeholder_type", _("Stakeholder type"), 2, "id_stakeholder_types", _has_term("stakeholder_types")),
    Check("status", _("Status as reported"), 2, "id_status", ~Q(status=Practice.Status.UNKNOWN), _NAMED),
    Check("year", _("Year in which it began"), 2, "id_start_year", Q(start_year__gt=0), _NAMED),
    Check("reported_on", _("Date of the report"), 3, "id_reported_on", Q(reported_on__isnull=False)),
    Check("review_due", _("Review date"), 3, "id_review_due", Q(review_due__isnull=False)),
    Check("verified_on", _("Who checked it, and when"), 3, "id_verified_on", Q(verified_on__isnull=False)),
    *_translations("fr", _("Title in French"), _("Summary in French"), _("Text in French")),
    *_translations("es", _("Title in Spanish"), _("Summary in Spanish"), _("Text in Spanish")),
)


def _points(conditions: list[tuple[Q | None, int]]) -> Expression:
    """The sum of the weights whose condition holds."""
    always = sum(weight for condition, weight in conditions if condition is None)
    cases = (Case(When(condition, Value(weight)), default=Value(0)) for condition, weight in conditions if condition)
    return reduce(add, cases, Value(always))


_EARNED = _points([(check.counts, check.weight) for check in CHECKS])
_POSSIBLE = _points([(check.applies, check.weight) for check in CHECKS])


@dataclass(frozen=True)
class Completeness:
    """How complete a practice is."""

    percentage: int  # rounded down: 100 only if nothing is missing
    missing: list[Check]  # what publication needs comes first, then what weighs most

    @property
    def required(self) -> list[Check]:
        """What it can't be published without."""
        return [check for check in self.missing if check.is_required]

    @property
    def better(self) -> list[Check]:
        """What would make it better."""
        return [check for check in self.missing if not check.is_required]


def with_percentage(practices: QuerySet[Practice]) -> QuerySet[Practice]:
    """Annotate practices with `completeness`, a whole number from 0 to 100."""
    return practices.annotate(completeness=Value(100) * _EARNED / _POSSIBLE)


def of(practice: Practice) -> Completeness:
    """Return how complete a practice is, as it stands in the database."""
    verdicts = _verdicts([practice], CHECKS)[practice.pk]
    earned = sum(check.weight for check in CHECKS if verdicts[check.name])
    possible = sum(check.weight for check in CHECKS if verdicts[check.name] is not None)
    missing = [check for check in CHECKS if verdicts[check.name] is False]
    missing.sort(key=lambda check: (not check.is_required, -check.weight))
    return Completeness(100 * earned // possible, missing)


def missing_for_publication(practice: Practice) -> list[str]:
    """Return what the practice still lacks, as sentences for the curator. Empty when it can be published."""
    return [str(check.sentence) for check in required_of(practice)]


def required_of(practice: Practice) -> list[Check]:
    """Return what publication needs and the practice lacks."""
    return lacking([practice]).get(practice.pk, [])


def lacking(practices: Iterable[Practice]) -> dict[int, list[Check]]:
    """Return what publication needs and practices lack, by their ids. One that can be published is not in it."""
    required = [check for check in CHECKS if check.is_required]
    verdicts = _verdicts(practices, required).items()
    missing = {pk: [check for check in required if found[check.name] is False] for pk, found in verdicts}
    return {pk: checks for pk, checks in missing.items() if checks}


def _verdicts(practices: Iterable[Practice], checks: Iterable[Check]) -> dict[int, dict[str, bool | None]]:
    """Ask once what practices have, lack and need not have, by their ids and the names of the checks."""
    asked = {f"has_{check.name}": check.verdict for check in checks}
    keys = [practice.pk for practice in practices]
    rows: Any = QuerySet(Practice).filter(pk__in=keys).order_by("pk").annotate(**asked).values("pk", *asked)
    return {row.pop("pk"): {name.removeprefix("has_"): verdict for name, verdict in row.items()} for row in rows}
