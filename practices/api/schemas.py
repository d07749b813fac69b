"""The shapes of what the API says of practices, from which its OpenAPI description is made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import BaseModel

from practices.models import Practice

from .choosing import MissingOut
from .paging import Listed
from .texts import Text


# Not a Schema, which looks for each field as in a row of the database: an answer has hundreds of these.
class FacetValue(BaseModel):
    """One value of a facet, and how many practices choosing it gives."""

    value: str
    label: Text
    count: int = Field(description="Practices with this value that meet everything else asked for.")
    selected: bool
    excluded: bool = Field(description="Whether practices with this value are left out")


class CountryPart(Schema):
    """A country of a practice, and its part in it."""

    code: str = Field(description="ISO 3166-1 alpha-2")
    name: Text
    role: str = Field(description="origin, destination or transit")
    lead: bool


class OrganisationPart(Schema):
    """An organisation of a practice, and its part in it."""

    slug: str
    name: Text
    acronym: Text
    part: str = Field(description="lead, partner or funder")


class CitationOut(Schema):
    """A passage of a document that a practice rests on."""

    source: str = Field(description="Slug of the source document")
    reference: Text
    section: str
    pages: str
    paragraphs: str
    note: Text


class FigureOut(Schema):
    """A number that a document gives, or a range if it has a `value_max`."""

    value: float
    value_max: float | None
    qualifier: str
    unit: Text
    label: Text
    citation: CitationOut | None = Field(description="Where the number stands")


class RequirementOut(Schema):
    """Something that the practice needed: its kind, and what exactly."""

    kind: str
    text: Text


class PracticeSummary(Schema):
    """A practice as lists show it."""

    id: int
    slug: str
    url: str = Field(description="Its page in the language asked for, of all languages the English one")
    title: Text
    summary: Text
    countries: list[CountryPart]
    policy_areas: list[str]
    migration_phases: list[str]
    citations: list[CitationOut]
    facets: dict[str, list[str]] = Field(description="The practice's values of each facet")
    reported_on: date | None
    updated_at: datetime


class TranslationOut(Schema):
    """How far a translation can be trusted: unofficial until a named person has confirmed it. The English counts."""

    state: str = Field(description="unofficial, or confirmed")
    is_outdated: bool = Field(description="Whether the English text has changed since it was translated")
    confirmed_by: str = Field(description="Who has confirmed it. Empty if nobody has")
    confirmed_on: date | None


class InLanguageOut(Schema):
    """The page of a practice in one language."""

    language: str
    is_translated: bool = Field(description="Whether title, summary and all sections are; if not, the page says so")
    translation: TranslationOut | None = Field(
        description="How far the translation can be trusted, whole or in part. Null if nothing is in this language"
    )
    url: str


class LicenceOut(Schema):
    """What may be done with the text."""

    name: str
    url: str = Field(description="Of the catalogue's own text. Sources keep their own licences.")


class Links(Schema):
    """Where else the practice is described, for machines and for pages of others."""

    self: str = Field(description="This description")
    ris: str
    bibtex: str
    csl: str = Field(description="CSL JSON")
    embed: str = Field(description="A card to be shown in a frame on any page")
    changes: str = Field(description="Atom feed of changes of this practice")


class Named(Schema):
    """A term with its name."""

    value: str
    label: Text = Field(description="In the language asked for")


class _InLanguages(PracticeSummary):
    permanent_url: str = Field(description="Leads to its page for ever, whatever becomes of title and language")
    language: str = Field(
        description="Language of the text as a whole: English, unless all that is written in English is translated; "
        "`mul` where it is given in all (`lang=*`)"
    )
    text_languages: dict[str, str] = Field(description="The language that title, summary and each section are in")
    languages: list[InLanguageOut] = Field(description="The page in each language, and whether it is translated")


class _WithSections(_InLanguages):
    __annotations__ = dict.fromkeys(
        Practice.SECTIONS, Annotated[Text, Field(description="Markdown, or HTML with `texts=html`")]
    )


class PracticeDetail(_WithSections):
    """Everything public about a practice. Lists give a summary of it, and all of it with `full=true`."""

    status: str
    start_year: int | None
    end_year: int | None
    published_at: datetime
    verified_on: date | None
    verified_by: str
    review_due: date | None
    credit: str = Field(description="Who proposed or corrected it, if they wish to be named")
    organisations: list[OrganisationPart]
    requirements: list[RequirementOut]
    figures: list[FigureOut]
    terms: dict[str, list[Named]] = Field(description="Everything that it is filed under, with names")
    licence: LicenceOut
    links: Links


class CorrectionOut(Schema):
    """A word that was typed, and the one that was searched for in its place."""

    typed: str
    used: str


class PracticeList(Listed):
    """One page of practices, and how the question was understood."""

    results: list[PracticeDetail] = Field(
        description=f"Summaries ({', '.join(PracticeSummary.model_fields)}), or all of each with `full=true`"
    )
    cursor: str | None = Field(
        description="Of a list by cursor: ask with it for what follows. Else, and at the end, null"
    )
    missing_ids: list[MissingOut] = Field(description="Of the `ids` asked for: those that are not published")
    facets: dict[str, list[FacetValue]]
    corrections: list[CorrectionOut] = Field(
        description='Words that nothing was found for, and those taken in their place. "Quotes" prevent it.'
    )
    relaxed: bool = Field(description="Whether practices with less than all of the words were taken as well.")
    missing: list[str] = Field(description="Words that no practice has.")
    nearly_all: bool = Field(description="Whether nearly every practice meets the words, so that they tell little.")


class FacetOut(Schema):
    """A facet with its values, in the order in which they are shown."""

    name: str = Field(description="The parameter's name")
    label: str
    values: list[FacetValue]
