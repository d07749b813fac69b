"""The shapes of the API's parameters and answers, from which its OpenAPI description is made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import create_model

from practices.criteria import LAST_PAGE, LONGEST_TEXT, LONGEST_VALUE, MOST_VALUES, SORTS
from practices.facets import FACETS

LARGEST_PAGE = 100


class _Parameters(Schema):
    q: str = Field(
        "", max_length=LONGEST_TEXT, description='Words, "phrases", -excluded words, OR between alternatives.'
    )
    sort: Literal["", *SORTS] = Field("", description="Empty: best match for a text, newest without one.")  # type: ignore[valid-type]
    page: int = Field(1, ge=1, le=LAST_PAGE)
    page_size: int = Field(20, ge=1, le=LARGEST_PAGE)


_Value = Annotated[str, Field(min_length=1, max_length=LONGEST_VALUE)]
_SELECTIONS: dict[str, Any] = {
    facet.name: (
        list[_Value],
        Field([], max_length=MOST_VALUES, description=f"{facet.label}. Repeat it for 'or'. See `/facets` for values."),
    )
    for facet in FACETS
}
Parameters = create_model("Parameters", __base__=_Parameters, **_SELECTIONS)


class FacetValue(Schema):
    value: str
    label: str
    count: int = Field(description="Practices with this value that meet everything else asked for.")
    selected: bool


class CountryPart(Schema):
    code: str = Field(description="ISO 3166-1 alpha-2")
    name: str
    role: str = Field(description="origin, destination or transit")
    lead: bool


class OrganisationPart(Schema):
    slug: str
    name: str
    acronym: str
    part: str = Field(description="lead, partner or funder")


class CitationOut(Schema):
    source: str = Field(description="Slug of the source document")
    reference: str
    section: str
    pages: str
    paragraphs: str
    note: str


class FigureOut(Schema):
    value: float
    value_max: float | None
    qualifier: str
    unit: str
    label: str


class RequirementOut(Schema):
    kind: str
    text: str


class PracticeSummary(Schema):
    id: int
    slug: str
    url: str = Field(description="Permanent address")
    title: str
    summary: str
    countries: list[CountryPart]
    policy_areas: list[str]
    migration_phases: list[str]
    citations: list[CitationOut]
    facets: dict[str, list[str]] = Field(description="The practice's values of each facet")
    reported_on: date | None
    updated_at: datetime


class PracticeDetail(PracticeSummary):
    language: str = Field(description="Language of the text")
    problem: str = Field(description="Markdown, as are the next three")
    done: str
    results: str
    lessons: str
    status: str
    start_year: int | None
    end_year: int | None
    verified_on: date | None
    review_due: date | None
    organisations: list[OrganisationPart]
    requirements: list[RequirementOut]
    figures: list[FigureOut]


class CorrectionOut(Schema):
    typed: str
    used: str


class PracticeList(Schema):
    count: int
    page: int
    page_size: int
    results: list[PracticeSummary]
    facets: dict[str, list[FacetValue]]
    corrections: list[CorrectionOut] = Field(
        description='Words that nothing was found for, and those taken in their place. "Quotes" prevent it.'
    )
    relaxed: bool = Field(description="Whether practices with less than all of the words were taken as well.")


class FacetOut(Schema):
    name: str = Field(description="The parameter's name")
    label: str
    values: list[FacetValue]


class Problem(Schema):
    detail: str
