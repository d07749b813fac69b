"""What a curator's browser sends to the admin, and what the admin says to it."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from practices.editorial import history
from practices.models import Citation, Organisation, Practice
from tests import factories

LIST = "admin:practices_practice_changelist"
ADD = "admin:practices_practice_add"
CHANGE = "admin:practices_practice_change"
DELETE = "admin:practices_practice_delete"
MOVE = "admin:practices_practice_move"
REVISE = "admin:practices_practice_revise"
DISCARD = "admin:practices_practice_discard"
COMMENT = "admin:practices_practice_comment"
PREFIXES = ("participations", "involvements", "citations", "figures", "requirements")
TEXTS = ("title", "summary", "problem", "done", "results", "lessons")


def form_of(practice: Practice | None = None, rows: dict[str, list[dict[str, Any]]] | None = None) -> dict[str, Any]:
    """Return what the browser would send: the practice's own values, and for each inline the given rows."""
    data: dict[str, Any] = {f"{text}_en": "" for text in TEXTS}
    data |= {
        "title_en": "Kenya trains nurses",
        "slug": "kenya-trains-nurses",
        "summary_en": "Kenya trains nurses before they leave.",
        "evidence_basis": "named-practice",
        "instrument": "programme",
        "level": "national",
        "status": "in-force",
    }
    if practice is not None:
        data["_version"] = version_of(practice)
        data |= {"title_en": practice.title_en, "slug": practice.slug, "summary_en": practice.summary_en}
        for name in ("policy_areas", "migration_phases", "stakeholder_types", "regions"):
            data[name] = [term.pk for term in getattr(practice, name).all()]
    for prefix in PREFIXES:
        given = (rows or {}).get(prefix, [])
        data[f"{prefix}-TOTAL_FORMS"] = len(given)
        data[f"{prefix}-INITIAL_FORMS"] = sum(1 for row in given if row.get("id"))
        for i, row in enumerate(given):
            data |= {f"{prefix}-{i}-{name}": value for name, value in row.items()}
    return data


def full_form(vocabulary: factories.Vocabulary) -> dict[str, Any]:
    """Return a form with all fields and a row in each inline."""
    organisation = Organisation.objects.create(slug="board", name_en="Nursing Board", acronym_en="NB")
    data = form_of(
        rows={
            "participations": [{"country": vocabulary.countries[0].pk, "role": "origin", "part": "lead"}],
            "involvements": [{"organisation": organisation.pk, "part": "lead"}],
            "citations": [{"source": vocabulary.source.pk, "section": "Nurses", "pages": "12-14", "note_en": "All."}],
            "figures": [
                {"qualifier": "about", "value": "300", "unit_en": "USD", "label_en": "for each nurse", "citation": "1"}
            ],
            "requirements": [{"kind": "budget", "text_en": "A fund for training."}],
        }
    )
    return data | {
        "problem_en": "Nurses leave unprepared.",
        "policy_areas": [vocabulary.areas[0].pk],
        "migration_phases": [vocabulary.phases[0].pk],
        "stakeholder_types": [vocabulary.stakeholders[0].pk],
        "start_year": "2007",
        "reported_on": "2007-10-08",
    }


def citation_row(citation: Citation | None = None, **values: Any) -> dict[str, Any]:
    if citation is None:
        return {"source": factories.source().pk, "section": "A new section"} | values
    kept = {"id": citation.pk, "source": citation.source_id, "section": citation.section, "pages": citation.pages}
    return kept | values


def figure_row(label: str, **values: Any) -> dict[str, Any]:
    return {"qualifier": "exactly", "value": "3", "label_en": label} | values


def version_of(thing: Model) -> int:
    """Return the number that a form of it carries."""
    newest = history.latest(thing)
    return newest.number if newest else 0


def move(client: Client, practice: Practice, name: str, **values: Any) -> Any:
    """Send the page of a move, as one who has just opened it."""
    sent = {"_version": version_of(practice), "reason": "", **values}
    return client.post(reverse(MOVE, args=[practice.pk, name]), sent)


def revise(client: Client, practice: Practice) -> Practice:
    """Begin a working copy in the admin, and return it."""
    response = client.post(reverse(REVISE, args=[practice.pk]))
    copy: Practice = Practice.objects.get(revises=practice)
    assert response["Location"] == reverse(CHANGE, args=[copy.pk])
    return copy


def errors_of(response: Any) -> str:
    """Return everything that the form complains about."""
    assert response.status_code == 200, "the form was accepted"
    formsets = response.context["inline_admin_formsets"]
    texts = [str(response.context["errors"])]
    texts += [str(formset.formset.non_form_errors()) + str(formset.formset.errors) for formset in formsets]
    return " ".join(texts)


def messages_of(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))
