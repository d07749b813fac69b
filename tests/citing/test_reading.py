"""References that are pasted: what is understood of them, and what is said of the rest."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from practices.citing import bibtex, reading, ris
from practices.citing.entry import Document
from practices.models import Source
from tests.citing.entries import NASTY, source

RIS = """TY  - RPRT
AU  - Klein Solomon, Michele
AU  - International Organization for Migration,
TI  - Making Global Labour Mobility a Catalyst
      for Development
PY  - 2007
DA  - 2007/10/08
PB  - IOM
CY  - Geneva
SN  - 978-92-9068-406-0
UR  - https://example.org/a_b
LA  - English
KW  - migration
ER  -
TY  - BOOK
ER  -
Sent from my library
"""
BIBTEX = r"""@string{iom = "International Organization for Migration"}
@article{key,
  author = {{Ministry of Labour and Employment, Republic of Korea} and Jos{\'e} de la Cruz and King, Jr., Martin},
  title = {{Labour} migration: 50\% of {\~n}and{\'u}s},
  journal = "International Labour Review", publisher = iom,
  year = 2009, month = may, number = {4}, issn = {0020-7780}, doi = {https://doi.org/10.1111/j.1564-913X.2009.00048.x},
  url = {https://example.org/a_b?c=1%20d}, language = {french}, abstract = {Long.}
}
"""


def test_an_entry_in_ris_fills_the_fields_and_says_what_is_left() -> None:
    found = reading.read(RIS)
    assert found.fields == {
        "kind": "report",
        "authors_en": "Klein Solomon, Michele\n{International Organization for Migration}",
        "title": "Making Global Labour Mobility a Catalyst for Development",
        "year": "2007",
        "date": "2007-10-08",
        "publisher_en": "IOM",
        "place_en": "Geneva",
        "isbn": "978-92-9068-406-0",
        "url": "https://example.org/a_b",
        "language": "en",
    }
    assert (found.left, found.others) == (["KW: migration"], 1)


def test_an_entry_in_bibtex_fills_the_fields_and_says_what_is_left() -> None:
    found = reading.read(BIBTEX)
    assert found.fields == {
        "kind": "article",
        "authors_en": "{Ministry of Labour and Employment, Republic of Korea}\nde la Cruz, José\nKing, Jr., Martin",
        "title": "Labour migration: 50% of ñandús",
        "series": "International Labour Review",
        "publisher_en": "International Organization for Migration",
        "year": "2009",
        "number": "4",
        "issn": "0020-7780",
        "doi": "10.1111/j.1564-913X.2009.00048.x",
        "url": "https://example.org/a_b?c=1%20d",
        "language": "fr",
    }
    assert found.left == ["abstract: Long."]


@pytest.mark.parametrize("text", ["10.18356/1a2b3c4d", "doi:10.18356/1a2b3c4d", " https://doi.org/10.18356/1a2b3c4d\n"])
def test_a_doi_is_all_that_is_known_of_it(text: str) -> None:
    assert reading.read(text).fields == {"doi": "10.18356/1a2b3c4d"}


@pytest.mark.parametrize(
    "text", ["", "A report by IOM, 2010", "TY", "@", "@article{", "@comment{x}", "{" * 9000 + "@a{"]
)
def test_what_is_no_reference_is_refused_with_what_would_be_one(text: str) -> None:
    with pytest.raises(ValidationError, match="neither a DOI nor an entry"):
        reading.read(text)


def test_more_than_one_reference_could_be_is_refused() -> None:
    with pytest.raises(ValidationError, match="more than one reference"):
        reading.read("TY  - RPRT\n" + "AB  - x\n" * 2000)


@pytest.mark.parametrize("kind", Source.Kind.values)
def test_what_the_catalogue_writes_is_read_as_it_was(kind: str) -> None:
    made = source(
        kind=kind, year=2007, date=datetime.date(2007, 10, 8), issn="", language="fr", url="https://a.org/b_c"
    )
    made.authors = "{Ministry of Labour, Republic of Korea}\nKlein Solomon, Michele"
    for writer in (ris, bibtex):
        fields = reading.read(writer.write_source(Document(made, []))).fields
        assert fields["kind"] == kind
        told: dict[str, Any] = {"title": made.title, "date": "2007-10-08", "language": "fr", "url": made.url}
        assert told.items() <= fields.items()
        assert fields["authors_en"] == made.authors


@given(
    st.one_of(st.text(max_size=200), st.sampled_from(NASTY)),
    st.sampled_from(["TI  - {}", "@misc{{k, title = {{{}}}}}"]),
)
def test_no_text_is_too_strange(text: str, form: str) -> None:
    for pasted in (text, "TY  - GEN\n" + form.format(text)):
        try:
            found = reading.read(pasted)
        except ValidationError:
            continue
        assert all(isinstance(value, str) for value in found.fields.values())


@pytest.mark.parametrize("tag", ["M1", "C1", "SN", "M2"])
def test_a_document_symbol_is_told_from_other_numbers(tag: str) -> None:
    found = reading.read(f"TY  - RPRT\nTI  - One\n{tag}  - MC/INF/267\nER  - \n")
    assert found.fields["document_symbol"] == "MC/INF/267" and "number" not in found.fields


def test_what_is_no_document_symbol_stays_out_of_it() -> None:
    found = reading.read("TY  - RPRT\nTI  - One\nM1  - 12/3\nC1  - Read by both of us\nER  - \n")
    assert "document_symbol" not in found.fields
    assert found.fields["number"] == "12/3" and found.left == ["C1: Read by both of us"]


def test_a_citation_in_words_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValidationError, match="type it into the fields below"):
        reading.read("Abella, M. (2004). Cooperation in managing labour migration. Geneva: ILO.")
