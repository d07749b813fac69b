"""Practices as the API shows them."""

from __future__ import annotations

from typing import Any

from practices import references
from practices.addresses import absolute
from practices.facets import FACETS, Values
from practices.models import Participation, Practice


def summary(practice: Practice, values: Values) -> dict[str, Any]:
    """Return what a list of results says of a practice."""
    return {
        "id": practice.pk,
        "slug": practice.slug,
        "url": absolute(practice.get_absolute_url()),
        "title": practice.title,
        "summary": practice.summary,
        "countries": [
            {
                "code": participation.country.meaning.code,
                "name": participation.country.meaning.name,
                "role": participation.role,
                "lead": participation.part == Participation.Part.LEAD,
            }
            for participation in practice.participations.all()
        ],
        "policy_areas": values["policy_area"],
        "migration_phases": values["migration_phase"],
        "citations": [
            {
                "source": citation.source.slug,
                "reference": references.of_source(citation.source),
                "section": citation.section,
                "pages": citation.pages,
                "paragraphs": citation.paragraphs,
                "note": citation.note or "",
            }
            for citation in practice.citations.all()
        ],
        "facets": {facet.name: values[facet.name] for facet in FACETS},
        "reported_on": practice.reported_on,
        "updated_at": practice.updated_at,
    }


def detail(practice: Practice, values: Values) -> dict[str, Any]:
    """Return everything public about a practice."""
    return {
        **summary(practice, values),
        "language": practice.text_language,
        **{name: getattr(practice, name) or "" for name in ("problem", "done", "results", "lessons", "status")},
        **{name: getattr(practice, name) for name in ("start_year", "end_year", "verified_on", "review_due")},
        "organisations": [
            {
                "slug": involvement.organisation.slug,
                "name": involvement.organisation.name,
                "acronym": involvement.organisation.acronym or "",
                "part": involvement.part,
            }
            for involvement in practice.involvements.all()
        ],
        "requirements": [{"kind": row.kind, "text": row.text} for row in practice.requirements.all()],
        "figures": [
            {
                "value": figure.value,
                "value_max": figure.value_max,
                "qualifier": figure.qualifier,
                "unit": figure.unit or "",
                "label": figure.label,
            }
            for figure in practice.figures.all()
        ],
    }
