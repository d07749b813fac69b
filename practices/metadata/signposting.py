"""Typed links (signposting.org): where a practice's permanent address, its metadata and its licence are.

One list is written twice: as the `Link` header, which answers to HEAD have too, and as elements of the page's head.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from practices.citing.entry import Entry
from practices.citing.files import FORMS
from practices.models import Practice
from practices.web.addresses import absolute

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
    records = [
        Link("describedby", absolute(reverse("citation", args=[entry.number, ending])), form.content_type)
        for ending, form in FORMS.items()
    ]
    return [
        Link("cite-as", entry.address),
        Link("describedby", absolute(reverse("api:practice", args=[entry.number])), "application/json"),
        *records,
        *(Link("type", address) for address in _TYPES),
        Link("license", settings.LICENCE_URL),
    ]


def of_withdrawn(practice: Practice) -> list[Link]:
    """Return the links of a withdrawn practice: its address stays, and another may stand in for it."""
    links = [Link("cite-as", absolute(practice.permanent_path)), Link("type", _TYPES[0])]
    if (successor := practice.successor) is not None:
        links.append(Link("successor-version", absolute(successor.permanent_path)))
    return links


def of_record(entry: Entry) -> list[Link]:
    """Return the links of a file that describes a practice."""
    return [Link("describes", entry.page, "text/html"), Link("cite-as", entry.address)]


def sign(response: HttpResponse, links: Iterable[Link]) -> HttpResponse:
    """Write the links into the answer's header."""
    response["Link"] = ", ".join(str(link) for link in links)
    return response
