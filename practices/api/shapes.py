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
from practices.taxonomy.facets import HELD, SEARCHED, Facet, Values
from practices.taxonomy.vocabularies import Vocabularies
from practices.web.addresses import absolute

from .texts import Texts

_WORDS = ("status", "verified_by", "credit")
MANY = "mul"  # several languages at once, in ISO 639
_FACTS = ("start_year", "end_year", "published_at", "verified_on", "review_due")


_PLAIN = Texts()


def summary(practice: Practice, values: Values, texts: Texts = _PLAIN) -> dict[str, Any]:
    """Return what a list of results says of a practice."""
    return {
        "id": practice.pk,
        "slug": practice.slug,
        "url": absolute(practice.get_absolute_url()),
        "title": texts.of(practice, "title"),
        "summary": texts.of(practice, "summary"),
        "countries": [
            {
                "code": participation.country.meaning.code,
                "name": texts.of(participation.country.meaning, "name"),
                "role": participation.role,
                "lead": participation.part == Participation.Part.LEAD,
            }
            for participation in practice.participations.all()
        ],
        "policy_areas": values["policy_area"],
        "migration_phases": values["migration_phase"],
        "citations": [_citation(citation, texts) for citation in practice.citations.all()],
        "facets": {facet.name: values[facet.name] for facet in HELD},
        "reported_on": practice.reported_on,
        "updated_at": practice.updated_at,
    }


def record(practice: Practice, values: Values, vocabularies: Vocabularies, texts: Texts = _PLAIN) -> dict[str, Any]:
    """Return everything public about a practice fetched `with_page_relations()`."""
    return {
        **summary(practice, values, texts),
        "permanent_url": absolute(practice.permanent_path),
        "language": MANY if texts.in_all_languages else practice.text_language,
        "text_languages": practice.shown_languages,
        "languages": _languages(practice),
        **{name: texts.section(practice, name) for name in Practice.SECTIONS},
        **{name: getattr(practice, name) or "" for name in _WORDS},
        **{name: getattr(practice, name) for name in _FACTS},
        "organisations": [
            {
                "slug": involvement.doer.slug,
                "name": texts.of(involvement.doer, "name"),
                "acronym": texts.of(involvement.doer, "acronym"),
                "part": involvement.part,
            }
            for involvement in practice.taking_part
        ],
        "requirements": [{"kind": row.kind, "text": texts.of(row, "text")} for row in practice.requirements.all()],
        "figures": [
            {
                "value": float(figure.value),
                "value_max": None if figure.value_max is None else float(figure.value_max),
                "qualifier": figure.qualifier,
                "unit": texts.of(figure, "unit"),
                "label": texts.of(figure, "label"),
                "citation": figure.citation and _citation(figure.citation, texts),
            }
            for figure in practice.figures.all()
        ],
        "terms": {
            facet.name: [{"value": one, "label": label(facet, one, vocabularies, texts)} for one in values[facet.name]]
            for facet in SEARCHED
        },
        "licence": licence(),
        "links": _links(practice),
    }


def label(facet: Facet, value: str, vocabularies: Vocabularies, texts: Texts) -> Any:
    """Return the name of a value of a facet. Those in all languages are kept: a list has hundreds of them."""
    if not texts.in_all_languages:
        return facet.label_of(value, vocabularies)
    key = ("names", facet.name, value)
    if key not in vocabularies.memory:
        entry = vocabularies[facet.vocabulary].get(value) if facet.vocabulary is not None else None
        said = texts.said(lambda: str(facet.label_of(value, vocabularies)))
        vocabularies.memory[key] = dict(entry.names) if entry else said
    return vocabularies.memory[key]


def _citation(citation: Citation, texts: Texts) -> dict[str, Any]:
    return {
        "source": citation.document.slug,
        "reference": texts.said(lambda: references.of_source(citation.document)),
        "section": citation.section,
        "pages": citation.pages,
        "paragraphs": citation.paragraphs,
        "note": texts.of(citation, "note"),
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
