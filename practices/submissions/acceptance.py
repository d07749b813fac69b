"""What an editor does with a submission: accepts it, which makes a draft or a working copy, or declines it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from practices import search
from practices.editorial import content, history, link_names, revisions
from practices.editorial.content import Content
from practices.editorial.history import Action
from practices.models import Comment, Practice, Submission

from . import correcting, steps
from .correcting import NEEDS, PLAIN, TERMS
from .sending import lock

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PERMISSION = "practices.change_submission"
State = Submission.State
# Answers that no field of a practice takes as they are: editors find them in a comment.
_FREE = ("wrong", "regions", "organisations", "figures", "sources")
_NEVER_EMPTY = {"title", "summary", "instrument", "level", "status"}


@transaction.atomic
def accept(submission: Submission, by: User) -> Practice:
    """Make a draft of a proposal, or a working copy of what a correction is about, and return it.

    Raise ValidationError if somebody was faster or if it doesn't fit, PermissionDenied, and Submission.DoesNotExist
    if its proposer withdrew it.
    """
    submission = _waiting(submission, by)
    if not by.has_perm("practices.add_practice"):
        raise PermissionDenied
    is_proposal = submission.kind == Submission.Kind.PROPOSAL
    made = _draft(submission, by) if is_proposal else _working_copy(submission, by)
    submission.became = made
    _decide(submission, by, State.TAKEN)
    return made


@transaction.atomic
def decline(submission: Submission, by: User, reason: str) -> Submission:
    """Decline it. Its proposer reads the reason. Raises what `accept` does."""
    submission = _waiting(submission, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: whoever proposed it will read it.")})
    submission.reason = reason.strip()
    _decide(submission, by, State.DECLINED)
    return submission


def _waiting(submission: Submission, by: User) -> Submission:
    """Return the submission, locked. Raise ValidationError if another decided already."""
    if not (by.is_active and by.has_perm(PERMISSION)):
        raise PermissionDenied
    submission = lock(submission)
    if submission.is_decided:
        text = _("%(who)s was faster: it is decided already (%(state)s).")
        who = history.name_of(submission.decided_by) or _("Somebody")
        raise ValidationError(text % {"who": who, "state": submission.get_state_display()})
    if submission.state != State.WAITING:
        raise ValidationError(_("Its proposer has not confirmed it."))
    return submission


def _decide(submission: Submission, by: User, state: str) -> None:
    submission.state = state
    submission.decided_by, submission.decided_at = by, timezone.now()
    submission.save()


def _draft(submission: Submission, by: User) -> Practice:
    answers = submission.content
    draft = Practice(author=by)
    content.put(_content(submission, answers) | _of_a_draft(submission), draft)
    _comment(draft, submission, by, [name for name in _FREE if answers.get(name)])
    history.record(draft, by, Action.PROPOSED)
    return draft


def _working_copy(submission: Submission, by: User) -> Practice:
    """Return a new working copy with what was changed; one that exists already gets a comment alone."""
    practice = submission.corrects
    assert practice is not None, "a correction is of something"  # noqa: S101
    changed = correcting.changed(submission)
    if existing := Practice.objects.filter(revises=practice).first():
        content.put({"credit": _credited(existing, submission)}, existing)
        _comment(existing, submission, by, changed)
        history.record(existing, by, Action.PROPOSED)
        return existing  # type: ignore[no-any-return]
    copy = revisions.start(practice, by, str(_("A reader suggests a correction.")))
    now = correcting.answers_of(copy, submission.text_language)
    fits = {
        name: submission.content[name]
        for name in changed - set(_FREE) - set(NEEDS)
        # What was changed since the proposer saw it is for the editor to settle.
        if now[name] == submission.shown_at_first.get(name) and (submission.content[name] or name not in _NEVER_EMPTY)
    }
    written = _content(submission, fits, content.of(copy)["participations"])
    content.put(written | {"credit": _credited(copy, submission)}, copy)
    _comment(copy, submission, by, changed - set(fits))
    history.record(copy, by, Action.PROPOSED)
    return copy


def _credited(practice: Practice, submission: Submission) -> str:
    """Return whom a practice names, with who corrects it now, if they wish it. Whoever was named stays."""
    named: str = practice.credit
    both = "; ".join(filter(None, (named, submission.credit)))
    is_longer = len(both) > (Practice._meta.get_field("credit").max_length or 0)
    return named if submission.credit in named.split("; ") or is_longer else both


def _content(submission: Submission, answers: dict[str, Any], countries_now: Iterable[Content] = ()) -> Content:
    """Return those answers as content of a practice that go into its fields as they are."""
    written: Content = {
        f"{name}_{submission.text_language}": answers[name] for name in Practice.TEXTS if name in answers
    }
    written |= {name: answers[name] for name in (*TERMS, *PLAIN) if name in answers}
    if "countries" in answers:
        parts = {(row["country"], row["role"]): row["part"] for row in countries_now}
        whole = [row for row in answers["countries"] if row["country"] and row["role"]]
        written["participations"] = [{**row, "part": parts.get((row["country"], row["role"]), "lead")} for row in whole]
    return written


def _of_a_draft(submission: Submission) -> Content:
    """Return what a new draft needs besides: the English that it can't do without, requirements, and credit."""
    answers, language = submission.content, submission.text_language
    is_named = answers.get("countries") or answers.get("organisations")
    texts = {kind: answers[name] for name, kind in NEEDS.items() if answers.get(name)}
    return {
        "title_en": _in_english(answers["title"], language, 120),
        "summary_en": _in_english(answers["summary"], language, 400),
        "slug": link_names.free(answers["title"], "proposal"),
        "evidence_basis": "named-practice" if is_named else "approach",
        "status": answers.get("status") or "unknown",
        "requirements": [
            {"kind": kind, f"text_{language}": text, "text_en": _in_english(text, language, 300)}
            for kind, text in texts.items()
        ],
        "credit": submission.credit,
    }


def _in_english(text: str, language: str, most: int) -> str:
    """Return the text, or until somebody translates it, the text with a mark that nobody overlooks."""
    return text if language == "en" else f"[{language}] {text}"[:most]


def _comment(practice: Practice, submission: Submission, by: User, names: Iterable[str]) -> None:
    """Tell the editors where it comes from, with those answers that stand in no field."""
    link = settings.SITE_URL + reverse("admin:practices_submission_change", args=[submission.pk])
    said = [_("Proposed by a reader. All that was sent stands here: %(link)s") % {"link": link}]
    vocabularies = search.snapshot().vocabularies
    for step in steps.steps_of(submission):
        rows = [row for row in steps.shown(step, submission.content, vocabularies) if row.name in names]
        said += [f"{row.label}\n{row.text}" for row in rows]
    longest = Comment._meta.get_field("text").max_length or 0
    practice.comments.create(author=by, text="\n\n".join(said)[:longest])
