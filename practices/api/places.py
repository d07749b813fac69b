"""`/countries`: where the practices are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Path, Query, Schema
from ninja.errors import HttpError

from practices.caching.editions import snapshot_for
from practices.discovery.criteria import LONGEST_VALUE, selecting
from practices.models import Country, Participation, Practice
from practices.taxonomy.vocabularies import Entry, Vocabulary
from practices.web import redirects
from practices.web.addresses import absolute

from .language import InLanguage
from .problems import Problem
from .routes import Router

router = Router(tags=["Places"])

AS_COUNTRY = "ISO 3166-1 alpha-2; alpha-3 and names in English, French and Spanish are read, too"


class RegionOut(Schema):
    """The region of a country, as the United Nations draw it."""

    value: str
    name: str
    m49: str


class CountryOut(Schema):
    """One country, and how many practices it has in which role."""

    iso2: str = Field(description="ISO 3166-1 alpha-2")
    iso3: str = Field(description="ISO 3166-1 alpha-3")
    m49: str = Field(description="M49 code of the United Nations")
    name: str = Field(description="In the language asked for")
    names: dict[str, str]
    region: RegionOut | None
    count: int = Field(description="Published practices of this country, in whatever role")
    roles: dict[str, int] = Field(description="Practices by the country's role: origin, destination, transit")
    url: str = Field(description="The page that lists them")
    practices: str = Field(description="The same in this API")


class CountryList(Schema):
    """All countries."""

    count: int
    results: list[CountryOut]


@router.get(
    "/countries", response=CountryList, operation_id="listCountries", summary="All countries, with counts by role"
)
def countries(request: HttpRequest, asked: Query[InLanguage]) -> dict[str, Any]:
    """Return every country of ISO 3166-1, also those without a practice: a gap is worth knowing, too."""
    found = _countries(snapshot_for(request).vocabularies[Country])
    return {"count": len(found), "results": found}


@router.get(
    "/countries/{iso2}",
    response={200: CountryOut, 301: None, 404: Problem},
    operation_id="getCountry",
    summary="One country",
)
def country(
    request: HttpRequest,
    asked: Query[InLanguage],
    iso2: str = Path(..., min_length=2, max_length=LONGEST_VALUE, description=AS_COUNTRY),  # type: ignore[type-arg]
) -> Any:
    """Return a country. Other ways to write its code, its names, and a code that another one has replaced, redirect."""
    vocabulary = snapshot_for(request).vocabularies[Country]
    code = vocabulary.resolve(iso2)
    if code is None:
        raise HttpError(404, "There is no country with this code.")
    if code != iso2:
        return redirects.permanent(reverse("api:country", args=[code]), request.GET)
    return _countries(vocabulary, code)[0]


def _countries(vocabulary: Vocabulary, only: str = "") -> list[dict[str, Any]]:
    """Describe all countries that count for themselves, or one."""
    codes = vocabulary.merged_into(only) if only else [entry.value for entry in vocabulary]
    roles: dict[str, dict[str, set[int]]] = {
        code: {role: set() for role in Participation.Role.values} for code in codes
    }
    parts = Participation.objects.filter(practice__in=Practice.objects.published(), country__code__in=codes)
    for code, role, practice in parts.order_by().values_list("country__code", "role", "practice_id"):
        roles[vocabulary.meaning(code)][role].add(practice)
    rows: Any = Country.objects.filter(code__in=codes).select_related("region")  # type: ignore[misc]
    return [
        _country(row, entry, roles[entry.value])
        for row in rows
        if (entry := vocabulary.get(row.code)) and not entry.replacement
    ]


def _country(row: Country, entry: Entry, roles: dict[str, set[int]]) -> dict[str, Any]:
    listing = selecting("country", row.code)
    region = row.region and {"value": row.region.slug, "name": row.region.name, "m49": row.region.m49}
    return {
        "iso2": row.code,
        "iso3": row.iso3,
        "m49": row.m49,
        "name": entry.name,
        "names": entry.names,
        "region": region,
        "count": len(set().union(*roles.values())),
        "roles": {role: len(ids) for role, ids in roles.items()},
        "url": absolute(listing.url(reverse("browse"))),
        "practices": absolute(listing.url(reverse("api:practices"))),
    }
