"""What all feeds have in common: lasting identifiers, addresses, and who stands for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.citing.entry import catalogue_name
from practices.discovery.criteria import Criteria
from practices.taxonomy.facets import Facet
from practices.web.addresses import absolute

from .forms import ATOM, Form
from .values import Deleted, Feed, Item, Link

# When this catalogue began: what a feed says that has nothing yet, and the year in identifiers.
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def identifier(path: str) -> str:
    """Return a name for ever (RFC 4151), the same in every language and whatever the addresses are."""
    return f"tag:{settings.SITE.hostname},{BEGINNING.year}:{path}"


def of_practice(pk: int) -> str:
    """Return the identifier of a practice."""
    return identifier(f"practices/{pk}")


def scheme(facet: Facet) -> str:
    """Return the identifier of the vocabulary that a facet's values are from."""
    return identifier(facet.name)


def question_address(question: Criteria, page: int = 1, form: Form = ATOM) -> str:
    """Return the address of a page of the feed of a question, in the reader's language."""
    return absolute(question.with_sort("").with_page(page).url(reverse(form.of_question)))


def changes_address(pk: int, form: Form = ATOM) -> str:
    """Return the address of the feed of a practice's changes, in the reader's language."""
    return absolute(reverse(form.of_practice, args=[pk]))


def feed(path: str, address: str, page: str, items: Sequence[Item | Deleted], form: Form = ATOM, **fields: Any) -> Feed:
    """Return the feed of this identifier and address, which tells of a page."""
    language = get_language() or "en"
    moments = [item.at if isinstance(item, Deleted) else item.updated for item in items]
    links = [Link("alternate", page, "text/html"), Link("self", address, form.content_type), *fields.pop("links", [])]
    return Feed(
        id=identifier(f"{language}/{path}"),
        language=language,
        updated=max(moments, default=BEGINNING),
        author=settings.PUBLISHER,
        generator=catalogue_name(),
        site=absolute("/"),
        rights=_("%(licence)s, %(publisher)s. Source documents keep their own terms.")
        % {"licence": settings.LICENCE_NAME, "publisher": settings.PUBLISHER},
        licence=settings.LICENCE_URL,
        links=links,
        items=items,
        **fields,
    )
