"""Which practices a list holds besides what its question says: some by their ids, what changed since, what comes after
a cursor. And what became of ids that are public no longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from pydantic import AfterValidator, WithJsonSchema
from pyroaring import BitMap

from practices.discovery.browse import Browse
from practices.models import Practice, Record, states
from practices.models.practice import LARGEST_ID

from .language import without_default

MOST_IDS = 100
DELETED = "deleted"  # what is not public, nor withdrawn, nor merged
_LARGEST = 10**12  # of ids that are understood; those above LARGEST_ID are nobody's


def _numbers(given: list[str]) -> list[int]:
    """Return ids that were given one by one or separated by commas, each once."""
    texts = [text.strip() for one in given for text in one.split(",")]
    for text in texts:
        if not re.fullmatch(r"[0-9]{1,13}", text, re.ASCII) or not 1 <= int(text) <= _LARGEST:
            raise ValueError(f"{text[:100]!r} is no id of a practice.")
    ids = list(dict.fromkeys(map(int, texts)))
    if len(ids) > MOST_IDS:
        raise ValueError(f"{len(ids)} ids. Ask for {MOST_IDS} at most.")
    return ids


def _moment(text: str) -> str:
    """Return a time or a day as an ISO time in UTC. Without a zone it is in UTC; a day begins at midnight."""
    written = re.sub(r"(T.*) (\d\d:?\d\d)$", r"\1+\2", text.upper())  # in addresses, a plus is a space
    try:
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        raise ValueError(f"{text[:100]!r} is no time: write 2026-11-30 or 2026-11-30T09:30:00Z.") from None


_IDS = {
    "type": "array",
    "items": {"type": "integer", "minimum": 1, "maximum": _LARGEST},
    "minItems": 1,
    "maxItems": MOST_IDS,
}
_CURSOR = "^(0|[1-9][0-9]{0,11})$"
_MOMENT = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}


class Choosing(Schema):
    """The parameters."""

    ids: Annotated[list[str], AfterValidator(_numbers), WithJsonSchema(_IDS)] = Field(
        [],
        description=f"These practices alone, separated by commas, at most {MOST_IDS}. They come in this order unless "
        "`sort` names another, and on one page unless `page_size` is given. `missing_ids` in the answer tells of those "
        "that are not published.",
        json_schema_extra=without_default,
    )
    id: Annotated[list[str], AfterValidator(_numbers), WithJsonSchema(_IDS)] = Field(
        [],
        description="The same as `ids`, as the addresses of pages have it. Both together are one list.",
        json_schema_extra=without_default,
    )
    updated_since: Annotated[str | None, AfterValidator(_moment), WithJsonSchema(_MOMENT)] = Field(
        None,
        description="Practices whose `updated_at` is this time or later; a day begins at midnight UTC. "
        "`/changes` tells more: what is gone, and what shows a term that has another name now.",
        json_schema_extra=without_default,
    )
    cursor: Annotated[str | None, WithJsonSchema({"type": "string", "pattern": _CURSOR})] = Field(
        None,
        pattern=_CURSOR,
        description="Page by page in an order that no edit disturbs: by id. Begin with 0 and follow `next`, or ask "
        "with the answer's `cursor`. What meets the question all the while comes once; `sort` and `page` do not count.",
        json_schema_extra=without_default,
    )


class MissingOut(Schema):
    """A practice that was asked for by its id and is not published."""

    id: int
    state: str = Field(description="unknown, withdrawn, merged or deleted")
    replaced_by: int | None = Field(description="The published practice that has replaced it, at the end of the chain")


def within(asked: Any) -> BitMap | None:
    """Return the only practices that count, or None where all do."""
    found = BitMap(pk for pk in asked.ids if pk <= LARGEST_ID) if asked.ids else None
    if asked.updated_since is not None:
        since = Practice.objects.published().filter(updated_at__gte=datetime.fromisoformat(asked.updated_since))
        updated = BitMap(since.order_by().values_list("pk", flat=True))
        found = updated if found is None else found & updated
    return found


def page_of(found: Browse, asked: Any) -> list[int]:
    """Return the ids of the page that is asked for, in order."""
    if asked.cursor is not None:
        first = found.results.found.rank(min(int(asked.cursor), LARGEST_ID))
        return list(found.results.found[first : first + asked.page_size])
    if asked.ids and not asked.sort:
        ids = [pk for pk in asked.ids if pk <= LARGEST_ID and pk in found.results.found]
        return ids[(asked.page - 1) * asked.page_size : asked.page * asked.page_size]
    return found.results.ids


def next_cursor(found: Browse, ids: list[int]) -> str | None:
    """Return the cursor of what follows a page by cursor, or None where nothing does."""
    return str(ids[-1]) if ids and ids[-1] < found.results.found.max() else None


def missing(ids: list[int]) -> list[dict[str, Any]]:
    """Say of those ids that are not published what became of them."""
    if not ids:
        return []
    once_public = set(Record.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return [
        {"id": pk, "state": state if state != DELETED or pk in once_public else "unknown", "replaced_by": replaced_by}
        for pk, (state, replaced_by) in fates(ids).items()
        if state != Practice.State.PUBLISHED
    ]


def fates(ids: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """Return of each practice what it is to the public now, and the published one at the end of what replaced it."""
    ids = list(ids)
    practices: Any = Practice.objects.filter(pk__in=ids, state__in=states.ONCE_PUBLIC)
    state_of = dict(practices.order_by().values_list("pk", "state"))
    replaced: Any = Practice.objects.filter(replaced_by__isnull=False).order_by()
    steps = {pk: step for pk, *step in replaced.values_list("pk", "replaced_by", "replaced_by__state")}
    return {pk: (state_of.get(pk, DELETED), _successor(pk, steps)) for pk in ids}


def _successor(pk: int, steps: dict[int, list[Any]]) -> int | None:
    """Return the published practice at the end of a chain of replacements, or None."""
    seen: set[int] = set()
    state = ""
    while pk in steps and pk not in seen:
        seen.add(pk)
        pk, state = steps[pk]
    return pk if state == Practice.State.PUBLISHED else None
