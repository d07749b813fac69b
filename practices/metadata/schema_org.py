"""Pages in the words of schema.org, as search engines and portals read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from practices.citing.entry import Document, Entry, Place, catalogue_name, purpose
from practices.discovery.breadcrumbs import Crumb
from practices.discovery.detail import Detail
from practices.discovery.organisations import Doer
from practices.discovery.sources import Documented
from practices.discovery.subject import Subject
from practices.discovery.terms import Term
from practices.discovery.themes import Theme
from practices.models import Citation, Source
from practices.models.authors import Author
from practices.taxonomy.facets import BY_NAME
from practices.web.addresses import absolute

Thing = dict[str, Any]

# The whole catalogue: the name of the address, and what it answers with.
_WHOLE = [("api:practices", "application/json"), ("export-csv", "text/csv"), ("export-json", "application/json")]
_SUBJECTS = ("policy_area", "migration_phase")
_KINDS = {
    Source.Kind.REPORT: "Report",
    Source.Kind.EVALUATION: "Report",
    Source.Kind.PRESENTATION: "PresentationDigitalDocument",
    Source.Kind.ARTICLE: "Article",
    Source.Kind.LAW: "Legislation",
    Source.Kind.TREATY: "Legislation",
    Source.Kind.DATASET: "Dataset",
    Source.Kind.WEB_PAGE: "WebPage",
}


def of_practice(detail: Detail) -> Thing:
    """Describe the page of a practice: an article of the catalogue, and the way to it."""
    here = Crumb(detail.entry.title, detail.practice.get_absolute_url())
    return _graph(_without_empty(_article(detail)), _breadcrumbs([*detail.breadcrumbs, here]))


def of_theme(theme: Theme, path: str) -> Thing:
    """Describe the page of a policy area or phase: the term, and the way to it."""
    about = _defined_term(theme.facet.name, theme.value, theme.entry.name)
    return of_collection(theme.entry.name, theme.entry.description, theme.breadcrumbs, path, about=about)


def of_collection(name: str, description: str, crumbs: list[Crumb], path: str, **others: Any) -> Thing:
    """Describe a page of practices, and the way to it."""
    page = {
        "@type": "CollectionPage",
        "@id": absolute(path),
        "url": absolute(path),
        "name": name,
        "description": description,
        "isPartOf": {"@id": _id("website")},
        **others,
    }
    return _graph(_without_empty(page), _breadcrumbs([*crumbs, Crumb(name, path)]))


def of_source(found: Documented, path: str) -> Thing:
    """Describe the page of a document: the work itself, and the way to it."""
    work = {"@id": f"{absolute(path)}#document", **_work(found.source)}
    return _graph(_page(found, path, work), work, _breadcrumbs([*found.breadcrumbs, Crumb(found.entry.name, path)]))


def of_organisation(found: Doer, path: str) -> Thing:
    """Describe the page of an organisation: who it is, and the way to it."""
    home = found.organisation.country
    organisation = {
        "@type": "Organization",
        "@id": f"{absolute(path)}#organisation",
        "name": found.organisation.name,
        "alternateName": found.organisation.acronym,
        "location": home and _country(Place(home.meaning.code, home.meaning.name)),
    }
    crumbs = _breadcrumbs([*found.breadcrumbs, Crumb(found.entry.name, path)])
    return _graph(_page(found, path, organisation), _without_empty(organisation), crumbs)


def _page(found: Subject, path: str, about: Thing) -> Thing:
    """Return the page that lists the practices of what it is about."""
    return {
        "@type": "CollectionPage",
        "@id": absolute(path),
        "url": absolute(path),
        "name": found.entry.name,
        "isPartOf": {"@id": _id("website")},
        "about": {"@id": about["@id"]},
    }


def of_home() -> Thing:
    """Describe the site, and the catalogue as a dataset."""
    return _graph(_website(), _catalogue(), _publisher())


def _graph(*things: Thing) -> Thing:
    return {"@context": "https://schema.org", "@graph": list(things)}


def _article(detail: Detail) -> Thing:
    entry = detail.entry
    return {
        "@type": "Article",
        "@id": entry.address,
        "url": entry.page,
        "identifier": entry.address,
        "headline": entry.title,
        "name": entry.title,
        "abstract": _in_language(entry.summary, entry.summary_language, entry.language),
        "image": absolute(reverse("picture", args=[entry.number])),
        "inLanguage": _one_or_all(detail.practice.shown_languages.values()),
        "datePublished": entry.published.isoformat(),
        "dateModified": entry.changed.isoformat(timespec="seconds"),
        "author": _publisher(),
        "publisher": {"@id": _id("publisher")},
        "license": settings.LICENCE_URL,
        "isAccessibleForFree": True,
        "isPartOf": {"@type": "Dataset", "@id": _dataset_id(), "name": entry.catalogue, "url": _home()},
        "about": [_subject(name, term) for name in _SUBJECTS for term in detail.terms(name)],
        "spatialCoverage": _coverage(entry),
        "citation": [_document(document) for document in entry.documents],
        "encoding": _download(reverse("api:practice", args=[entry.number]), "application/json"),
    }


def _one_or_all(languages: Iterable[str]) -> str | list[str]:
    found = list(dict.fromkeys(languages))
    return found[0] if len(found) == 1 else found


def _in_language(text: str, language: str, around: str) -> str | Thing:
    """Return a text, which tells its language if that is not the one of the title."""
    return text if language == around else {"@value": text, "@language": language}


def _subject(facet: str, term: Term) -> Thing:
    return _defined_term(facet, term.value, term.label)


def _defined_term(facet: str, value: str, label: str) -> Thing:
    with override("en"):  # a term is the same in every language
        browse = absolute(reverse("browse"))
    return {
        "@type": "DefinedTerm",
        "@id": f"{browse}?{facet}={value}",
        "name": label,
        "termCode": value,
        "inDefinedTermSet": {
            "@type": "DefinedTermSet",
            "@id": f"{browse}#facet-{facet}",
            "name": str(BY_NAME[facet].label),
        },
    }


def _coverage(entry: Entry) -> list[Thing]:
    """Return the countries, or the regions where no single country is meant."""
    return [_country(place) for place in entry.places] or [{"@type": "Place", "name": name} for name in entry.regions]


def _country(place: Place) -> Thing:
    code = {"@type": "PropertyValue", "propertyID": "ISO 3166-1 alpha-2", "value": place.code}
    return {"@type": "Country", "name": place.name, "identifier": code}


def _document(document: Document) -> Thing:
    """Return a source, with the passages in it that the practice rests on."""
    return _without_empty(
        {**_work(document.source), "hasPart": [_passage(citation) for citation in document.citations]}
    )


def _work(source: Source) -> Thing:
    """Return a document as a work. A link and a DOI are the same work elsewhere."""
    series = {"@type": "CreativeWorkSeries", "name": source.series, "issn": source.issn}
    return _without_empty(
        {
            "@type": _KINDS.get(Source.Kind(source.kind), "CreativeWork"),
            "name": source.title,
            "author": [_author(author) for author in source.author_list],
            "publisher": source.publisher and {"@type": "Organization", "name": source.publisher},
            "datePublished": source.issued and str(source.issued),
            "identifier": source.document_symbol,
            "isbn": source.isbn,
            "sameAs": source.doi_url,
            "isPartOf": source.series and _without_empty(series),
            "position": source.number,
            "inLanguage": source.language,
            "url": source.url,
            "archivedAt": source.archived_url,
            "copyrightNotice": source.licence,
        }
    )


def _passage(citation: Citation) -> Thing:
    name = citation.section or citation.locator
    return _without_empty({"@type": "Chapter", "name": name, "pagination": citation.pages})


def _author(author: Author) -> Thing:
    """Return a person or an institution."""
    if author.is_institution:
        return {"@type": "Organization", "name": author.name}
    parts = {"familyName": author.name, "givenName": author.given, "honorificSuffix": author.suffix}
    return _without_empty({"@type": "Person", "name": author.in_reading_order, **parts})


def _without_empty(thing: Thing) -> Thing:
    """Leave out what has no value."""
    return {name: value for name, value in thing.items() if value}


def _breadcrumbs(crumbs: list[Crumb]) -> Thing:
    steps = [
        {"@type": "ListItem", "position": position, "name": crumb.name, "item": absolute(crumb.path)}
        for position, crumb in enumerate(crumbs, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _website() -> Thing:
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": absolute(reverse("browse")) + "?q={search_term_string}"},
        "query-input": "required name=search_term_string",
    }
    return {
        "@type": "WebSite",
        "@id": _id("website"),
        "url": _home(),
        "name": catalogue_name(),
        "inLanguage": [code for code, _name in settings.LANGUAGES],
        "publisher": {"@id": _id("publisher")},
        "mainEntity": {"@id": _dataset_id()},
        "potentialAction": search,
    }


def _catalogue() -> Thing:
    return {
        "@type": "Dataset",
        "@id": _dataset_id(),
        "url": _home(),
        "name": catalogue_name(),
        "description": purpose(),
        "license": settings.LICENCE_URL,
        "isAccessibleForFree": True,
        "creator": {"@id": _id("publisher")},
        "publisher": {"@id": _id("publisher")},
        "distribution": [
            {**_download(reverse(name), media_type), "@type": "DataDownload"} for name, media_type in _WHOLE
        ],
    }


def _publisher() -> Thing:
    return {"@type": "Organization", "@id": _id("publisher"), "name": settings.PUBLISHER}


def _download(path: str, media_type: str) -> Thing:
    return {"@type": "MediaObject", "contentUrl": absolute(path), "encodingFormat": media_type}


def _home() -> str:
    return absolute(reverse("home"))


def _dataset_id() -> str:
    """Return the address that names the catalogue as a dataset, in its DCAT description, too."""
    return absolute("/dcat.jsonld#dataset")


def _id(name: str) -> str:
    """Return the address that names a thing of this site, the same in every language."""
    return absolute(f"/#{name}")
