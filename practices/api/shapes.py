"""Practices as the API shows them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from practices.citing import references
from practices.citing.entry import licence
from practices.models import Citation, Participation, Practice
from practices.models.translations import Translation
from practices.taxonomy.facets import HELD, SEARCHED, Values
from practices.taxonomy.vocabularies import Vocabularies
from practices.web.addresses import absolute

_TEXTS = (*Practice.SECTIONS, "status", "verified_by", "credit")
_FACTS = ("start_year", "end_year", "published_at", "verified_on", "review_due")


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
        "citations": [_citation(citation) for citation in practice.citations.all()],
        "facets": {facet.name: values[facet.name] for facet in HELD},
        "reported_on": practice.reported_on,
        "updated_at": practice.updated_at,
    }


def detail(practice: Practice, values: Values) -> dict[str, Any]:
    """Return everything public about a practice fetched `with_page_relations()`, but the names of its terms."""
    return {
        **summary(practice, values),
        "permanent_url": absolute(practice.permanent_path),
        "language": practice.text_language,
        "text_languages": practice.shown_languages,
        "languages": _languages(practice),
        **{name: getattr(practice, name) or "" for name in _TEXTS},
        **{name: getattr(practice, name) for name in _FACTS},
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
                "citation": figure.citation and _citation(figure.citation),
            }
            for figure in practice.figures.all()
        ],
        "licence": licence(),
        "links": _links(practice),
    }


def terms(values: Values, vocabularies: Vocabularies) -> dict[str, Any]:
    """Return everything that a practice is filed under, with names in the reader's language."""
    return {
        facet.name: [{"value": value, "label": facet.label_of(value, vocabularies)} for value in values[facet.name]]
        for facet in SEARCHED
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "source": citation.source.slug,
        "reference": references.of_source(citation.source),
        "section": citation.section,
        "pages": citation.pages,
        "paragraphs": citation.paragraphs,
        "note": citation.note or "",
    }


def _languages(practice: Practice) -> list[dict[str, Any]]:
    """Return the practice's page in each language, and whether its text is translated, and confirmed."""
    known = {one.language: _translation(one) for one in practice.translations}
    found = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            address = absolute(practice.get_absolute_url())
            page = {"language": language, "is_translated": practice.is_translated, "url": address}
            found.append({**page, "translation": known.get(language)})
    return found


def _translation(known: Translation) -> dict[str, Any]:
    return {
        "state": known.state,
        "is_outdated": known.is_outdated,
        "confirmed_by": known.confirmed_by,
        "confirmed_on": known.confirmed_on,
    }


def _links(practice: Practice) -> dict[str, str]:
    """Return where else the practice is described, for machines and for pages of others."""
    views = {
        "self": ("api:practice",),
        "ris": ("citation", "ris"),
        "bibtex": ("citation", "bib"),
        "csl": ("citation", "csl.json"),
        "embed": ("embed",),
        "changes": ("changes",),
    }
    with override("en"):
        return {name: absolute(reverse(view, args=[practice.pk, *more])) for name, (view, *more) in views.items()}
