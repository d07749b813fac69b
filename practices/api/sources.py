"""`/sources`: the documents that practices rest on."""

from __future__ import annotations

from datetime import date as Date
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Path, Query, Schema
from ninja.errors import HttpError

from practices.caching.editions import snapshot_for
from practices.citing import references
from practices.discovery.criteria import selecting
from practices.models import Practice, Source
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
    return page(request, response, asked, _counted(), _shape)


@router.get(
    "/sources/{slug:slug}",
    response={200: SourceOut, 301: None, 404: Problem},
    operation_id="getSource",
    summary="One document",
)
def source(
    request: HttpRequest, asked: Query[InLanguage], slug: str = Path(..., max_length=80, pattern="^[-a-zA-Z0-9_]+$")
) -> Any:  # type: ignore[type-arg]
    """Return a document with full bibliographic data, and how many practices cite it. A name that it had before
    redirects.
    """
    found = _counted().filter(slug=snapshot_for(request).vocabularies[Source].resolve(slug)).first()
    if found is None:
        raise HttpError(404, "There is no source document of this name.")
    if found.slug != slug:
        return redirects.permanent(reverse("api:source", args=[found.slug]), request.GET)
    return _shape(found)


def _counted() -> Any:
    """Return the sources that published practices cite, each with their number. Others may be those of drafts."""
    cited = Source.objects.filter(citations__practice__in=Practice.objects.published())
    return cited.annotate(practice_count=Count("citations__practice", distinct=True)).order_by("slug")


def _shape(source: Any) -> dict[str, Any]:
    listing = selecting("source", source.slug)
    return {
        **{name: getattr(source, name) for name in _PLAIN},
        "authors": source.author_names,
        "institutions": [author.name for author in source.author_list if author.is_institution],
        "where_to_find": source.where_to_find or "",
        "reference": references.of_source(source),
        "count": source.practice_count,
        "practices": absolute(listing.url(reverse("api:practices"))),
        "page": absolute(reverse("source", args=[source.slug])),
    }
