"""Files that are made to take time or memory: refused within bounds, or read within them.

Those of which time would be the matter take minutes where a bound is missing.
"""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client

from practices.exchange import reading
from practices.exchange.table import Table, Unreadable
from practices.models import Upload
from tests import factories
from tests.exchange.files import NEW, SHEET, csv_bytes, problems, send, text_of, with_part, workbook, xlsx_bytes

pytestmark = pytest.mark.usefixtures("vocabulary")


def read(data: bytes) -> Table:
    return reading.read(io.BytesIO(data))


def in_sheet(change: Callable[[bytes], bytes]) -> bytes:
    return with_part(xlsx_bytes(workbook(NEW)), SHEET, change)


def rows(cells: str) -> Callable[[bytes], bytes]:
    """Return what puts a row with these cells below the headings."""
    return lambda old: old.replace(b"</row>", b'</row><row r="2">' + cells.encode() + b"</row>", 1)


def with_texts(texts: str, rows: str) -> bytes:
    """Return a workbook whose cells share these texts, with rows more."""
    data = in_sheet(lambda old: old.replace(b"</sheetData>", rows.encode() + b"</sheetData>"))
    data = with_part(data, "xl/_rels/workbook.xml.rels", lambda old: old.replace(b"</Rel", TEXTS_ARE_THERE + b"</Rel"))
    return with_part(data, "xl/texts.xml", lambda _old: f'<sst xmlns="x">{texts}</sst>'.encode())


def packed_by(method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(workbook(NEW)))) as old, zipfile.ZipFile(file, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return file.getvalue()


def many_parts(number: int) -> bytes:
    """Return an archive whose list names parts that aren't there."""
    part = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, *[0] * 7, 1, *[0] * 6) + b"a"
    told, unsaid = (number, number, number * len(part), 4), (2**16 - 1, 2**16 - 1, 2**32 - 1, 2**32 - 1)
    end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, *told)
    end += struct.pack("<4sLQL", b"PK\6\7", 0, 4 + number * len(part), 1)
    return b"PK\3\4" + part * number + end + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *unsaid, 0)


LINES = csv_bytes(NEW)
LONG = csv_bytes(NEW, *({"title_en": f"Practice {number}"} for number in range(100_000)))
ROW = b"<row><c><v>1</v></c></row>"
ATTRIBUTES = b" ".join(b'a%d="1"' % number for number in range(300_000)) + b" "
TEXTS_ARE_THERE = b'<Relationship Id="t" Type="http://x/sharedStrings" Target="texts.xml"/>'
LONG_ROW = "<row>" + '<c t="s"><v>0</v></c>' * 6 + "</row>"

WORST: dict[str, tuple[Callable[[], bytes], str]] = {
    "100,000 rows of CSV": (lambda: LONG, "The file has more than 2000 rows."),
    "100,000 rows of XLSX": (
        lambda: in_sheet(lambda old: old.replace(b"</sheetData>", ROW * 100_000 + b"</sheetData>")),
        "The file has more than 2000 rows.",
    ),
    "a bomb of blanks": (lambda: in_sheet(lambda old: old + b" " * 200_000_000), "far larger unpacked"),
    "a bomb of cells": (
        lambda: in_sheet(lambda old: old.replace(b"</row>", b"<c/>" * 5_000_000 + b"</row>", 1)),
        "far larger unpacked",
    ),
    "a bomb of styles": (
        lambda: with_part(
            xlsx_bytes(workbook(NEW)), "xl/styles.xml", lambda _old: b"<s>" + b"<xf/>" * 60_000 + b"</s>"
        ),
        "far larger unpacked",
    ),
    "headings by the thousand": (
        lambda: csv_bytes({"id": 1, **{f"c{number}": "x" for number in range(20_000)}}),
        "The sheet goes on beyond column GR.",
    ),
    "a quotation mark without an end": (lambda: LINES + b'"' + b"x" * 5_000_000, "Row 3 holds more than 2000000"),
    "more text than is kept": (
        lambda: csv_bytes(*({**NEW, "done_en": "\N{GRINNING FACE}" * 2200} for _row in range(1000))),
        "The file holds more than can be imported at once.",
    ),
    "more terms than are looked up": (
        lambda: csv_bytes(*({**NEW, "regions": "africa;" * 1000} for _row in range(300))),
        "The file holds more than can be imported at once.",
    ),
    "a cell far to the right": (lambda: in_sheet(rows('<c r="XFD2"><v>1</v></c>')), "beyond column GR."),
    "a row that comes twice": (
        lambda: in_sheet(rows('<c r="A2"><v>1</v></c></row><row r="2">')),
        "The workbook can't be read.",
    ),
    "a number without an end": (lambda: in_sheet(rows(f"<c><v>{'9' * 10_000}</v></c>")), "can't be read."),
    "a bomb of attributes": (
        lambda: in_sheet(lambda old: old.replace(b"<row ", b"<row " + ATTRIBUTES, 1)),
        "far larger unpacked",
    ),
    "a bomb of names": (
        lambda: in_sheet(rows("".join(f"<n{number}/>" for number in range(50_000)))),
        "far larger unpacked",
    ),
    "a bomb of depth": (lambda: in_sheet(rows("<a>" * 1_000_000)), "far larger unpacked"),
    "a bomb of one comment": (lambda: in_sheet(rows(f"<!--{'x' * 30_000_000}-->")), "far larger unpacked"),
    "a bomb of text": (
        lambda: in_sheet(rows(f'<c t="inlineStr"><is><t>{"x" * 30_000_000}</t></is></c>')),
        "far larger unpacked",
    ),
    "a bomb of shared texts": (lambda: with_texts("<si><t>x</t></si>" * 1_000_000, ""), "far larger unpacked"),
    "one long text in 12,000 cells": (
        lambda: with_texts(f"<si><t>{'x' * 32_000}</t></si>", LONG_ROW * 1999),
        "far larger unpacked",
    ),
    "a bomb of LZMA": (lambda: packed_by(zipfile.ZIP_LZMA), "The workbook can't be read."),
    "an archive of 100,000 parts": (lambda: many_parts(100_000), "far larger unpacked"),
}
# What takes much memory where it is not bounded. (To follow the memory of those of many small pieces takes seconds.)
HEAVY = [
    *("100,000 rows of CSV", "headings by the thousand", "a quotation mark without an end", "more text than is kept"),
    *("a bomb of blanks", "a bomb of attributes", "a bomb of names", "a bomb of depth", "a bomb of one comment"),
    *("a bomb of text", "one long text in 12,000 cells", "an archive of 100,000 parts"),
]


@pytest.mark.parametrize("worst", WORST)
def test_it_is_refused_with_a_sentence(client: Client, worst: str) -> None:
    make, said = WORST[worst]
    data = make()
    client.force_login(factories.person("editor", "Editor"))
    response = send(client, data)
    assert response.status_code == 422
    assert said in text_of(response).partition("errornote")[2].partition("</div>")[0]
    assert not Upload.objects.exists()


@pytest.mark.parametrize("heavy", HEAVY)
def test_it_is_refused_before_it_takes_memory(heavy: str) -> None:
    data = WORST[heavy][0]()
    tracemalloc.start()
    with pytest.raises(Unreadable):
        read(data)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60_000_000


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_large_file_that_is_accepted_takes_little_memory(ending: str) -> None:
    """However odd its letters are: Python keeps a text with one of these in four times the memory."""
    row = NEW | dict.fromkeys(("done_en", "done_fr", "problem_en", "problem_fr"), "x" * 800 + "\N{GRINNING FACE}")
    rows = [row] * 2000
    data = csv_bytes(*rows) if ending == "csv" else xlsx_bytes(workbook(*rows))
    tracemalloc.start()
    table = read(data)
    again = Table.from_json(json.loads(json.dumps(table.to_json())))
    numbers = [row.number for batch in again.batches() for row in batch]
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert numbers == list(range(2, 2002))
    assert {name: cell.text for name, cell in again.rows[-1].cells.items()} == row
    assert most < 60_000_000


HARD: dict[str, tuple[dict[str, str], str]] = {
    "spaces that may end in a new line": ({"credit": "a   " * 225_000}, "at most 200 characters"),
    "marks that take the meaning away": ({"countries": "\\a" * 400_000}, "A line of this cell has more than 100000"),
    "numbers that go on": ({"citations": "report | pages=" + "1," * 400_000}, "A line of this cell has more than"),
    "lines that go on": ({"countries": "XX | origin\n" * 1_900}, "There are more than 2000 parts in this cell."),
    "terms that go on": ({"regions": "africa;" * 2_100}, "There are more than 2000 parts in this cell."),
    "digits that go on": ({"start_year": "1" * 900_000}, "is not a whole number."),
}


@pytest.mark.parametrize("hard", HARD)
def test_no_cell_is_hard_to_understand(hard: str) -> None:
    change, expected = HARD[hard]
    [said] = problems(csv_bytes(NEW | change), factories.person("editor", "Editor"))
    assert expected in said


def test_a_cell_tells_some_mistakes_and_a_page_some_rows(client: Client) -> None:
    wrong = NEW | {"countries": "\n".join(f"nowhere {number} | origin" for number in range(300))}
    client.force_login(factories.person("editor", "Editor"))
    response = send(client, csv_bytes(*[wrong] * 100))
    page = text_of(client.get(response["Location"]))
    assert page.count("<br>Line ") == 200
    assert "There may be more mistakes. The rows below row 11 are looked at when these are mended." in page
