"""`/changes`: what a mirror has not seen yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Query, Schema

from practices.changelog import cursors, records
from practices.models import Practice, Record, states
from practices.web.addresses import absolute

from .language import InLanguage
from .routes import Router

router = Router(tags=["Mirrors"])

MOST = 1000


class ChangeParameters(InLanguage):
    """From where on, and how many."""

    cursor: str = Field(
        cursors.START, pattern=cursors.FORM, description="The last answer's `cursor`. 0 for everything."
    )
    limit: int = Field(MOST, ge=1, le=MOST, description="At most so many changes at once")


class ChangeOut(Schema):
    """One practice that changed for the public, and what it is now."""

    id: int
    changed_at: datetime
    gone: bool = Field(
        description="Whether it is public no longer: withdrawn, merged or deleted. Then delete your copy."
    )
    state: Literal["published", "withdrawn", "merged", "deleted"] = Field(description="What it is now")
    replaced_by: int | None = Field(description="The published practice that has replaced it, at the end of the chain")
    url: str = Field(description="The practice in this API")


class ChangeList(Schema):
    """What changed since a cursor, in the order of the last change."""

    results: list[ChangeOut]
    from_start: bool = Field(description="Whether it begins with the first change. Then drop whatever you have.")
    cursor: str = Field(description="Keep it, and ask with it next time")
    next: str | None = Field(description="Address of what follows, null where nothing does for now")


@router.get("/changes", response=ChangeList, operation_id="listChanges", summary="What changed since a cursor")
def changes(request: HttpRequest, asked: Query[ChangeParameters]) -> dict[str, Any]:
    """Return the practices that changed for the public since a cursor, in the order of their last change.

    Each practice stands in it once, where it changed last. Start with 0, fetch what is not gone, keep `cursor` when you
    are through, and ask with it again: you miss nothing, whatever is edited meanwhile. A cursor of changes that are not
    known any more, since the catalogue was restored from a backup, is answered from the beginning (`from_start`).
    """
    known = records.current()
    number = cursors.number_of(asked.cursor) or 0
    found = list(known.filter(number__gt=number).order_by("number")[: asked.limit + 1])
    here = found[: asked.limit]
    cursor = cursors.at(here[-1].number if here else number)
    return {
        "results": _described(here),
        "from_start": not number,
        "cursor": cursor,
        "next": absolute(f"{request.path}?cursor={cursor}&limit={asked.limit}") if len(found) > len(here) else None,
    }


def _described(here: list[Record]) -> list[dict[str, Any]]:
    """Say of each practice what it is now, and what has replaced it."""
    practices = Practice.objects.filter(pk__in=[record.pk for record in here], state__in=states.ONCE_PUBLIC)
    state_of = dict(practices.order_by().values_list("pk", "state"))
    replaced = Practice.objects.filter(replaced_by__isnull=False).order_by()
    steps = {pk: step for pk, *step in replaced.values_list("pk", "replaced_by", "replaced_by__state")}
    return [
        {
            "id": record.pk,
            "changed_at": record.changed_at,
            "gone": state_of.get(record.pk) != Practice.State.PUBLISHED,
            "state": state_of.get(record.pk, "deleted"),
            "replaced_by": _successor(record.pk, steps),
            "url": absolute(reverse("api:practice", args=[record.pk])),
        }
        for record in here
    ]


def _successor(pk: int, steps: dict[int, list[Any]]) -> int | None:
    """Return the published practice at the end of a chain of replacements, or None."""
    seen: set[int] = set()
    state = ""
    while pk in steps and pk not in seen:
        seen.add(pk)
        pk, state = steps[pk]
    return pk if state == Practice.State.PUBLISHED else None
