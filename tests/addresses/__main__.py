"""Write the public addresses that stand in no list yet (see the package)."""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.addresses import Released, released

FIXTURES = Path(__file__).parents[2] / "fixtures"
LANGUAGES = ("", "/fr", "/es")

# Addresses in each language, and those that have none. A new address of the site gets a line here.
PAGES = (
    "/",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/partners/",
    "/dumps/",
    "/practices/",
    "/practices/?page=2",
    "/practices/?sort=title",
    "/practices/?q=remittances&sort=newest",
    "/practices/?sort=named",
    "/practices/?country=MA&policy_area=-remittances",
    "/practices/?have=partner&have=legal-basis",
    "/practices/?q=migrant+workers&sort=best&page=2",
    "/practices/?id=5&id=1&country=PH",
    "/selection/",
    "/selection/?id=5&id=1",
    "/policy-areas/",
    "/organisations/",
    "/sources/",
    "/gaps/",
    "/gaps/?rows=country&columns=instrument&q=remittances",
    "/gaps/?cell=remittances:training",
    "/gaps.csv",
    "/gaps.svg",
    "/gaps.svg?country=MA",
    "/gaps/picture.png",
    "/compare/",
    "/compare/?id=1&id=2",
    "/compare.csv?id=1&id=2",
    "/practices/picture.png?country=MA",
    "/share/",
    "/share/?to=/practices/?country=MA",
    "/share/qr.svg?to=/practices/?country=MA",
    "/practices/1/slide.svg",
    "/practices/1/slide.png",
    "/practices/1/qr.svg",
    "/practices/1/qr.png",
    "/practices/suggest?q=mor",
    "/practices/suggest.json?q=mor",
    "/opensearch.xml",
    "/llms.txt",
    "/countries/",
    "/countries/?role=origin&policy_area=remittances",
    "/countries/MA/",
    "/countries/TD/",
    "/countries/MA/picture.png",
    "/policy-areas/remittances/picture.png",
    "/phases/training/picture.png",
    "/embed/countries/MA/",
    "/embed/gaps/?country=MA&theme=dark",
    "/corridors/",
    "/corridors/EC/ES/",
    "/corridors/any/ES/",
    "/corridors/africa/europe/",
    "/corridors.csv",
    "/practices/feed.atom",
    "/practices/feed.atom?policy_area=remittances&page=1",
    "/practices/feed.atom?country=-MA",
    "/practices/feed.rss?country=MA",
    "/practices/feed.atom?id=5&id=1",
    "/practices/export.csv?q=remittances&bom=1",
    "/practices/export.xlsx?country=MA",
    "/practices/export.json?country=MA",
    "/practices/export.ris?country=MA",
    "/practices/export.bib?country=MA",
    "/practices/export.csl.json?country=MA",
    "/practices/export.md?country=MA",
    "/practices/export.ris?id=5&id=1",
    "/practices/1.json",
    "/practices/1.ris",
    "/practices/1.md",
    "/practices/1/linkset.json",
    "/practices/1/changes.atom",
    "/practices/1/changes.rss",
    "/practices/1/picture.png",
    "/embed/1/?theme=dark",
    "/picture.png",
    "/site.webmanifest",
    "/alerts/",
    "/alerts/new/?country=MA&q=fees",
    "/propose/",
    "/propose/?policy_area=remittances&country=MA",
    "/briefings/new/?country=MA",
)
FOR_MACHINES = (
    "/healthz",
    "/api/v1/docs",
    "/api/v1/openapi.json",
    "/api/v1/facets",
    "/api/v1/practices",
    "/api/v1/practices?q=remittances&page=2&page_size=5",
    "/api/v1/practices?lang=fr&fields=id,title",
    "/api/v1/practices?origin=MA&policy_area=-remittances",
    "/api/v1/practices?ids=23,1&lang=*&full=true&texts=html",
    "/api/v1/practices?id=5&id=1",
    "/api/v1/practices?cursor=0&updated_since=2026-11-01",
    "/api/v1/",
    "/api/v1/vocabularies",
    "/api/v1/vocabularies/policy_area",
    "/api/v1/countries",
    "/api/v1/countries/MA",
    "/api/v1/corridors?from=MA",
    "/api/v1/corridors/EC/ES",
    "/api/v1/sources",
    "/api/v1/changes",
    "/api/v1/changes?records=true&lang=*",
    "/oai?verb=Identify",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/oai?verb=ListIdentifiers&metadataPrefix=mods&set=country:MA",
    "/oai?verb=ListSets",
    "/oembed?url=http://127.0.0.1:8000/practices/1/&format=xml",
    "/oembed?url=http://127.0.0.1:8000/fr/countries/MA/",
    "/oembed?url=http://127.0.0.1:8000/gaps/",
    "/dcat.jsonld",
    "/dcat.ttl",
    "/dcat.rdf",
    "/dcat",
    "/dumps/index.json",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-corridors.xml",
    "/sitemap-practices-0.xml",
    "/robots.txt",
)
# Of each practice, in each language and without one.
OF_A_PRACTICE = ("/practices/{id}/{slug}/",)
OF_A_PRACTICE_FOR_MACHINES = (
    "/api/v1/practices/{id}",
    "/practices/{id}.ris",
    "/practices/{id}.bib",
    "/practices/{id}.csl.json",
    "/practices/{id}.json",
    "/practices/{id}.md",
    "/practices/{id}/linkset.json",
    "/practices/{id}/changes.atom",
    "/practices/{id}/changes.rss",
    "/embed/{id}/",
    "/propose/correction/{id}/",
)
# What leads to the first address of a practice.
LEADING_TO_A_PRACTICE = ("/practices/{id}/",)


def every() -> Iterator[Released]:
    """Return the public addresses of the catalogue's own content."""
    for language in LANGUAGES:
        yield from (Released("200", language + page) for page in PAGES)
    yield from (Released("200", page) for page in FOR_MACHINES)
    for practice in _practices():
        for language in LANGUAGES:
            pages = [language + page.format_map(practice) for page in OF_A_PRACTICE]
            yield from (Released("200", page) for page in pages)
            for path in LEADING_TO_A_PRACTICE:
                yield Released("301", language + path.format_map(practice), pages[0])
        yield from (Released("200", page.format_map(practice)) for page in OF_A_PRACTICE_FOR_MACHINES)
    for facet, values in _values().items():
        for value in values:
            yield Released("200", f"/practices/?{facet}={value}")
        for language in LANGUAGES[1:]:
            yield Released("200", f"{language}/practices/?{facet}={values[0]}")
        yield Released("200", f"/api/v1/practices?{facet}={values[0]}")
    for page, slugs in (("policy-areas", _values()["policy_area"]), ("phases", _values()["migration_phase"])):
        yield from (Released("200", f"{language}/{page}/{slug}/") for language in LANGUAGES for slug in slugs)
    for source in _values()["source"]:
        yield from (Released("200", f"{language}/sources/{source}/") for language in LANGUAGES)
        yield from (Released("200", f"/sources/{source}.{form}") for form in ("ris", "bib", "csl.json"))
    for organisation in _organisations():
        yield from (Released("200", f"{language}/organisations/{organisation}/") for language in LANGUAGES)
    for code in _countries():
        yield Released("301", f"/practices/?country={code.lower()}", f"/practices/?country={code}")
        yield Released("301", f"/countries/{code.lower()}/", f"/countries/{code}/")


def _practices() -> list[dict[str, Any]]:
    files = [_toml(path) for path in sorted((FIXTURES / "practices").glob("*.toml"))]
    return [practice for practice in files if "merged_into" not in practice]


def _countries() -> list[str]:
    return sorted({row["code"] for practice in _practices() for row in practice.get("countries", [])})


def _organisations() -> list[str]:
    return sorted({row["slug"] for practice in _practices() for row in practice.get("organisations", [])})


def _values() -> dict[str, list[str]]:
    """Return the values of each facet that a link of the site leads to."""
    terms = {name: [term["slug"] for term in found] for name, found in _toml(FIXTURES / "vocabularies.toml").items()}
    with (FIXTURES / "regions.csv").open(encoding="utf-8", newline="") as file:
        regions = [row["slug"] for row in csv.DictReader(file)]
    chosen = {
        name: sorted({practice[name] for practice in _practices()})
        for name in ("instrument", "level", "evidence_basis")
    }
    return {
        "migration_phase": terms["migration_phases"],
        "policy_area": terms["policy_areas"],
        "stakeholder_type": terms["stakeholder_types"],
        "country": _countries(),
        "region": regions,
        "source": [source["slug"] for source in _toml(FIXTURES / "sources.toml")["sources"]],
        **chosen,
    }


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    known = {address.path for address in released()}
    new = {address.path: address for address in every() if address.path not in known}
    sys.stdout.writelines(f"{address}\n" for address in new.values())
