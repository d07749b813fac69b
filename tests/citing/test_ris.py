"""RIS: what other programs read back is what was written."""

from __future__ import annotations

from typing import Any

import rispy
from hypothesis import given

from practices.citing import ris
from tests.citing.entries import ACCESSED, citation, document, entry, plain, source, texts
from tests.drawing import examples


def read(text: str) -> list[dict[str, Any]]:
    return rispy.loads(text)  # type: ignore[no-any-return]


def test_an_entry_is_a_web_page_with_all_that_a_reference_needs() -> None:
    assert read(ris.write(entry(), ACCESSED)) == [
        {
            "type_of_reference": "ELEC",
            "id": "labour-mobility-12",
            "authors": ["International Organization for Migration,"],
            "title": "Kenya trains nurses",
            "secondary_title": "Labour Mobility Practices",
            "publisher": "International Organization for Migration",
            "year": "2026",
            "date": "2026/03/04",
            "access_date": "2026/11/22",
            "urls": ["https://example.org/practices/12/"],
            "abstract": "What Kenya did.",
            "keywords": ["Recruitment regulation", "Planning", "Kenya"],
            "language": "en",
            "notes": [
                "Drawn from International Organization for Migration; Klein Solomon, Michele (2010). Making Global"
                " Labour Mobility a Catalyst for Development. International Dialogue on Migration No. 12. International"
                " Organization for Migration, Geneva. ISSN 1726-2224, section ‘Remittances’, pp. 21–26."
            ],
        }
    ]


def test_its_source_is_a_report_with_people_and_institutions() -> None:
    (record,) = read(ris.write_source(document()))
    assert record["type_of_reference"] == "RPRT"
    assert record["authors"] == ["International Organization for Migration,", "Klein Solomon, Michele"]
    assert record["secondary_title"] == "International Dialogue on Migration"
    assert (record["year"], record["issn"], record["start_page"], record["end_page"]) == ("2010", "12", "21", "26")
    assert "ISSN 1726-2224" in record["notes"][0]


def test_what_is_not_known_is_left_out() -> None:
    bare = source(kind="presentation", year=None, series="", number="", issn="", place="", publisher="")
    (record,) = read(ris.write_source(document(source=bare, pages="", paragraphs="3-4")))
    assert record["type_of_reference"] == "SLIDE"
    assert not {"year", "secondary_title", "issn", "place_published", "publisher", "start_page"} & set(record)


def test_pages_to_the_end_have_no_last_page() -> None:
    (record,) = read(ris.write_source(document(pages="47-")))
    assert record["start_page"] == "47" and "end_page" not in record


def test_a_document_names_all_passages_and_pages_only_where_there_is_one() -> None:
    passages = [citation(), citation(section="", pages="", paragraphs="7")]
    (record,) = read(ris.write_source(document(*passages)))
    assert record["notes"][0].endswith("section ‘Remittances’, pp. 21–26; para. 7.")
    assert "start_page" not in record


def test_an_entry_names_all_documents_that_it_rests_on() -> None:
    other = source(authors="ILO", title="A framework", series="", publisher="", place="", issn="", year=2007)
    documents = [document(), document(source=other, section="", pages="", paragraphs="10")]
    (record,) = read(ris.write(entry(documents=documents), ACCESSED))
    assert record["notes"][0].endswith("pp. 21–26. Drawn from ILO (2007). A framework, para. 10.")


def test_lines_end_as_the_format_asks() -> None:
    written = ris.write(entry(), ACCESSED)
    assert written.endswith("ER  - \r\n")
    assert all(line[2:6] == "  - " for line in written.split("\r\n")[:-1])


@given(title=texts, summary=texts, word=texts, section=texts)
@examples(60)
def test_any_text_comes_back(title: str, summary: str, word: str, section: str) -> None:
    made = entry(title=title, summary=summary, areas=[word], documents=[document(section=section)])
    first, second = read(ris.write(made, ACCESSED) + ris.write(entry(), ACCESSED))
    # The parser trims more kinds of space than there are line breaks.
    assert first.get("title", "") == plain(title).strip()
    assert first.get("abstract", "") == plain(summary).strip()
    assert first["keywords"][0] in (plain(word).strip(), "Planning")
    assert plain(section).strip() in first["notes"][0]
    assert second["title"] == "Kenya trains nurses"
