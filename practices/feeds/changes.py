"""The feed of one practice's changes, as far as readers could see them: no draft, no name, no reason of a curator.

It names the fields that changed, and shows what was added for as long as that stands in the practice. What was taken
out may have been false or personal: it is never shown, nor is any text of a withdrawn practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.editorial import content, diff, history
from practices.editorial.diff import Difference
from practices.editorial.history import Action
from practices.models import Practice, Version, states
from practices.models.translations import language_of
from practices.web.addresses import absolute

from . import deleted, naming
from .forms import ATOM, Form
from .values import Feed, Item, Link

State = Practice.State
CHANGED = "changed"
# What readers see of a content. Left out are the link name, and people, who may wish to be forgotten.
PUBLIC_FIELDS = frozenset(
    {
        *Practice.TEXTS,
        *("evidence_basis", "instrument", "level", "status", "start_year", "end_year"),
        *("reported_on", "verified_on", "review_due", "confirmed_on", "outdated"),
        *("policy_areas", "migration_phases", "stakeholder_types", "skill_levels", "mobility_types", "regions"),
        *("participations", "involvements", "citations", "figures", "requirements"),
    }
)
_MOST = 20  # events
_AROUND = 100  # characters that are shown of unchanged text on either side of what was added
_LONGEST = 1000  # and of added text at its beginning and end


@dataclass
class Event:
    """Something that happened before the public."""

    kind: str  # a state, or CHANGED
    at: datetime
    version_id: int | None = None
    reason: str = ""
    place: int = 0  # among the practice's events, from 1: it never changes
    differences: list[Difference] = field(default_factory=list)


def feed(practice: Practice, form: Form = ATOM) -> Feed:
    """Return the feed of a practice that is or was published."""
    told = [event for event in events(practice)[-_MOST:] if event.kind != CHANGED or event.differences]
    items = [*(_item(event, practice) for event in reversed(told)), *_merged(practice)]
    return naming.feed(
        f"practices/{practice.pk}/changes",
        naming.changes_address(practice.pk, form),
        absolute(practice.get_absolute_url()),
        sorted(items, key=lambda item: item.updated, reverse=True)[:_MOST],
        form,
        title=_("Changes: %(title)s") % {"title": practice.title},
        subtitle=_("What changed in this practice, newest first."),
    )


# What happened --------------------------------------------------------------------------------


def events(practice: Practice) -> list[Event]:
    """Return what happened before the public, oldest first; the last ones with what differs."""
    found = list(_events(practice))
    for place, event in enumerate(found, 1):
        event.place = place
    shown = [event for event in found if event.version_id and event.kind in {State.PUBLISHED, CHANGED}]
    _compare(shown[-_MOST - 1 :], content.of(practice) if practice.is_published else {})
    return found


def fields_changed(practice: Practice, since: datetime) -> list[str]:
    """Return the labels of what changed in a practice before the public after a moment."""
    told = (event.differences for event in events(practice) if event.kind == CHANGED and event.at > since)
    return list(dict.fromkeys(str(one.label) for differences in told for one in differences))


def _events(practice: Practice) -> Iterator[Event]:
    """Read the history. What a command did is not in there, but the practice itself tells of it."""
    state = ""
    public = (
        history.versions(practice).filter(state__in=states.ONCE_PUBLIC).exclude(action__in=Version.QUIET).order_by("pk")
    )
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


def _compare(published: list[Event], now: content.Content) -> None:
    """Find out what differs between what readers saw and what they saw next, with the text of what stands there now."""
    contents = dict(Version.objects.filter(pk__in=[one.version_id for one in published]).values_list("pk", "content"))
    seen = [contents[one.version_id] for one in published if one.version_id]
    for event, then, found in zip(published[1:], seen[1:], diff.steps(seen, Practice), strict=True):
        event.differences = [
            one if one.name in now and now[one.name] == then.get(one.name) else replace(one, new="")
            for one in found
            if base(one) in PUBLIC_FIELDS
        ]


def base(difference: Difference) -> str:
    """Return the name of a field, whatever the language."""
    return difference.name.removesuffix(f"_{difference.language}") if difference.language else difference.name


# What is said of it ---------------------------------------------------------------------------


def _item(event: Event, practice: Practice) -> Item:
    identifier = naming.identifier(f"practices/{practice.pk}/changes/{event.place}")
    language = get_language() or "en"
    if event.kind in states.GONE:
        told = deleted.told(practice, event.kind, event.at, event.reason)
        return Item(id=identifier, published=event.at, updated=event.at, language=language, **told)
    is_news = event.kind == State.PUBLISHED and practice.is_published
    return Item(
        id=identifier,
        title=_title(event) % {"title": practice.title},
        published=event.at,
        updated=event.at,
        language=language,
        summary=practice.summary if is_news else "",
        summary_language=language_of(practice, "summary") if is_news else "",
        content=format_html_join("", "{}", ((_difference(one),) for one in event.differences)),
        links=[Link("alternate", absolute(practice.get_absolute_url()), "text/html")],
    )


def _title(event: Event) -> str:
    if event.kind == CHANGED:
        return _("Changed: %(title)s")
    return _("Published: %(title)s") if event.place == 1 else _("Published again: %(title)s")


def _merged(practice: Practice) -> list[Item]:
    """Tell of the last practices that were merged into this one. Nobody edits them afterwards.

    Those without a citation were never here for themselves: they came merged with the first content.
    """
    merged_here = practice.replaces.filter(state=State.MERGED, main_citation__isnull=False)
    return [
        Item(
            id=naming.identifier(f"practices/{practice.pk}/changes/merged-{merged.pk}"),
            published=merged.updated_at,
            updated=merged.updated_at,
            language=get_language() or "en",
            **deleted.told(merged, State.MERGED),
        )
        for merged in merged_here.order_by("-updated_at")[:_MOST]
    ]


def _difference(difference: Difference) -> SafeString:
    """Name a field, and show what stands in it with what was added marked."""
    heading = format_html("<h3>{}</h3>", difference.label)
    if not difference.new:
        return heading
    language = difference.language or get_language() or "en"
    return heading + format_html('<p lang="{}">{}</p>', language, marked(difference.new_parts))


def marked(parts: list[tuple[bool, str]]) -> SafeString:
    """Return a text with what was added in an element of its own. Long runs are cut short."""
    shown = (
        f"<ins>{escape(_cut(text, _LONGEST))}</ins>" if is_new else escape(_cut(text, _AROUND))
        for is_new, text in parts
    )
    return mark_safe("".join(shown).replace("\n", "<br>"))


def _cut(text: str, kept: int) -> str:
    """Leave out the middle of a text, unless it is hardly longer than what is kept of its beginning and end."""
    return text if len(text) <= 3 * kept else f"{text[:kept]} … {text[-kept:]}"
