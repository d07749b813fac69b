"""`/changes`: what a mirror has not seen yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from practices import records
from practices.addresses import absolute

from .methods import SAFE

router = Router(tags=["Mirrors"])

MOST = 1000


class ChangeParameters(Schema):
    cursor: int = Field(0, ge=0, le=10**15, description="The last answer's `cursor`. 0 for everything.")
    limit: int = Field(MOST, ge=1, le=MOST, description="At most so many changes at once")


class ChangeOut(Schema):
    id: int
    changed_at: datetime
    gone: bool = Field(
        description="Whether it is public no longer: withdrawn, merged or deleted. Then delete your copy."
    )
    url: str = Field(description="The practice in this API")


class ChangeList(Schema):
    results: list[ChangeOut]
    cursor: int = Field(description="Keep it, and ask with it next time")
    next: str | None = Field(description="Address of what follows, null where nothing does for now")


@router.api_operation(
    SAFE, "/changes", response=ChangeList, operation_id="listChanges", summary="What changed since a cursor"
)
def changes(request: HttpRequest, asked: Query[ChangeParameters]) -> dict[str, Any]:
    """Return the practices that changed for the public since a cursor, in the order of their last change.

    Each practice stands in it once, where it changed last. Start with 0, fetch what is not gone, keep `cursor` when you
    are through, and ask with it again: you miss nothing, whatever is edited meanwhile. A cursor that was never given
    (after the catalogue was restored from a backup) is answered from the beginning.
    """
    known = records.current()
    cursor = asked.cursor if asked.cursor <= _last(known) else 0
    found = list(known.filter(number__gt=cursor).order_by("number")[: asked.limit + 1])
    here = found[: asked.limit]
    cursor = here[-1].number if here else cursor
    return {
        "results": [
            {
                "id": record.practice_id,
                "changed_at": record.changed_at,
                "gone": record.is_gone,
                "url": absolute(reverse("api:practice", args=[record.practice_id])),
            }
            for record in here
        ],
        "cursor": cursor,
        "next": absolute(f"{request.path}?cursor={cursor}&limit={asked.limit}") if len(found) > len(here) else None,
    }


def _last(known: Any) -> int:
    """Return the number of the last change."""
    number: int | None = known.aggregate(last=Max("number"))["last"]
    return number or 0
