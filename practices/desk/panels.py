"""What the desk shows of each worklist: how many practices wait, and the first of them with what one needs to know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from practices import links
from practices.editorial import completeness, history, worklists
from practices.editorial.worklists import Worklist
from practices.links import DeadLink
from practices.models import Practice, Source, Submission, Version
from practices.models.people import called

_SHOWN = 6
_OF_OTHERS = {worklists.SENT_TO_REVIEW.name, worklists.REVISIONS.name}


def _do(name: str) -> str:
    """What a button says that leads to something in a list."""
    said = {
        worklists.CHANGES_REQUESTED.name: _("Answer"),
        worklists.TO_REVIEW.name: _("Review"),
        worklists.TO_PUBLISH.name: _("Publish…"),
        worklists.MY_DRAFTS.name: _("Go on"),
        worklists.OVERDUE.name: _("Check"),
        worklists.DUE_SOON.name: _("Check"),
        worklists.NEWER_TEXT.name: _("Compare"),
    }
    return said.get(name, _("Look"))


@dataclass(frozen=True)
class Entry:
    """One thing that waits: where it is, what to know of it, when it is due and, if it is late, that it is."""

    title: str
    url: str
    notes: list[str] = field(default_factory=list)
    late: str = ""
    due: str = ""


@dataclass(frozen=True)
class Panel:
    """How many things wait, the first of them, where all of them are, and what is to be done with each."""

    name: str
    heading: str
    count: int
    entries: list[Entry]
    url: str
    do: str
    is_mine: bool = True  # whether it waits for who looks at it; else somebody else has it


def waiting(user: User, counts: dict[str, int]) -> list[Panel]:
    """Return what waits for somebody to act on it, most urgent first."""
    shown: _Shown = [
        (worklists.CHANGES_REQUESTED, _of_changes_requested),
        (worklists.TO_REVIEW, _of_review),
        (worklists.TO_PUBLISH, _of_approved),
        (worklists.MY_DRAFTS, _of_drafts),
        (worklists.SENT_TO_REVIEW, _of_review),
        (worklists.REVISIONS, _of_drafts),
    ]
    panels = _filled(shown, user, counts)
    return [*panels, *submissions()] if user.has_perm("practices.change_submission") else panels


def submissions() -> list[Panel]:
    """Return what readers proposed and nobody has taken or declined yet, the oldest first."""
    found = Submission.objects.waiting()
    if not (count := found.count()):
        return []
    entries = []
    for submission in found.select_related("corrects").order_by("sent_at")[:_SHOWN]:
        sent = _("sent %(day)s") % {"day": formats.date_format(submission.sent_at)} if submission.sent_at else ""
        notes = [submission.get_kind_display(), *filter(None, [sent])]
        entries.append(Entry(str(submission), _admin("submission_change", submission.pk), notes))
    url = f"{_admin('submission_changelist')}?state=waiting"
    return [Panel("submissions", _("Submissions"), count, entries, url, _do("submissions"))]


def upkeep(user: User, counts: dict[str, int]) -> list[Panel]:
    """Return what is published and needs looking after."""
    shown: _Shown = [
        (worklists.OVERDUE, _of_due),
        (worklists.DUE_SOON, _of_due),
        (worklists.NEWER_TEXT, _of_newer_text),
    ]
    panels = _filled(shown, user, counts)
    return [*panels, *dead_links()] if user.has_perm("practices.change_practice") else panels


def dead_links() -> list[Panel]:
    """Return the links of sources, and those in the text of practices, that no longer open."""
    dead = links.dead()
    of_sources = [link for link in dead if isinstance(link.thing, Source)]
    in_texts = [link for link in dead if isinstance(link.thing, Practice)]
    sources, practices = (_admin(f"{name}_changelist") for name in ("source", "practice"))
    shown = (
        ("dead-sources", _("Source documents with a dead link"), of_sources, f"{sources}?link=dead"),
        ("dead-links", str(worklists.DEAD_LINKS.label), in_texts, f"{practices}?work=dead-links"),
    )
    return [
        Panel(name, heading, len({link.thing.pk for link in found}), _of_links(found), url, _("Mend"))
        for name, heading, found, url in shown
        if found
    ]


def _of_links(dead: list[DeadLink]) -> list[Entry]:
    """One entry for each thing, with its dead links."""
    things = list({link.thing.pk: link.thing for link in dead}.values())[:_SHOWN]
    entries = []
    for thing in things:
        own = [link for link in dead if link.thing.pk == thing.pk]
        notes = [f"{link.address}: {link.reason}" for link in own]
        entries.append(Entry(str(thing), _admin(f"{thing._meta.model_name}_change", thing.pk), notes))
    return entries


_Fill = Callable[[list[Any], Any], Iterable[Entry]]
_Shown = Sequence[tuple[Worklist, _Fill]]


def _filled(shown: _Shown, user: User, counts: dict[str, int]) -> list[Panel]:
    """Make the panels of the lists that hold something."""
    panels = []
    for worklist, fill in shown:
        if count := counts.get(worklist.name, 0):
            practices = worklist.practices(user).select_related("author", "reviewer", "approved_by")
            first = list(completeness.with_percentage(practices)[:_SHOWN])
            url = f"{_admin('practice_changelist')}?work={worklist.name}"
            entries, is_mine = list(fill(first, user)), worklist.name not in _OF_OTHERS
            label = str(worklist.label)
            panels.append(Panel(worklist.name, label, count, entries, url, _do(worklist.name), is_mine))
    return panels


def _entry(practice: Practice, notes: Iterable[str], late: str = "", due: str = "") -> Entry:
    address = _admin("practice_change", practice.pk)
    revision = [_("revision of practice %(number)s") % {"number": practice.revises_id}] if practice.revises_id else []
    return Entry(str(practice), address, [*revision, *filter(None, notes)], late, due)


def _of_drafts(practices: list[Any], user: User) -> Iterable[Entry]:
    for practice in practices:
        state = "" if practice.state == Practice.State.DRAFT else practice.get_state_display()
        changed = _("last changed %(day)s") % {"day": formats.date_format(practice.updated_at)}
        yield _entry(practice, [*_by_another(practice, user), _complete(practice), state, changed])


def _of_changes_requested(practices: list[Any], user: User) -> Iterable[Entry]:
    asked = Version.objects.filter(kind="practice", object_id__in=[practice.pk for practice in practices])
    asked = asked.filter(action=history.Action.CHANGES_REQUESTED).order_by("pk")
    said = {pk: (who, reason) for pk, who, reason in asked.values_list("object_id", "author_name", "reason")}
    for practice in practices:
        who, reason = said.get(practice.pk, ("", ""))
        notes = [_("%(who)s: ‘%(reason)s’") % {"who": called(who) or "–", "reason": reason}] if reason else []
        yield _entry(practice, [*notes, _complete(practice)])


def _of_review(practices: list[Any], user: User) -> Iterable[Entry]:
    for practice in practices:
        notes = [*_by_another(practice, user), *_approved(practice)]
        if practice.reviewer_id == user.pk:
            notes.append(_("you were asked to read it"))
        elif practice.reviewer:
            notes.append(_("to be read by %(who)s") % {"who": history.name_of(practice.reviewer)})
        yield _with_date(practice, notes, practice.review_by)


def _of_approved(practices: list[Any], user: User) -> Iterable[Entry]:
    for practice in practices:
        yield _entry(practice, [*_by_another(practice, user), *_approved(practice)])


def _of_due(practices: list[Any], user: User) -> Iterable[Entry]:
    return (_with_date(practice, [], practice.review_due) for practice in practices)


def _of_newer_text(practices: list[Any], user: User) -> Iterable[Entry]:
    return (Entry(str(practice), _admin("practice_newer_text", practice.pk)) for practice in practices)


def _with_date(practice: Practice, notes: list[str], day: Any) -> Entry:
    """Make an entry with the day on which something is due."""
    if day is None:
        return _entry(practice, notes)
    said = {"day": formats.date_format(day)}
    if day < timezone.localdate():
        return _entry(practice, notes, _("overdue since %(day)s") % said)
    return _entry(practice, notes, due=_("due by %(day)s") % said)


def _by_another(practice: Practice, user: User) -> list[str]:
    if practice.author is None or practice.author_id == user.pk:
        return []
    return [_("by %(who)s") % {"who": history.name_of(practice.author)}]


def _approved(practice: Practice) -> list[str]:
    if practice.approved_at is None:
        return []
    said = {"who": history.name_of(practice.approved_by) or "–", "day": formats.date_format(practice.approved_at)}
    return [_("approved by %(who)s, %(day)s") % said]


def _complete(practice: Any) -> str:
    return _("%(percentage)s%% complete") % {"percentage": practice.completeness}


def _admin(view: str, *arguments: Any) -> str:
    return reverse(f"admin:practices_{view}", args=arguments)
