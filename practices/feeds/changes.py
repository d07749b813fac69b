"""The feed of one practice's changes, as far as readers could see them: no draft, no name, no reason of a curator.

What a change took away is shown as long as the practice is published. Of a withdrawn one only the kind of each
change is told, since its text is no longer public.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices import differences, history, rules
from practices.addresses import absolute
from practices.differences import Difference
from practices.history import Action
from practices.models import Practice, Version

from . import naming
from .atom import Feed, Item, Link

State = Practice.State
CHANGED = "changed"
# What readers see of a content. Left out are the link name, and people, who may wish to be forgotten.
PUBLIC_FIELDS = frozenset(
    {
        *("title", "summary", "problem", "done", "results", "lessons"),
        *("evidence_basis", "instrument", "level", "status", "start_year", "end_year"),
        *("reported_on", "verified_on", "review_due"),
        *("policy_areas", "migration_phases", "stakeholder_types", "skill_levels", "mobility_types", "regions"),
        *("participations", "involvements", "citations", "figures", "requirements"),
    }
)
_MOST = 20  # events
_AROUND = 100  # characters that are shown of unchanged text on either side of a change
_LONGEST = 1000  # and of changed text at its beginning and end
# Written into the history of a practice while its readers see no difference.
_QUIET = (Action.REVISION_BEGUN, Action.REVISION_DISCARDED, Action.SHARED, Action.SHARING_ENDED)


@dataclass
class Event:
    """Something that happened before the public."""

    kind: str  # a state, or CHANGED
    at: datetime
    version_id: int | None = None
    reason: str = ""
    place: int = 0  # among the practice's events, from 1: it never changes
    differences: list[Difference] = field(default_factory=list)


def feed(practice: Practice) -> Feed:
    """Return the feed of a practice that is or was published."""
    page = absolute(practice.get_absolute_url())
    newest = reversed(events(practice)[-_MOST:])
    return naming.feed(
        f"practices/{practice.pk}/changes",
        naming.changes_address(practice.pk),
        page,
        [_item(event, practice, page) for event in newest if event.kind != CHANGED or event.differences],
        title=_("Changes: %(title)s") % {"title": practice.title},
        subtitle=_("What changed in this practice, newest first."),
    )


# What happened --------------------------------------------------------------------------------


def events(practice: Practice) -> list[Event]:
    """Return what happened before the public, oldest first; the last ones with what differs."""
    found = list(_events(practice))
    for place, event in enumerate(found, 1):
        event.place = place
    _compare([event for event in found if event.version_id and event.kind in {State.PUBLISHED, CHANGED}])
    return found


def _events(practice: Practice) -> Iterator[Event]:
    """Read the history. What a command did is not in there, but the practice itself tells of it."""
    state = ""
    public = history.versions(practice).filter(state__in=rules.ONCE_PUBLIC).exclude(action__in=_QUIET).order_by("pk")
    for pk, now, at, action, reason in public.values_list("pk", "state", "at", "action", "reason"):
        if not state:
            is_first = now == State.PUBLISHED
            yield Event(State.PUBLISHED, practice.published_at or at, pk if is_first else None)
            state = State.PUBLISHED
            if is_first:
                continue
        if now == State.PUBLISHED:
            yield Event(CHANGED if state == State.PUBLISHED else State.PUBLISHED, at, pk)
        elif now != state:
            yield Event(now, at, pk, reason if action == Action.WITHDRAWN else practice.withdrawal_reason)
        state = now
    if not state:
        yield Event(State.PUBLISHED, practice.published_at or practice.updated_at)
        state = State.PUBLISHED
    if practice.state != state:
        yield Event(practice.state, practice.withdrawn_at or practice.updated_at, None, practice.withdrawal_reason)


def _compare(published: list[Event]) -> None:
    """Find out what differs between what readers saw and what they saw next."""
    published = published[-_MOST - 1 :]
    contents = dict(Version.objects.filter(pk__in=[one.version_id for one in published]).values_list("pk", "content"))
    steps = differences.steps([contents[one.version_id] for one in published if one.version_id], Practice)
    for event, found in zip(published[1:], steps, strict=True):
        event.differences = [one for one in found if base(one) in PUBLIC_FIELDS]


def base(difference: Difference) -> str:
    """Return the name of a field, whatever the language."""
    return difference.name.removesuffix(f"_{difference.language}") if difference.language else difference.name


# What is said of it ---------------------------------------------------------------------------


def _item(event: Event, practice: Practice, page: str) -> Item:
    return Item(
        id=naming.identifier(f"practices/{practice.pk}/changes/{event.place}"),
        title=_heading(event),
        published=event.at,
        updated=event.at,
        language=get_language() or "en",
        content=_content(event, practice),
        links=[Link("alternate", page, "text/html")],
    )


def _heading(event: Event) -> str:
    """Return what happened, with the names of what changed."""
    if event.kind == CHANGED:
        return _("Changed: %(what)s") % {"what": ", ".join(one.label for one in event.differences)}
    if event.kind == State.PUBLISHED and event.place > 1:
        return _("Published again")
    return str(State(event.kind).label)


def _content(event: Event, practice: Practice) -> str:
    """Return as HTML what differs, or why it was withdrawn."""
    if event.kind == State.WITHDRAWN:
        return format_html("<p>{}</p>", event.reason) + _replacement(practice)
    if event.kind not in {CHANGED, State.PUBLISHED}:
        return _replacement(practice)
    if not practice.is_published:
        return ""
    return format_html_join("", "{}", ((_difference(one),) for one in event.differences))


def _replacement(practice: Practice) -> SafeString:
    """Name what has replaced a practice that is gone."""
    other = practice.successor
    if other is None:
        return mark_safe("")
    address = format_html('<a href="{}">{}</a>', absolute(other.get_absolute_url()), other.title)
    return format_html("<p>{} {}</p>", _("Replaced by"), address)


def _difference(difference: Difference) -> SafeString:
    """Show one field before and after, with what was taken away and what was added marked."""
    language = difference.language or get_language() or "en"
    texts = [_marked(difference.old_parts, "del"), _marked(difference.new_parts, "ins")]
    paragraphs = format_html_join("", '<p lang="{}">{}</p>', ((language, text) for text in texts if text))
    return format_html("<h3>{}</h3>{}", difference.label, paragraphs)


def _marked(parts: list[tuple[bool, str]], tag: str) -> SafeString:
    """Return a text with what differs in an element of its own. Long runs are cut short."""
    shown = (
        f"<{tag}>{escape(_cut(text, _LONGEST))}</{tag}>" if differs else escape(_cut(text, _AROUND))
        for differs, text in parts
    )
    return mark_safe("".join(shown).replace("\n", "<br>"))


def _cut(text: str, kept: int) -> str:
    """Leave out the middle of a text, unless it is hardly longer than what is kept of its beginning and end."""
    return text if len(text) <= 3 * kept else f"{text[:kept]} … {text[-kept:]}"
