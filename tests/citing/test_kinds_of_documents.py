"""Documents of every kind in every format, with their numbers, and institutions that stay in one piece."""

from __future__ import annotations

import pytest

from practices.citing import bibtex, csl, references, ris
from practices.citing.entry import Document
from practices.metadata import schema_org
from practices.models import Source
from tests.citing import zotero
from tests.citing.entries import document, source
from tests.citing.test_bibtex import read as read_bibtex
from tests.citing.test_csl import is_valid
from tests.citing.test_ris import read as read_ris

KOREA = "{Ministry of Labour, Republic of Korea}"
NUMBERED = {"isbn": "978-92-9068-406-0", "doi": "10.18356/1a_2b", "issn": ""}


@pytest.mark.parametrize("kind", Source.Kind.values)
def test_every_kind_makes_valid_records(kind: str) -> None:
    made = document(source=source(kind=kind, **NUMBERED))
    item = csl.source_item(made)
    assert is_valid([item])
    assert (item["ISBN"], item["DOI"]) == ("978-92-9068-406-0", "10.18356/1a_2b")
    ((_kind, _key, fields),) = read_bibtex(bibtex.write_source(made))
    assert fields["doi"] == "10.18356/1a_2b" and "ISBN 978-92-9068-406-0" in fields["note"]
    (record,) = read_ris(ris.write_source(made))
    assert record["doi"] == "10.18356/1a_2b"
    assert "ISBN 978-92-9068-406-0. DOI 10.18356/1a_2b, section" in record["notes"][0]


@pytest.mark.parametrize(
    ("kind", "in_ris", "in_bibtex", "in_csl"),
    [
        ("report", "RPRT", "techreport", "report"),
        ("evaluation", "RPRT", "techreport", "report"),
        ("article", "JOUR", "article", "article-journal"),
        ("law", "STAT", "misc", "legislation"),
        ("treaty", "GEN", "misc", "treaty"),
        ("dataset", "DATA", "misc", "dataset"),
        ("web-page", "ELEC", "online", "webpage"),
    ],
)
def test_a_kind_is_what_each_format_calls_it(kind: str, in_ris: str, in_bibtex: str, in_csl: str) -> None:
    made = document(source=source(kind=kind))
    assert ris.write_source(made).startswith(f"TY  - {in_ris}\r\n")
    assert bibtex.write_source(made).startswith(f"@{in_bibtex}{{")
    assert csl.source_item(made)["type"] == in_csl


def test_an_article_stands_in_a_journal() -> None:
    made = document(source=source(kind="article", series="International Migration", number="3", issn="0020-7985"))
    item = csl.source_item(made)
    assert (item["container-title"], item["issue"]) == ("International Migration", "3")
    assert "  journal = {International Migration},\n" in bibtex.write_source(made)
    assert "IS  - 3\r\nSN  - 0020-7985\r\n" in ris.write_source(made)


def test_an_institution_with_a_comma_is_one_author_and_no_person() -> None:
    made = document(source=source(authors=f"{KOREA}\nKlein Solomon, Michele"))
    assert csl.source_item(made)["author"][0] == {"literal": "Ministry of Labour, Republic of Korea"}
    written = bibtex.write_source(made)
    assert "author = {{Ministry of Labour, Republic of Korea} and Klein Solomon, Michele}" in written
    assert zotero.creators_of_ris(ris.write_source(made)) == [
        ("", "Ministry of Labour‚ Republic of Korea"),
        ("Michele", "Klein Solomon"),
    ]
    assert references.of_source(made.source).startswith(
        "Ministry of Labour, Republic of Korea; Klein Solomon, Michele ("
    )


def test_a_document_alone_has_no_place_in_it() -> None:
    alone = Document(source(), [])
    (record,) = read_ris(ris.write_source(alone))
    assert record["notes"] == [references.of_source(source())]
    assert is_valid([csl.source_item(alone)]) and "note" not in csl.source_item(alone)


def test_a_series_without_a_number_says_none() -> None:
    assert "No." not in references.of_source(source(number=""))


def test_schema_org_has_a_type_for_every_kind_and_all_numbers() -> None:
    for kind in Source.Kind.values:
        work = schema_org._work(source(kind=kind, **NUMBERED))
        assert (work["isbn"], work["sameAs"]) == ("978-92-9068-406-0", "https://doi.org/10.18356/1a_2b")
    assert schema_org._work(source(kind="treaty"))["@type"] == "Legislation"
    (first, _second) = schema_org._work(source(authors=f"{KOREA}\nA, B"))["author"]
    assert first == {"@type": "Organization", "name": "Ministry of Labour, Republic of Korea"}
