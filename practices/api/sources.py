"""`/sources`: the documents that practices rest on."""

from __future__ import annotations

from datetime import date as Date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Path, Query, Schema
from ninja.errors import HttpError

from practices.caching.editions import snapshot_for
from practices.citing import references
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria, selecting
from practices.models import Source
from practices.web import redirects
from practices.web.addresses import absolute

from .language import InLanguage
from .paging import Listed, Page, page
from .problems import Problem
from .routes import Router

router = Router(tags=["Sources"])

_PLAIN = (
    "slug title short_citation kind publisher place year date series number issn isbn doi document_symbol language url "
    "archived_url licence"
).split()


class SourceOut(Schema):
    """A document that published practices cite. What is not known of it is empty."""

    slug: str
    title: str
    short_citation: str
    kind: str
    authors: list[str] = Field(description="People or institutions, as 'Family name, Given name'")
    institutions: list[str] = Field(description="Those of the authors that are institutions")
    publisher: str
    place: str
    year: int | None
    date: Date | None
    series: str
    number: str = Field(description="In the series")
    issn: str
    isbn: str
    doi: str = Field(description="Without https://doi.org/")
    document_symbol: str
    language: str = Field(description="ISO 639")
    url: str = Field(description="The document itself, where it is on the web; else empty")
    archived_url: str = Field(description="A copy that an archive keeps; else empty")
    where_to_find: str = Field(description="In words, in the language asked for")
    licence: str = Field(description="As the document says it")
    reference: str = Field(description="The full reference as a text")
    count: int = Field(description="Published practices that cite it")
    practices: str = Field(description="These practices in this API")
    page: str = Field(description="Its page, with the passages that it reports them in")


class SourceList(Listed):
    """One page of documents."""

    results: list[SourceOut]


@router.get("/sources", response=SourceList, operation_id="listSources", summary="The documents that practices rest on")
def sources(request: HttpRequest, response: HttpResponse, asked: Query[Page]) -> dict[str, Any]:
    """Return the documents with full bibliographic data, and how many practices cite each."""
    counts = _counts(request)
    found = Source.objects.filter(slug__in=counts).order_by("slug")
    return page(request, response, asked, found, lambda one: _shape(one, counts[one.slug]))


@router.get(
    "/sources/{slug:slug}",
    response={200: SourceOut, 301: None, 404: Problem},
    operation_id="getSource",
    summary="One document",
)
def source(
    request: HttpRequest, asked: Query[InLanguage], slug: str = Path(..., max_length=80, pattern="^[-a-zA-Z0-9_]+$")
) -> Any:  # type: ignore[type-arg]
    """Return a document with full bibliographic data, and how many practices cite it. A name that it had before,
    and that of what it has replaced, redirects.
    """
    value, counts = snapshot_for(request).vocabularies[Source].resolve(slug), _counts(request)
    found = Source.objects.filter(slug=value).first() if value in counts else None
    if found is None:
        raise HttpError(404, "There is no source document of this name.")
    if found.slug != slug:
        return redirects.permanent(reverse("api:source", args=[found.slug]), request.GET)
    return _shape(found, counts[found.slug])


def _counts(request: HttpRequest) -> dict[str, int]:
    """Return how many published practices cite each source, by name. Others may be those of drafts."""
    counts = Browse(Criteria(), snapshot_for(request), page_size=1).results.counts["source"]
    return {value: count for value, count in counts.items() if count}


def _shape(source: Any, count: int) -> dict[str, Any]:
    listing = selecting("source", source.slug)
    return {
        **{name: getattr(source, name) for name in _PLAIN},
        "authors": source.author_names,
        "institutions": [author.name for author in source.author_list if author.is_institution],
        "where_to_find": source.where_to_find or "",
        "reference": references.of_source(source),
        "count": count,
        "practices": absolute(listing.url(reverse("api:practices"))),
        "page": absolute(reverse("source", args=[source.slug])),
    }
