"""Saving one practice from its fixture, with all its rows."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, cast

from django.core.exceptions import ValidationError

from practices import models
from practices.editorial import history, workflow
from practices.models import sequences

from .files import Problems, Record

_TEXTS = ("title", "summary", "problem", "done", "results", "lessons")
_PLAIN: dict[str, type] = {
    "slug": str,
    "evidence_basis": str,
    "instrument": str,
    "level": str,
    "status": str,
    "start_year": int,
    "end_year": int,
    "reported_on": datetime.date,
    "verified_on": datetime.date,
    "verified_by": str,
    "review_due": datetime.date,
}
_TERMS = {
    "policy_areas": models.PolicyArea,
    "migration_phases": models.MigrationPhase,
    "stakeholder_types": models.StakeholderType,
    "skill_levels": models.SkillLevel,
    "mobility_types": models.MobilityType,
    "regions": models.Region,
}


def save(record: Record, problems: Problems) -> bool:
    """Save and publish a practice unless its id was ever used here. Return whether it was new; report what is wrong."""
    before = len(problems.lines)
    practice = _practice(record, problems)
    terms = {name: _terms(record, name, problems) for name in _TERMS}
    rows = {
        name: record.rows(name, problems)
        for name in ("countries", "organisations", "requirements", "citations", "figures")
    }
    record.refuse_unknown(problems)
    if not rows["citations"]:
        problems.add(record, "citations", "a practice needs a citation: where was it reported?")
    if practice is None or sequences.is_taken(practice.pk):
        return False
    if not _saved(practice, record, problems):
        return False
    for name, values in terms.items():
        getattr(practice, name).set(values)
    for row in rows["countries"]:
        _participation(practice, row, problems)
    for row in rows["organisations"]:
        _involvement(practice, row, problems)
    for row in rows["requirements"]:
        fields = {"kind": row.take("kind", str, problems, ""), **row.translated(("text",), problems)}
        _saved(models.Requirement(practice=practice, **fields), row, problems)
    citations = [_citation(practice, row, problems) for row in rows["citations"]]
    for row in rows["figures"]:
        _figure(practice, citations, row, problems)
    if len(problems.lines) == before:
        try:
            workflow.publish(practice)
            history.record(practice, action=history.Action.LOADED)
        except ValidationError as error:
            problems.add_validation(record, error)
    return True


def _practice(record: Record, problems: Problems) -> models.Practice | None:
    pk = record.take("id", int, problems)
    if pk is None or not 1 <= pk <= models.LARGEST_ID:
        problems.add(record, "id", f"must be a whole number from 1 to {models.LARGEST_ID}.")
        return None
    fields: dict[str, Any] = {name: record.take(name, kind, problems) for name, kind in _PLAIN.items()}
    given = {name: value for name, value in fields.items() if value is not None}
    return models.Practice(pk=pk, **given, **record.translated(_TEXTS, problems))


def _terms(record: Record, name: str, problems: Problems) -> list[models.Term]:
    slugs = record.take(name, list, problems, [])
    known = models.named(_TERMS[name], [slug for slug in slugs if isinstance(slug, str)])
    for slug in slugs:
        if not isinstance(slug, str) or slug not in known:
            problems.add(record, name, f"there is no such term: {slug!r}.")
    return list(known.values())


def _participation(practice: models.Practice, row: Record, problems: Problems) -> None:
    code = row.take("code", str, problems, "")
    country = models.named(models.Country, [code]).get(code)
    if country is None:
        problems.add(row, "code", f"there is no country with the ISO code {code!r}.")
        return
    fields = {"role": row.take("role", str, problems, ""), "part": row.take("part", str, problems, "lead")}
    _saved(models.Participation(practice=practice, country=country, **fields), row, problems)


def _involvement(practice: models.Practice, row: Record, problems: Problems) -> None:
    slug = row.take("slug", str, problems, "")
    organisation = models.named(models.Organisation, [slug]).get(slug)
    if organisation is None:
        problems.add(row, "slug", f"there is no organisation {slug!r} in organisations.toml.")
        return
    part = row.take("part", str, problems, "lead")
    _saved(models.Involvement(practice=practice, organisation=organisation, part=part), row, problems)


def _citation(practice: models.Practice, row: Record, problems: Problems) -> models.Citation | None:
    slug = row.take("source", str, problems, "")
    source = models.named(models.Source, [slug]).get(slug)
    if source is None:
        problems.add(row, "source", f"there is no source {slug!r} in sources.toml.")
        return None
    fields = {name: row.take(name, str, problems, "") for name in ("section", "pages", "paragraphs")}
    citation = models.Citation(practice=practice, source=source, **fields, **row.translated(("note",), problems))
    return citation if _saved(citation, row, problems) else None


def _figure(
    practice: models.Practice, citations: list[models.Citation | None], row: Record, problems: Problems
) -> None:
    number = row.take("citation", int, problems)
    if number is not None and not 1 <= number <= len(citations):
        problems.add(row, "citation", f"there is no citation {number}.")
        return
    value = row.take("value", (int, float), problems)
    top = row.take("value_max", (int, float), problems)
    figure = models.Figure(
        practice=practice,
        value=cast(Decimal, None if value is None else Decimal(str(value))),  # None is told by its validation
        value_max=None if top is None else Decimal(str(top)),
        qualifier=row.take("qualifier", str, problems, "exactly"),
        citation=citations[number - 1] if number else None,
        **row.translated(("unit", "label"), problems),
    )
    _saved(figure, row, problems)


def _saved(row: models.Logged, record: Record, problems: Problems) -> bool:
    """Validate and save a row. Return whether it was saved."""
    record.refuse_unknown(problems)
    try:
        row.full_clean(exclude=["main_citation"])
    except ValidationError as error:
        problems.add_validation(record, error)
        return False
    row.save()
    return True
