"""`/corridors`: between which countries practices stand, and what the catalogue holds for each way."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Path, Query, Schema
from ninja.errors import HttpError

from practices.caching.editions import snapshot_for
from practices.discovery import ends
from practices.discovery.beside import name_of
from practices.discovery.corridor import Corridor, Group, Member, Pair
from practices.discovery.corridors import Corridors
from practices.discovery.criteria import LONGEST_VALUE, Criteria
from practices.models import Country
from practices.search import Snapshot
from practices.taxonomy.vocabularies import Vocabulary
from practices.web import redirects
from practices.web.addresses import absolute

from .language import InLanguage, without_default
from .paging import Listed, Page, page
from .places import AS_COUNTRY
from .problems import Problem, invalid
from .routes import Router

router = Router(tags=["Places"])

_END = "^[A-Za-z0-9-]{2,100}$"
_GROUPS = "both, origin, destination, wide (regional and global) or back (the other direction)"


class End(Schema):
    """A country at one end of a corridor."""

    code: str
    name: str


class WideEnd(End):
    """One end of a corridor: a country, all countries of a region, or any."""

    code: str = Field(description="Code of a country, slug of a region, or `any`")
    kind: str = Field(description="country, region or any")


class CorridorLink(Schema):
    """Two countries, in the direction that workers move."""

    origin: End
    destination: End
    count: int = Field(description="Published practices between the two")
    url: str = Field(description="The page of the corridor")
    corridor: str = Field(description="The same in this API")


class CorridorOut(CorridorLink):
    """Two countries, in the direction that workers move, and the practices between them."""

    practices: list[int] = Field(description="Their ids")


class CorridorList(Listed):
    """Pairs of countries, those with most practices first."""

    results: list[CorridorOut]


class MemberOut(Schema):
    """A practice that concerns a corridor, and who acts in it."""

    id: int
    title: str
    evidence_basis: str = Field(description="named-practice or approach")
    reported_on: date | None
    reason: str = Field(description="Who acts in it, and which countries are merely named")
    url: str
    practice: str = Field(description="The same in this API")


class GroupOut(Schema):
    """Practices that concern a corridor in the same way. Each practice is in the first group that fits."""

    name: str = Field(description=_GROUPS)
    title: str
    reason: str
    count: int = Field(description="How many there are. `results` has the first of them.")
    results: list[MemberOut]
    url: str = Field(description="The page that lists all of them")
    practices: str = Field(description="The same in this API")
    exact: bool = Field(description="Whether `url` and `practices` list these alone, and no others besides")


class CorridorDetail(Schema):
    """What the catalogue holds for the way from one end to another."""

    origin: WideEnd
    destination: WideEnd
    count: int = Field(description="Practices that bind both ends. 0 is a gap in the catalogue, not in the world.")
    named: int = Field(description="Named practices among them")
    approaches: int = Field(description="Approaches among them")
    groups: list[GroupOut] = Field(description="The firmest first, also those without a practice")
    within: list[CorridorLink] = Field(description="Where an end is no single country: the corridors in it")
    nearest: list[CorridorLink] = Field(description="Between two countries: the corridors that share an end")
    url: str = Field(description="Its page")
    opposite: str = Field(description="The other direction, in this API")


def _end_of(name: str, what: str) -> Any:
    """Return the parameter for one end of a corridor."""
    return Field(
        "",
        alias=name,
        min_length=1,
        max_length=LONGEST_VALUE,
        description=f"Country of {what}: {AS_COUNTRY}",
        json_schema_extra=without_default,
    )


class CorridorParameters(Page):
    """Which corridors, and which page of them."""

    origin: str = _end_of("from", "origin")
    destination: str = _end_of("to", "destination")


class OneCorridor(InLanguage):
    """How much of one corridor."""

    limit: int = Field(20, ge=1, le=100, description="Practices of each group")


@router.get(
    "/corridors",
    response={200: CorridorList, 503: Problem},
    operation_id="listCorridors",
    summary="Pairs of countries, in the direction that workers move",
)
def corridors(request: HttpRequest, response: HttpResponse, asked: Query[CorridorParameters]) -> dict[str, Any]:
    """Return each pair of a country of origin and one of destination that a practice binds, most practices first."""
    snapshot = snapshot_for(request)
    vocabulary = snapshot.vocabularies[Country]
    origin = _code(vocabulary, "from", asked.origin)
    destination = _code(vocabulary, "to", asked.destination)
    found = Corridors(snapshot, is_whole=True)
    if not found.is_counted:
        raise HttpError(503, "The search index is being prepared. Ask again in a minute.")
    pairs = [pair for pair in found.counts if origin in {"", pair[0]} and destination in {"", pair[1]}]
    listed = page(request, response, asked, pairs, lambda pair: _corridor(snapshot, pair, found.counts[pair]))
    for row in listed["results"]:
        row["practices"] = list(_between(snapshot, row["origin"]["code"], row["destination"]["code"]))
    return listed


@router.get(
    "/corridors/{origin}/{destination}",
    response={200: CorridorDetail, 301: None, 404: Problem},
    operation_id="getCorridor",
    summary="One corridor: what binds both ends, and what would apply",
)
def corridor(
    request: HttpRequest,
    asked: Query[OneCorridor],
    origin: str = Path(..., pattern=_END, description="Code of a country, slug of a region, or `any`"),  # type: ignore[type-arg]
    destination: str = Path(..., pattern=_END, description="The same of the other end"),  # type: ignore[type-arg]
) -> Any:
    """Return the practices for a way in groups. Other ways to write an end redirect."""
    snapshot = snapshot_for(request)
    first, last = (ends.end_of(text, snapshot.vocabularies) for text in (origin, destination))
    if first is None or last is None or ends.are_none(first, last):
        raise HttpError(404, "There is no such corridor. Its ends are a country, a region or `any`, and not the same.")
    if [first.value, last.value] != [origin, destination]:
        return redirects.permanent(reverse("api:corridor", args=[first.value, last.value]), request.GET)
    return _detail(Corridor(first, last, snapshot, most=asked.limit))


def _detail(found: Corridor) -> dict[str, Any]:
    here = [found.origin.value, found.destination.value]
    return {
        "origin": _wide_end(found.origin),
        "destination": _wide_end(found.destination),
        "count": found.total,
        "named": found.tally.named,
        "approaches": found.tally.approaches,
        "groups": [_group(group) for group in found.groups],
        "within": [_pair(found.snapshot, pair) for pair in found.within],
        "nearest": [_pair(found.snapshot, pair) for pair in found.near],
        "url": absolute(reverse("corridor", args=here)),
        "opposite": absolute(reverse("api:corridor", args=here[::-1])),
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "title": group.title,
        "reason": group.reason,
        "count": group.total,
        "results": [_member(member) for member in group.members],
        "exact": group.is_exact,
        **_listing(group.question),
    }


def _listing(question: Criteria) -> dict[str, str]:
    return {
        "url": absolute(question.url(reverse("browse"))),
        "practices": absolute(question.url(reverse("api:practices"))),
    }


def _member(member: Member) -> dict[str, Any]:
    practice = member.card.practice
    return {
        "id": practice.pk,
        "title": practice.title,
        "evidence_basis": practice.evidence_basis,
        "reported_on": practice.reported_on,
        "reason": member.reason,
        "url": absolute(practice.get_absolute_url()),
        "practice": absolute(reverse("api:practice", args=[practice.pk])),
    }


def _pair(snapshot: Snapshot, pair: Pair) -> dict[str, Any]:
    return _corridor(snapshot, (pair.origin, pair.destination), pair.count)


def _corridor(snapshot: Snapshot, pair: tuple[str, str], count: int) -> dict[str, Any]:
    origin, destination = ({"code": code, "name": name_of(code, snapshot.vocabularies)} for code in pair)
    return {
        "origin": origin,
        "destination": destination,
        "count": count,
        "url": absolute(reverse("corridor", args=pair)),
        "corridor": absolute(reverse("api:corridor", args=pair)),
    }


def _between(snapshot: Snapshot, origin: str, destination: str) -> Any:
    """Return the practices that bind two countries."""
    return snapshot.holding(ends.ORIGIN, [origin]) & snapshot.holding(ends.DESTINATION, [destination])


def _wide_end(end: ends.End) -> dict[str, str]:
    kind = "any" if end.is_any else "country" if end.is_country else "region"
    return {"code": end.value, "name": end.name, "kind": kind}


def _code(vocabulary: Vocabulary, parameter: str, text: str) -> str:
    """Return the code that a parameter means, or an empty text for none. Raise a validation error if there is none."""
    code = vocabulary.resolve(text) if text else ""
    if code is None:
        raise invalid(parameter, f"{text!r} is no country. See /api/v1/countries.")
    return code
