"""The numbers that documents have in the world, and their languages: what is refused, and what is said instead."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from practices.models import Source


def said(**fields: Any) -> list[str]:
    """Return what is said of a source with these fields."""
    source = Source(**{"slug": "a", "title": "A", "short_citation": "A", "kind": "report", "authors": "A"} | fields)
    try:
        source.clean_fields()
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize(
    "isbn", ["978-92-9068-406-0", "9789290684060", "0-306-40615-2", "080442957X", "979-10-90636-07-1"]
)
def test_an_isbn_with_the_right_last_digit_is_taken(isbn: str) -> None:
    assert said(isbn=isbn) == []


@pytest.mark.parametrize(
    ("isbn", "what"),
    [
        ("978-92-9068-406-1", "typing error"),
        ("0306406153", "typing error"),
        ("97892906840", "13 or 10 digits"),
        ("977-92-9068-406-0", "13 or 10 digits"),
        ("-978929068406-0", "13 or 10 digits"),
        ("ISBN 97892906840", "13 or 10 digits"),
        ("ISBN 978 92 9068 406 1", "typing error"),
        ("９７８９２９０６８４０６０", "13 or 10 digits"),
    ],
)
def test_any_other_is_refused_with_the_reason(isbn: str, what: str) -> None:
    (message,) = said(isbn=isbn)
    assert what in message


@pytest.mark.parametrize("doi", ["10.18356/1a2b3c4d", "10.1000.10/123", "10.1787/9789264(2019)1-en"])
def test_a_doi_is_taken(doi: str) -> None:
    assert said(doi=doi) == []
    assert Source(doi=doi).doi_url.startswith("https://doi.org/10.")


@pytest.mark.parametrize("doi", ["https://example.org/10.18356/1a", "10.18356", "11.1/a", "10.18356/a b\n"])
def test_any_other_doi_is_refused_and_shown_how_to_write_it(doi: str) -> None:
    assert "Write the DOI, as 10.18356/1a2b3c4d" in said(doi=doi)[0]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("doi", "https://doi.org/10.18356/1a%28b%29", "10.18356/1a(b)"),
        ("doi", "http://dx.doi.org/10.18356/1a", "10.18356/1a"),
        ("doi", "DOI: 10.18356/1a", "10.18356/1a"),
        ("isbn", "ISBN-13: 978 92 9068 406 0", "978-92-9068-406-0"),
        ("isbn", "0-8044-2957-x", "0-8044-2957-X"),
        ("issn", "ISSN 17262224", "1726-2224"),
        ("issn", "2434–561x", "2434-561X"),
    ],
)
def test_numbers_are_kept_bare_however_they_are_given(name: str, typed: str, kept: str) -> None:
    source = Source(**{name: typed})
    field = Source._meta.get_field(name)
    assert field.clean(typed, source) == kept == field.formfield().clean(typed)  # type: ignore[union-attr]


@pytest.mark.parametrize(("issn", "what"), [("1726-2225", "typing error"), ("1726-222", "eight digits")])
def test_an_issn_is_held_to_its_last_digit(issn: str, what: str) -> None:
    assert what in said(issn=issn)[0]


def test_a_year_is_one_in_which_documents_were_issued() -> None:
    coming = timezone.localdate().year + 1
    for year in (1799, coming + 1, 20100):
        assert said(year=year) == [f"Write a year between 1800 and {coming}."]
    assert said(year=1926) == said(year=coming) == []
    assert said(date=datetime.date(1201, 1, 1)) == [f"Write a year between 1800 and {coming}."]


@pytest.mark.both_databases
def test_an_address_may_have_600_characters() -> None:
    address = f"https://example.org/{'a' * 580}"
    assert said(url=address, archived_url=address) == []
    assert said(url=address + "a")


@pytest.mark.parametrize("language", ["en", "ar", "fil"])
def test_a_language_is_a_code_of_iso_639(language: str) -> None:
    assert said(language=language) == []


@pytest.mark.parametrize("language", ["xx", "EN", "en-GB", "french"])
def test_any_other_language_is_refused_by_name(language: str) -> None:
    assert f"‘{language}’ is no code of ISO 639" in said(language=language)[0]


def test_what_is_not_known_stays_empty() -> None:
    assert said() == []
    assert Source().doi_url == ""


def test_an_institution_in_braces_is_read_without_them() -> None:
    source = Source(authors="{Ministry of Labour, Republic of Korea}\nKlein Solomon, Michele\n\n ILO ")
    assert source.author_names == ["Ministry of Labour, Republic of Korea", "Klein Solomon, Michele", "ILO"]
