"""The addresses that search engines should know, in files of a bounded size.

A practice's file follows from its id, so a change touches one file, and each is made from two queries.

Django's own sitemaps are not used. They cut files by counting, so that a deletion moves practices from file to file,
take the host from the request, write only the day of a last change, and load every practice to list the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from xml.sax.saxutils import escape, quoteattr

from django.db.models import BooleanField, ExpressionWrapper, F, Max
from django.urls import reverse
from django.utils.translation import override

from practices import search
from practices.changelog import records
from practices.discovery.browse import Browse
from practices.discovery.corridors import Corridors
from practices.discovery.criteria import Criteria
from practices.models import Country, MigrationPhase, Participation, PolicyArea, Practice
from practices.taxonomy.vocabularies import LANGUAGES
from practices.web.addresses import absolute

SHARE = 5_000  # ids, or corridors, in one file
# Pages besides the practices, by the names of their addresses.
_PAGES = (
    *("home", "browse", "countries", "policy-areas", "organisations", "sources", "gaps"),
    *("about", "partners", "propose", "privacy", "accessibility"),
)
_SHOWING_NEWEST = {"home", "browse", "countries", "policy-areas", "organisations", "sources", "gaps", "about"}
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@dataclass(frozen=True)
class Page:
    """A page, with its path in each language that it exists in."""

    paths: Mapping[str, str]
    changed: datetime | None


def index() -> str:
    """Return the list of files: one of pages, one of corridors, then one for each share of the ids."""
    shares = (
        records.current()
        .filter(is_gone=False)
        .order_by()
        .annotate(share=F("practice_id") / SHARE)
        .values_list("share")
        .annotate(changed=Max("updated_at"))
        .order_by("share")
    )
    files = [(reverse("sitemap-pages"), None), (reverse("sitemap-corridors"), None)]
    files += [(reverse("sitemap-practices", args=[share]), changed) for share, changed in shares]
    lines = "".join(f"<sitemap><loc>{absolute(path)}</loc>{_lastmod(changed)}</sitemap>\n" for path, changed in files)
    return f"{_XML}<sitemapindex {_NAMES}>\n{lines}</sitemapindex>\n"


def of_pages() -> str:
    """Return the file of the pages besides the practices, with those of countries, themes, organisations, sources."""
    newest = _newest()
    pages = [Page(_paths(name), newest if name in _SHOWING_NEWEST else None) for name in _PAGES]
    named = [*_themes(), *_documented(), *(("country", code) for code in _countries())]
    return _file([*pages, *(Page(_paths(name, LANGUAGES, value), None) for name, value in named)])


def _countries() -> list[str]:
    """Return the codes of the countries that have practices: a profile without says little of its own."""
    named = Participation.objects.filter(practice__in=Practice.objects.published()).order_by()
    meaning = search.snapshot().vocabularies[Country].meaning
    return sorted({meaning(code) for code in named.values_list("country__code", flat=True).distinct()})


def _themes() -> Iterator[tuple[str, str]]:
    """Yield the policy areas and phases in use, each as the name of its address and its slug."""
    vocabularies = search.snapshot().vocabularies
    for model, name in ((PolicyArea, "policy-area"), (MigrationPhase, "phase")):
        yield from ((name, entry.slug) for entry in vocabularies[model] if not entry.retired)


def _documented() -> Iterator[tuple[str, str]]:
    """Yield the organisations and sources that published practices name: of others nobody is told."""
    counts = Browse(Criteria(), page_size=1).results.counts
    for name in ("organisation", "source"):
        yield from ((name, slug) for slug in sorted(counts[name]))


def of_corridors() -> str:
    """Return the file of the corridors that practices bind; where they are very many, of those with most practices."""
    pairs = list(Corridors(search.snapshot()).counts)[:SHARE]
    pages = [Page(_paths("corridors"), _newest())]  # so that there is always one
    return _file([*pages, *(Page(_paths("corridor", LANGUAGES, *pair), None) for pair in pairs)])


def _newest() -> datetime | None:
    """Return when any practice changed last."""
    changed: datetime | None = records.current().aggregate(changed=Max("updated_at"))["changed"]
    return changed


def of_practices(share: int) -> str:
    """Return the file of the published practices of one share of the ids, or nothing if there are none."""
    first, beyond = share * SHARE, (share + 1) * SHARE
    changed = dict(
        records.current().filter(pk__gte=first, pk__lt=beyond).values_list("practice_id", "updated_at").order_by()
    )
    practices = Practice.objects.published().filter(pk__gte=first, pk__lt=beyond).order_by("pk")
    written = [ExpressionWrapper(Practice.is_written_in(code), BooleanField()) for code in LANGUAGES]
    pages = [
        Page(_paths("practice", compress(LANGUAGES, is_written), pk, slug), changed.get(pk))
        for pk, slug, *is_written in practices.values_list("pk", "slug", *written)
    ]
    return _file(pages) if pages else ""


def _paths(name: str, languages: Iterable[str] = LANGUAGES, *args: object) -> dict[str, str]:
    """Return a page's path in each language."""
    paths = {}
    for code in languages:
        with override(code):
            paths[code] = reverse(name, args=args)
    return paths


def _file(pages: Iterable[Page]) -> str:
    return f"{_XML}<urlset {_NAMES}>\n{''.join(line for page in pages for line in _lines(page))}</urlset>\n"


def _lines(page: Page) -> Iterator[str]:
    """Return an entry for each language, which names all of them."""
    addresses = {code: absolute(path) for code, path in page.paths.items()}
    named = {**addresses, "x-default": addresses["en"]} if len(addresses) > 1 else {}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>' for code, address in named.items()
    )
    for address in addresses.values():
        yield f"<url><loc>{escape(address)}</loc>{_lastmod(page.changed)}{links}</url>\n"


def _lastmod(changed: datetime | None) -> str:
    return f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
