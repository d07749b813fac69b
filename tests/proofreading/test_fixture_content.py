"""What the catalogue's own fixtures hold."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from tests.each import of_each

FIXTURES = settings.BASE_DIR / "fixtures"
FILES = {path.name: tomllib.loads(path.read_text()) for path in sorted((FIXTURES / "practices").glob("*.toml"))}
PRACTICES = {name: practice for name, practice in FILES.items() if "merged_into" not in practice}
VOCABULARIES = tomllib.loads((FIXTURES / "vocabularies.toml").read_text())
SOURCES = tomllib.loads((FIXTURES / "sources.toml").read_text())["sources"]
ORGANISATIONS = tomllib.loads((FIXTURES / "organisations.toml").read_text())["organisations"]
TERMS = {f"{table}-{term['slug']}": term for table, terms in VOCABULARIES.items() for term in terms}
SENTENCE = re.compile(r"[.!?:][)’”']?$")

each_practice = of_each(PRACTICES)


def rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text in a fixture, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_of(part)


def test_the_24_named_practices_and_at_least_14_approaches_are_there() -> None:
    kinds = {practice["id"]: practice["evidence_basis"] for practice in PRACTICES.values()}
    assert [kinds.get(number) for number in range(1, 25)] == ["named-practice"] * 24
    assert list(kinds.values()).count("approach") >= 14


@of_each({name: name for name in FILES})
def test_a_file_is_named_by_the_number_of_its_practice(name: str) -> None:
    assert int(name[:3]) == FILES[name]["id"]


@each_practice
def test_title_and_summary_fit_on_a_card(practice: dict[str, Any]) -> None:
    assert 0 < len(practice["title"]) <= 120
    assert 0 < len(practice["summary"]) <= 400
    assert practice["summary"].endswith(".")
    assert not practice["title"].endswith(".")


@each_practice
def test_a_practice_says_what_it_answers_and_what_was_done(practice: dict[str, Any]) -> None:
    assert practice.get("problem", "").strip()
    assert practice.get("done", "").strip()


@each_practice
def test_texts_are_whole_sentences_or_lists(practice: dict[str, Any]) -> None:
    for name in ("problem", "done", "results", "lessons"):
        for paragraph in filter(None, practice.get(name, "").strip().split("\n\n")):
            last = paragraph.strip().splitlines()[-1]
            assert last.startswith("- ") or SENTENCE.search(last), (name, last)


@each_practice
def test_texts_hold_no_html_and_no_headings(practice: dict[str, Any]) -> None:
    for text in texts_of(practice):
        assert not re.search(r"</?[a-zA-Z][^>]*>|&[a-z]+;|&#", text), text
        assert not re.search(r"^\s*#{1,6} |^(=+|-{3,})\s*$", text, re.MULTILINE), text


@each_practice
def test_every_figure_has_a_citation(practice: dict[str, Any]) -> None:
    for figure in practice.get("figures", []):
        assert 1 <= figure["citation"] <= len(practice["citations"]), figure


@each_practice
def test_every_citation_names_a_place(practice: dict[str, Any]) -> None:
    assert practice["citations"]
    for citation in practice["citations"]:
        assert citation.get("section") or citation.get("pages") or citation.get("paragraphs"), citation


@each_practice
def test_a_practice_has_what_its_kind_must_have(practice: dict[str, Any]) -> None:
    assert practice["policy_areas"] and practice["migration_phases"] and practice["stakeholder_types"]
    assert practice["review_due"].year == 2027
    undated = practice["citations"][0]["source"] == "mc-inf-267"
    assert ("reported_on" in practice) is not undated
    actors = [*practice.get("countries", []), *practice.get("organisations", []), *practice.get("regions", [])]
    if practice["evidence_basis"] == "approach":
        assert not actors and "start_year" not in practice and "results" not in practice
        assert practice["status"] == "unknown"
        assert practice["requirements"]
    else:
        # Of 24 the report names no country: it speaks of several.
        assert actors or practice["id"] == 24
        assert "start_year" not in practice or practice["status"] != "proposed"


def test_reviews_are_spread_over_the_year() -> None:
    months = Counter(practice["review_due"].month for practice in PRACTICES.values())
    assert len(months) == 12
    assert max(months.values()) <= 2 * min(months.values())


def test_titles_and_addresses_are_all_different() -> None:
    for name in ("title", "slug", "summary"):
        values = [practice[name] for practice in FILES.values() if name in practice]
        assert len(set(values)) == len(values)


def test_every_country_but_antarctica_has_a_region() -> None:
    names = {row["name_en"] for row in rows("regions.csv")}
    homes = {
        row["iso2"]: row["intermediate_region"] or row["sub_region"] or row["region"] for row in rows("countries.csv")
    }
    assert [code for code, home in homes.items() if home not in names] == ["AQ"]
    assert len(homes) == 249


@pytest.mark.parametrize("name", ["countries.csv", "regions.csv"])
def test_every_country_and_region_has_a_name_in_each_language(name: str) -> None:
    for row in rows(name):
        assert all(row[f"name_{code}"].strip() for code in ("en", "fr", "es")), row


def test_other_names_belong_to_countries_that_are_there() -> None:
    assert {row["iso2"] for row in rows("country-aliases.csv")} <= {row["iso2"] for row in rows("countries.csv")}


@of_each(TERMS)
def test_every_term_has_a_name_and_a_description_in_each_language(term: dict[str, Any]) -> None:
    for language in (term, term["fr"], term["es"]):
        assert language["name"].strip()
        assert language["description"].endswith(".")


def test_organisations_and_sources_are_all_used() -> None:
    cited = {citation["source"] for practice in PRACTICES.values() for citation in practice["citations"]}
    taking_part = {row["slug"] for practice in PRACTICES.values() for row in practice.get("organisations", [])}
    assert {organisation["slug"] for organisation in ORGANISATIONS} == taking_part
    assert {source["slug"] for source in SOURCES} == cited


@of_each({source["slug"]: source for source in SOURCES})
def test_every_source_says_where_to_find_it_in_each_language(source: dict[str, Any]) -> None:
    for language in (source, source["fr"], source["es"]):
        assert language["where_to_find"].endswith(".")
    assert "url" not in source and "isbn" not in source and "doi" not in source  # none of the five prints any


@pytest.mark.parametrize("table", ["policy_areas", "migration_phases", "stakeholder_types"])
def test_every_term_that_readers_browse_by_is_used(table: str) -> None:
    used = {slug for practice in PRACTICES.values() for slug in practice.get(table, [])}
    assert {term["slug"] for term in VOCABULARIES[table]} == used
