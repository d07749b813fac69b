"""CSL JSON: it is what the schema of the Citation Style Language asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import given

from practices.citing import csl
from tests.citing.entries import ACCESSED, document, entry, plain, source, texts
from tests.drawing import examples

SCHEMA = jsonschema.Draft7Validator(json.loads((Path(__file__).parent / "csl-data.json").read_text()))


def is_valid(items: list[dict[str, Any]]) -> bool:
    return not list(SCHEMA.iter_errors(json.loads(json.dumps(items))))


def test_the_schema_can_refuse() -> None:
    assert not is_valid([{"id": "x", "type": "practice"}])
    assert not is_valid([{"id": "x", "type": "webpage", "institution": "IOM"}])


def test_an_entry_is_a_web_page_with_all_that_a_reference_needs() -> None:
    item = csl.item(entry(), ACCESSED)
    assert is_valid([item])
    assert item.pop("note").startswith("Drawn from International Organization for Migration; Klein Solomon")
    assert item == {
        "id": "labour-mobility-12",
        "type": "webpage",
        "title": "Kenya trains nurses",
        "author": [{"literal": "International Organization for Migration"}],
        "container-title": "Labour Mobility Practices",
        "publisher": "International Organization for Migration",
        "number": "12",
        "issued": {"date-parts": [[2026, 3, 4]]},
        "accessed": {"date-parts": [[2026, 11, 22]]},
        "URL": "https://example.org/practices/12/",
        "abstract": "What Kenya did.",
        "keyword": "Recruitment regulation; Planning; Kenya",
        "language": "en",
    }


def test_its_source_is_a_report() -> None:
    item = csl.source_item(document())
    assert is_valid([item])
    assert item["type"] == "report"
    assert item["author"] == [
        {"literal": "International Organization for Migration"},
        {"family": "Klein Solomon", "given": "Michele"},
    ]
    assert (item["issued"], item["page"], item["ISSN"]) == ({"date-parts": [[2010]]}, "21-26", "1726-2224")


def test_what_is_not_known_is_left_out() -> None:
    bare = source(kind="presentation", year=None, series="", number="", issn="", place="", publisher="")
    item = csl.source_item(document(source=bare, pages=""))
    assert is_valid([item])
    assert set(item) == {"id", "type", "title", "author", "genre", "language", "note"}
    assert item["type"] == "speech"


@given(title=texts, summary=texts, word=texts, section=texts)
@examples(60)
def test_any_text_comes_back(title: str, summary: str, word: str, section: str) -> None:
    made = entry(title=title, summary=summary, areas=[word], documents=[document(section=section)])
    item = json.loads(json.dumps(csl.item(made, ACCESSED)))
    assert is_valid([item, csl.source_item(made.documents[0])])
    # At both ends, more kinds of space are left out than there are line breaks.
    assert item.get("title", "") == plain(title).strip()
    assert item.get("abstract", "") == plain(summary).strip()
    assert item["keyword"].startswith(plain(word).strip())
    assert plain(section) in item["note"]
