"""`/changes`: what a mirror has not seen yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Schema

from practices.changelog import cursors, records
from practices.models import Practice, Record
from practices.taxonomy import vocabularies
from practices.taxonomy.facets import SEARCHED, values_of
from practices.web.addresses import absolute

from . import choosing
from .paging import address
from .practices import in_full
from .routes import Router
from .schemas import PracticeDetail
from .texts import TextParameters, Texts

router = Router(tags=["Mirrors"])

MOST, MOST_RECORDS = 1000, 100


class ChangeParameters(TextParameters):
    """From where on, and how many."""

    cursor: str = Field(
        cursors.START, pattern=cursors.FORM, description="The last answer's `cursor`. 0 for everything."
    )
    limit: int = Field(
        MOST, ge=1, le=MOST, description=f"At most so many changes at once, and {MOST_RECORDS} with records"
    )
    records: bool = Field(False, description="Whether each change comes with the practice as it is now")


class ChangeOut(Schema):
    """One practice that changed for the public, and what it is now."""

    id: int
    changed_at: datetime
    gone: bool = Field(
        description="Whether it is public no longer: withdrawn, merged or deleted. Then delete your copy."
    )
    state: str = Field(description="What it is now: published, withdrawn, merged or deleted")
    replaced_by: int | None = Field(description="The published practice that has replaced it, at the end of the chain")
    url: str = Field(description="The practice in this API")
    record: PracticeDetail | None = Field(
        description="With `records=true`: all that `url` says. Null without it, and where it is gone"
    )


class ChangeList(Schema):
    """What changed since a cursor, in the order of the last change."""

    results: list[ChangeOut]
    from_start: bool = Field(description="Whether it begins with the first change. Then drop whatever you have.")
    cursor: str = Field(description="Keep it, and ask with it next time")
    next: str | None = Field(description="Address of what follows, null where nothing does for now")


@router.get("/changes", response=ChangeList, operation_id="listChanges", summary="What changed since a cursor")
def changes(request: HttpRequest, response: HttpResponse, asked: Query[ChangeParameters]) -> dict[str, Any]:
    """Return the practices that changed for the public since a cursor, in the order of their last change.

    Each practice stands in it once, where it changed last. Start with 0 or the cursor of a dump, fetch what is not gone
    (or take it from here with `records=true`), keep `cursor` when you are through, and ask with it again: you miss
    nothing, whatever is edited meanwhile. A cursor of changes that are not
    known any more, since the catalogue was restored from a backup, is answered from the beginning (`from_start`).
    """
    limit = min(asked.limit, MOST_RECORDS) if asked.records else asked.limit
    known = records.current()
    number = cursors.number_of(asked.cursor) or 0
    found = list(known.filter(number__gt=number).order_by("number")[: limit + 1])
    here = found[:limit]
    cursor = cursors.at(here[-1].number if here else number)
    return {
        "results": _described(here, Texts.asked(asked, response) if asked.records else None),
        "from_start": not number,
        "cursor": cursor,
        "next": address(request, asked, cursor=cursor, limit=asked.limit) if len(found) > len(here) else None,
    }


def _described(here: list[Record], texts: Texts | None) -> list[dict[str, Any]]:
    """Say of each practice what it is now, and what has replaced it; with texts, everything public about it."""
    fates = choosing.fates(record.pk for record in here)
    public = [pk for pk, (state, _replaced_by) in fates.items() if state == Practice.State.PUBLISHED]
    told = {row["id"]: row for row in _in_full(public, texts)} if texts else {}
    return [
        {
            "id": record.pk,
            "changed_at": record.changed_at,
            "gone": fates[record.pk][0] != Practice.State.PUBLISHED,
            "state": fates[record.pk][0],
            "replaced_by": fates[record.pk][1],
            "url": absolute(reverse("api:practice", args=[record.pk])),
            "record": told.get(record.pk),
        }
        for record in here
    ]


def _in_full(ids: list[int], texts: Texts) -> list[dict[str, Any]]:
    """Return practices from the database itself: the index may be a moment behind, and this change is told once."""
    terms = vocabularies.read()
    return in_full(ids, values_of(ids, terms, SEARCHED), terms, texts)
