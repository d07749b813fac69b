"""Long lists, page by page, with links to the other pages in the body and in the header `Link` (RFC 8288)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from practices.discovery.criteria import LAST_PAGE
from practices.web.addresses import absolute

from .language import InLanguage


class Page(InLanguage):
    """The parameters of a list."""

    page: int = Field(1, ge=1, le=LAST_PAGE, description="Beyond the last page the results are empty")
    page_size: int = Field(100, ge=1, le=500, description="Results on a page")


class Listed(Schema):
    """What every list says of itself."""

    count: int = Field(description="How many there are on all pages")
    page: int
    page_size: int
    next: str | None = Field(description="Address of the next page, null on the last")
    previous: str | None = Field(description="Address of the page before, null on the first")


def listed(request: HttpRequest, response: HttpResponse, asked: Any, count: int) -> dict[str, Any]:
    """Return what a list says of itself, and put the links to its pages into the response's header."""
    last = min(max(1, -(-count // asked.page_size)), LAST_PAGE)
    pages = {"first": 1, "prev": min(asked.page - 1, last), "next": asked.page + 1, "last": last}
    links = {rel: address(request, asked, page=page) for rel, page in pages.items() if 1 <= page <= last}
    response["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items())
    return {
        "count": count,
        "page": asked.page,
        "page_size": asked.page_size,
        "next": links.get("next"),
        "previous": links.get("prev"),
    }


def continued(
    request: HttpRequest, response: HttpResponse, asked: Any, count: int, after: str | None
) -> dict[str, Any]:
    """Return the same of a list that is read by cursor: it leads to what follows alone."""
    link = after and address(request, asked, cursor=after)
    if link:
        response["Link"] = f'<{link}>; rel="next"'
    return {"count": count, "page": asked.page, "page_size": asked.page_size, "next": link, "previous": None}


def page(
    request: HttpRequest, response: HttpResponse, asked: Any, rows: QuerySet[Any] | list[Any], shape: Callable[..., Any]
) -> dict[str, Any]:
    """Return the page of some rows that is asked for, each in its shape, with what `listed` says of the list."""
    first = (asked.page - 1) * asked.page_size
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    results = [shape(row) for row in rows[first : first + asked.page_size]]
    return {**listed(request, response, asked, count), "results": results}


def address(request: HttpRequest, asked: Any, **other: Any) -> str:
    """Return the address of another part of the same list, without parameters that it doesn't know."""
    names = [field.alias or name for name, field in type(asked).model_fields.items()]
    known = {name: list(dict.fromkeys(request.GET.getlist(name))) for name in names if name in request.GET}
    return absolute(f"{request.path}?{urlencode({**known, **other}, doseq=True)}")
