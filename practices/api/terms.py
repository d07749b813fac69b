"""`/vocabularies`: what practices are filed under, term by term."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from ninja import Field, Path, Query, Schema
from ninja.errors import HttpError

from practices.caching.editions import snapshot_for
from practices.discovery.criteria import selecting
from practices.discovery.terms import PAGES
from practices.models import Organisation
from practices.search import Snapshot
from practices.taxonomy.definitions import DEFINITIONS
from practices.taxonomy.facets import BY_NAME, SEARCHED, Facet
from practices.taxonomy.vocabularies import Entry
from practices.web.addresses import absolute

from .language import InLanguage
from .paging import Listed, Page, page
from .problems import Problem
from .routes import Router

router = Router(tags=["Vocabularies"])

# Sources have an address of their own, with all that is known of them.
VOCABULARIES: dict[str, Facet] = {facet.name: facet for facet in SEARCHED if facet.name != "source"}


class VocabularyOut(Schema):
    """One vocabulary."""

    name: str = Field(description="The parameter of `/practices`, where it is one")
    label: str
    is_facet: bool = Field(description="Whether practices can be selected by it")
    terms: int = Field(description="How many terms it has")
    url: str = Field(description="Its terms")


class VocabularyList(Schema):
    """All vocabularies."""

    count: int
    results: list[VocabularyOut]


class TermOut(Schema):
    """One term."""

    value: str = Field(description="What parameters and practices name it by; of a country the ISO code")
    slug: str
    name: str = Field(description="In the language asked for")
    names: dict[str, str] = Field(description="In every language in which it has one")
    description: str
    parent: str | None = Field(description="Value of the term that this one is part of, for regions and countries")
    order: int
    retired: bool = Field(description="No longer offered for new practices")
    merged_into: str | None = Field(description="Value of the term that replaces it. Practices are counted there.")
    count: int = Field(description="Published practices that have it")
    url: str | None = Field(description="The page that lists them")
    page: str | None = Field(description="The page of the term itself: areas, phases, organisations with practices")
    practices: str | None = Field(description="The same in this API")


class TermList(Listed):
    """One page of the terms of a vocabulary."""

    name: str
    label: str
    results: list[TermOut]


@router.get(
    "/vocabularies",
    response={200: VocabularyList, 503: Problem},
    operation_id="listVocabularies",
    summary="The vocabularies that practices are filed under",
)
def vocabularies(request: HttpRequest, asked: Query[InLanguage]) -> dict[str, Any]:
    """Return each vocabulary with the number of its terms."""
    snapshot = _indexed(request)
    found = [
        {
            "name": name,
            "label": str(facet.label),
            "is_facet": name in BY_NAME,
            "terms": len(_terms(facet, snapshot)),
            "url": absolute(reverse("api:vocabulary", args=[name])),
        }
        for name, facet in VOCABULARIES.items()
    ]
    return {"count": len(found), "results": found}


@router.get(
    "/vocabularies/{name}",
    response={200: TermList, 404: Problem, 503: Problem},
    operation_id="getVocabulary",
    summary="The terms of one vocabulary, with counts",
)
def vocabulary(
    request: HttpRequest,
    response: HttpResponse,
    asked: Query[Page],
    name: str = Path(..., max_length=40),  # type: ignore[type-arg]
) -> dict[str, Any]:
    """Return the terms in the vocabulary's order, also those that are retired or were merged into others."""
    facet = VOCABULARIES.get(name)
    if facet is None:
        raise HttpError(404, f"There is no such vocabulary. There are: {', '.join(VOCABULARIES)}.")
    snapshot = _indexed(request)
    found = page(request, response, asked, _terms(facet, snapshot), lambda term: _shape(facet, term, snapshot))
    return {"name": name, "label": str(facet.label), **found}


def _indexed(request: HttpRequest) -> Snapshot:
    """Return the catalogue with its index, which counts. Raise HttpError while there is none."""
    snapshot = snapshot_for(request)
    if not snapshot.edition:
        raise HttpError(503, "The search index is being prepared. Ask again in a minute.")
    return snapshot


def _terms(facet: Facet, snapshot: Snapshot) -> list[Entry]:
    """Return all terms of a facet. Of organisations those alone that a published practice names: others are drafts'."""
    if facet.vocabulary is None:
        return _fixed(facet)
    entries = list(snapshot.vocabularies[facet.vocabulary])
    if facet.vocabulary is not Organisation:
        return entries
    return [entry for entry in entries if snapshot.count(facet.name, entry.value)]


def _fixed(facet: Facet) -> list[Entry]:
    """Return the fixed choices of a facet in the form of terms."""
    names: dict[str, dict[str, str]] = {value: {} for value, _label in facet.fixed_choices}
    texts: dict[str, dict[str, str]] = {value: {} for value in names}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for value, label in facet.fixed_choices:
                names[value][language] = label
                texts[value][language] = str(DEFINITIONS.get(facet.name, {}).get(value, ""))
    return [
        Entry(value, value, "", order, False, "", labels, texts[value], {})
        for order, (value, labels) in enumerate(names.items())
    ]


def _shape(facet: Facet, term: Entry, snapshot: Snapshot) -> dict[str, Any]:
    listing = selecting(facet.name, term.value) if facet.name in BY_NAME else None
    return {
        "value": term.value,
        "slug": term.slug,
        "name": term.name,
        "names": term.names,
        "description": term.description,
        "parent": term.parent or None,
        "order": term.order,
        "retired": term.retired,
        "merged_into": term.replacement or None,
        "count": snapshot.count(facet.name, term.value),
        "url": listing and absolute(listing.url(reverse("browse"))),
        "page": absolute(reverse(PAGES[facet.name], args=[term.value])) if facet.name in PAGES else None,
        "practices": listing and absolute(listing.url(reverse("api:practices"))),
    }
