"""Lists of records in parts, which nobody who follows them to the end misses anything of.

Records stand in the order of their numbers, and a resumption token holds a cursor of the last that was told. What
changes meanwhile gets a higher number and comes once more at the end. So a token needs no memory here, and lasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import QuerySet

from practices.changelog import cursors
from practices.models import Record
from practices.taxonomy.vocabularies import Vocabularies

from . import dates, sets
from .arguments import Asked
from .errors import Refusal

SIZE = 100  # records in one part


@dataclass(frozen=True)
class Part:
    """Some of the records that were asked for."""

    records: list[Record]
    metadata_prefix: str
    is_resumed: bool
    before: int  # how many were told in earlier parts
    total: int
    token: str  # for the next part; empty if this is the last


def part(asked: Asked, vocabularies: Vocabularies) -> Part:
    """Return the part that is asked for. Raise noRecordsMatch or badResumptionToken."""
    is_resumed = "resumptionToken" in asked.values
    values, cursor, before = _read_token(asked) if is_resumed else (asked.values, cursors.START, 0)
    after = cursors.number_of(cursor)
    if after is None:
        raise Refusal("badResumptionToken", "The catalogue was restored from an older copy. Begin anew.")
    wanted = _wanted(values, vocabularies)
    found = list(wanted.filter(number__gt=after)[: SIZE + 1])
    if is_resumed and not found:
        # What was left has changed and belongs to the list no more. A part can't be empty: tell the last once more.
        found = list(wanted.reverse()[:1])
    if not found:
        raise Refusal("noRecordsMatch", "No record matches.")
    told = found[:SIZE]
    token = ""
    if len(found) > SIZE:
        rest = {"values": values, "after": cursors.at(told[-1].number), "before": before + len(told)}
        token = signing.dumps(rest, salt=_salt(asked.verb))
    return Part(
        records=told,
        metadata_prefix=values["metadataPrefix"],
        is_resumed=is_resumed,
        before=before,
        total=max(before + wanted.filter(number__gt=after).count(), 1),
        token=token,
    )


def _wanted(values: dict[str, str], vocabularies: Vocabularies) -> QuerySet[Record]:
    found = Record.objects.order_by("number")
    if "from" in values:
        found = found.filter(changed_at__gte=dates.first_moment(values["from"]))
    if "until" in values:
        found = found.filter(changed_at__lte=dates.last_moment(values["until"]))
    return sets.members(found, values["set"], vocabularies) if "set" in values else found


def _read_token(asked: Asked) -> tuple[dict[str, str], str, int]:
    """Return the arguments of the first request, the cursor of what was told, and how many records were."""
    try:
        rest: dict[str, Any] = signing.loads(asked.get("resumptionToken"), salt=_salt(asked.verb))
    except signing.BadSignature:
        raise Refusal("badResumptionToken", "This token was not given by this catalogue for this verb.") from None
    return rest["values"], rest["after"], rest["before"]


def _salt(verb: str) -> str:
    return f"practices.oai.{verb}"
