"""`/sources`: the documents that practices rest on."""

from __future__ import annotations

from datetime import date as Date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Path, Query, Router, Schema
from ninja.errors import HttpError

from practices import references
from practices.addresses import absolute
from practices.criteria import selecting
from practices.models import Source

from .language import InLanguage
from .methods import SAFE
from .paging import Listed, Page, listed, part
from .problems import Problem

router = Router(tags=["Sources"])

_PLAIN = (
    "slug title short_citation kind publisher place year date series number issn document_symbol language url"
).split()


class SourceOut(Schema):
    slug: str
    title: str
    short_citation: str
    kind: str
    authors: list[str] = Field(description="People or institutions, as 'Family name, Given name'")
    publisher: str
    place: str
    year: int | None
    date: Date | None
    series: str
    number: str = Field(description="In the series")
    issn: str
    document_symbol: str
    language: str
    url: str = Field(description="The document itself, where it is on the web; else empty")
    reference: str = Field(description="The full reference as a text")
    count: int = Field(description="Published practices that cite it")
    practices: str = Field(description="These practices in this API")


class SourceList(Listed):
    results: list[SourceOut]


@router.api_operation(
    SAFE, "/sources", response=SourceList, operation_id="listSources", summary="The documents that practices rest on"
)
def sources(request: HttpRequest, response: HttpResponse, asked: Query[Page]) -> dict[str, Any]:
    """Return the documents with full bibliographic data, and how many practices cite each."""
    found = _counted()
    return {
        **listed(request, response, asked, found.count()),
        "results": [_shape(source) for source in part(found, asked)],
    }


@router.api_operation(
    SAFE,
    "/sources/{slug:slug}",
    response={200: SourceOut, 404: Problem},
    operation_id="getSource",
    summary="One document",
)
def source(
    request: HttpRequest, asked: Query[InLanguage], slug: str = Path(..., max_length=80, pattern="^[-a-zA-Z0-9_]+$")
) -> dict[str, Any]:  # type: ignore[type-arg]
    """Return a document with full bibliographic data, and how many practices cite it."""
    found = _counted().filter(slug=slug).first()
    if found is None:
        raise HttpError(404, "There is no source document of this name.")
    return _shape(found)


def _counted() -> Any:
    """Return the sources, each with the number of published practices that cite it."""
    is_public = Q(citations__practice__state="published")
    counted = Count("citations__practice", filter=is_public, distinct=True)
    return Source.objects.annotate(practice_count=counted).order_by("slug")


def _shape(source: Any) -> dict[str, Any]:
    listing = selecting("source", source.slug)
    return {
        **{name: getattr(source, name) for name in _PLAIN},
        "authors": source.author_names,
        "reference": references.of_source(source),
        "count": source.practice_count,
        "practices": absolute(listing.url(reverse("api:practices"))),
    }
