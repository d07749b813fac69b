"""Corrections: a published practice as answers of the form, and what somebody changed in them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, override

from practices.editorial import content
from practices.models import Practice, Requirement, Submission
from practices.text.plain import clean, one_line

TERMS = ("policy_areas", "migration_phases", "stakeholder_types", "skill_levels", "mobility_types")
PLAIN = ("instrument", "level", "status", "start_year", "end_year")
# Requirements have a field for each kind, named like it.
NEEDS = {kind.value.replace("-", "_"): kind.value for kind in Requirement.Kind}


def begin(practice: Practice) -> Submission:
    """Return a new correction, not yet saved, that shows the practice as it is in the reader's language."""
    with override(practice.text_language):
        shown = answers_of(practice, practice.text_language)
    return Submission(
        kind=Submission.Kind.CORRECTION,
        corrects=practice,
        language=get_language() or "en",
        text_language=practice.text_language,
        content={**shown},
        shown_at_first=shown,
    )


def answers_of(practice: Practice, language: str) -> dict[str, Any]:
    """Return a practice as somebody would have answered the form."""
    written = content.of(practice)
    answers: dict[str, Any] = {name: clean(written[f"{name}_{language}"]) for name in Practice.TEXTS}
    answers["title"] = one_line(answers["title"])
    answers |= {name: written[name] for name in (*TERMS, *PLAIN)}
    answers["countries"] = [{"country": row["country"], "role": row["role"]} for row in written["participations"]]
    answers["regions"] = ", ".join(str(region) for region in practice.regions.all())
    answers["organisations"] = "\n".join(dict.fromkeys(str(row) for row in practice.taking_part))
    for name, kind in NEEDS.items():
        texts = [row[f"text_{language}"] or row["text_en"] for row in written["requirements"] if row["kind"] == kind]
        answers[name] = clean("\n".join(texts))
    answers["figures"] = clean("\n".join(str(figure) for figure in practice.figures.all()))
    answers["sources"] = []
    return answers


def changed(submission: Submission) -> set[str]:
    """Return the names of the answers that differ from what the form showed at first."""
    first = submission.shown_at_first
    return {name for name, value in submission.content.items() if (value or "") != (first.get(name) or "")}
