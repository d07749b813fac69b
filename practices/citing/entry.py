"""One practice as the world outside describes it: for references, metadata, feeds and harvesters.

Every format (RIS, BibTeX, CSL, Dublin Core, schema.org ...) is written from an `Entry`, so that they agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.models import Citation, Country, Practice, Source
from practices.models.authors import Author, institution
from practices.models.translations import language_of
from practices.taxonomy.facets import SEARCHED, Facet, Values
from practices.taxonomy.vocabularies import Vocabularies
from practices.web.addresses import absolute

_FACETS = {facet.name: facet for facet in SEARCHED}


@dataclass(frozen=True)
class Place:
    """A country of a practice."""

    code: str  # ISO 3166-1 alpha-2
    name: str


@dataclass(frozen=True)
class Document:
    """A document that a practice rests on, and where in it."""

    source: Source
    citations: list[Citation]


@dataclass(frozen=True)
class Entry:
    """What a description of a practice says, in the reader's language, whatever its format."""

    number: int
    title: str
    summary: str
    language: str  # of the title
    address: str  # permanent, the same in every language
    page: str  # the page in the reader's language
    catalogue: str  # the catalogue's name
    publisher: str
    published: date
    changed: datetime
    areas: list[str]
    phases: list[str]
    places: list[Place]
    regions: list[str]
    documents: list[Document]  # each once, the main one first
    summary_language: str = "en"

    @property
    def author(self) -> Author:
        """The institution that publishes the catalogue, under which its entries are cited."""
        return institution(self.publisher)

    @property
    def languages(self) -> list[str]:
        """The languages of title and summary: two, if only one of them is translated."""
        return list(dict.fromkeys([self.language, self.summary_language]))

    @property
    def subjects(self) -> list[str]:
        """Policy areas, then migration phases."""
        return [*self.areas, *self.phases]

    @property
    def coverage(self) -> list[str]:
        """The names of countries, or of regions where no single country is meant."""
        return [place.name for place in self.places] or self.regions

    @property
    def source(self) -> Source | None:
        """The document that it mainly rests on."""
        return next(iter(self.sources), None)

    @property
    def sources(self) -> list[Source]:
        """All documents that it rests on."""
        return [document.source for document in self.documents]


def catalogue_name() -> str:
    """Return the catalogue's name in the reader's language."""
    return _("Labour Mobility Practices")


def purpose() -> str:
    """Return what the catalogue is, in a sentence in the reader's language."""
    return _(
        "A searchable catalogue of what governments and partners have tried in labour migration, each traced to "
        "its source."
    )


# The publisher that the project comes with has a name in each language.
_PUBLISHERS = {"International Organization for Migration": gettext_lazy("International Organization for Migration")}


def publisher_name() -> str:
    """Return who publishes the catalogue, in the reader's language where that name is known in it."""
    return str(_PUBLISHERS.get(settings.PUBLISHER, settings.PUBLISHER))


def licence() -> dict[str, str]:
    """Return the name of the licence of everything in the catalogue, and its address."""
    return {"name": settings.LICENCE_NAME, "url": settings.LICENCE_URL}


def entry(practice: Practice, values: Values, vocabularies: Vocabularies) -> Entry:
    """Describe a published practice that was fetched `with_page_relations()`, with its values of `SEARCHED`."""
    return replace(in_a_list(practice, values, vocabularies), documents=_documents(practice))


def in_a_list(practice: Practice, values: Values, vocabularies: Vocabularies) -> Entry:
    """Describe a published practice without the documents that it rests on: nothing more is asked of the database."""
    return Entry(
        number=practice.pk,
        title=practice.title,
        summary=practice.summary,
        language=language_of(practice, "title"),
        summary_language=language_of(practice, "summary"),
        address=absolute(practice.permanent_path),
        page=absolute(practice.get_absolute_url()),
        catalogue=catalogue_name(),
        publisher=publisher_name(),
        published=practice.published_at.date(),  # type: ignore[union-attr] # what is published has it
        changed=practice.updated_at,
        areas=_labels(_FACETS["policy_area"], values, vocabularies),
        phases=_labels(_FACETS["migration_phase"], values, vocabularies),
        places=[Place(code, _name(code, vocabularies)) for code in values["country"]],
        regions=[] if values["country"] else _labels(_FACETS["region"], values, vocabularies),
        documents=[],
    )


def _documents(practice: Practice) -> list[Document]:
    found: dict[int, Document] = {}
    for citation in sorted(practice.citations.all(), key=lambda one: one.pk != practice.main_citation_id):
        found.setdefault(citation.document.pk, Document(citation.document, [])).citations.append(citation)
    return list(found.values())


def _labels(facet: Facet, values: Values, vocabularies: Vocabularies) -> list[str]:
    """Return the labels of a practice's values, in the facet's order."""
    wanted = set(values[facet.name])
    return [choice.label for choice in facet.choices(vocabularies) if choice.value in wanted]


def _name(code: str, vocabularies: Vocabularies) -> str:
    country = vocabularies[Country].get(code)
    return country.name if country else code


def entries(practices: Iterable[Practice], values: dict[int, Values], vocabularies: Vocabularies) -> list[Entry]:
    """Describe several practices."""
    return [entry(practice, values[practice.pk], vocabularies) for practice in practices]
