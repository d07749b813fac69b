"""Typed links (signposting.org): where a practice's permanent address, its metadata and its licence are.

One list is written twice: as the `Link` header, which answers to HEAD have too, and as elements of the page's head.
A set of links (RFC 9264) has that list, and those of the files that describe the practice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from practices.citing.entry import Entry
from practices.citing.files import FORMS
from practices.models import Practice
from practices.web.addresses import absolute

LINKSET = "application/linkset+json"
Linkset = dict[str, Any]
# A page about something, and what that is.
_TYPES = ("https://schema.org/AboutPage", "https://schema.org/Article")


@dataclass(frozen=True)
class Link:
    """A link that says what is at its end."""

    rel: str
    href: str
    type: str = ""

    def __str__(self) -> str:
        """Return it as a `Link` header has it (RFC 8288)."""
        media_type = f'; type="{self.type}"' if self.type else ""
        return f'<{iri_to_uri(self.href)}>; rel="{self.rel}"{media_type}'


def of_home() -> list[Link]:
    """Return the links of the first page: what the API is like (RFC 8631), the whole as a dataset, and the licence."""
    return [
        Link("service-desc", absolute(reverse("api:openapi-json")), "application/json"),
        Link("describedby", absolute(reverse("dcat")), "application/ld+json"),
        Link("license", settings.LICENCE_URL),
    ]


def of_practice(entry: Entry) -> list[Link]:
    """Return the links of the page of one practice."""
    return [
        Link("cite-as", entry.address),
        *_records(entry),
        Link("alternate", absolute(reverse("practice-markdown", args=[entry.number])), "text/markdown"),
        *(Link("type", address) for address in _TYPES),
        Link("license", settings.LICENCE_URL),
        Link("linkset", absolute(reverse("linkset", args=[entry.number])), LINKSET),
    ]


def _records(entry: Entry) -> list[Link]:
    files = {ending: absolute(reverse("citation", args=[entry.number, ending])) for ending in FORMS}
    return [
        Link("describedby", absolute(reverse("api:practice", args=[entry.number])), "application/json"),
        *(Link("describedby", address, FORMS[ending].content_type) for ending, address in files.items()),
    ]


def linkset_of(entry: Entry) -> Linkset:
    """Return the links of a practice's page, and of each file that describes it."""
    page = [link for link in of_practice(entry) if link.rel != "linkset"]
    return linkset({entry.page: page, **{record.href: of_record(entry) for record in _records(entry)}})


def linkset(links: Mapping[str, Iterable[Link]]) -> Linkset:
    """Return what RFC 9264 makes of the links of each address."""
    return {"linkset": [{"anchor": anchor, **_by_relation(some)} for anchor, some in links.items()]}


def _by_relation(links: Iterable[Link]) -> dict[str, Any]:
    found: dict[str, list[dict[str, str]]] = {}
    for link in links:
        target = {"href": iri_to_uri(link.href) or "", **({"type": link.type} if link.type else {})}
        found.setdefault(link.rel, []).append(target)
    return found


def of_withdrawn(practice: Practice) -> list[Link]:
    """Return the links of a withdrawn practice: its address stays, and another may stand in for it."""
    links = [Link("cite-as", absolute(practice.permanent_path)), Link("type", _TYPES[0])]
    if (successor := practice.successor) is not None:
        links.append(Link("successor-version", absolute(successor.permanent_path)))
    return links


def of_record(entry: Entry) -> list[Link]:
    """Return the links of a file that describes a practice."""
    return [Link("describes", entry.page, "text/html"), Link("cite-as", entry.address)]


def canonical(entry: Entry) -> Link:
    """Return the link to the page that search engines should show in place of a text with the same words."""
    return Link("canonical", entry.page)


def sign(response: HttpResponse, links: Iterable[Link]) -> HttpResponse:
    """Write the links into the answer's header."""
    response["Link"] = ", ".join(str(link) for link in links)
    return response
