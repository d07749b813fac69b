"""Results as a workbook: types, a sheet that says what it is, and what a sheet can't hold."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.db.models import Value
from django.test import Client

from practices.exports import xlsx_file
from practices.models import Practice
from tests import factories
from tests.exports.test_taking_results_away import rows, table, taken, workbook


@pytest.mark.usefixtures("catalogue")
def test_a_workbook_has_types_and_a_sheet_that_says_what_it_is(client: Client) -> None:
    practices, about = workbook(taken(client, "xlsx", "?country=MA&country=PH&q=workers")).worksheets
    (first, *others) = rows(practices)
    assert isinstance(first["Entry number"], int)
    assert isinstance(first["As reported on"], datetime.datetime)
    assert isinstance(first["Published"], datetime.datetime)
    assert {type(row["From year"]) for row in others} <= {int, type(None)}
    assert practices.freeze_panes == "D2"
    assert practices.auto_filter.ref == practices.dimensions
    assert practices.column_dimensions["C"].width == 50
    notes = dict(about.iter_rows(values_only=True))
    assert notes["Search"] == "workers"
    assert notes["Country"] == "Morocco or Philippines"
    assert notes["Address"] == f"{settings.SITE_URL}/practices/?q=workers&country=MA&country=PH"
    assert notes["Practices"] == len(others) + 1
    assert notes["Date"].date() == datetime.datetime.now(tz=datetime.UTC).date()
    assert notes["Licence"] == f"{settings.LICENCE_NAME}, {settings.LICENCE_URL}"
    assert "their own rights" in notes["Sources"]


@pytest.mark.usefixtures("catalogue")
def test_a_workbook_is_readable_as_it_opens_and_on_paper(client: Client) -> None:
    made = workbook(taken(client, "xlsx", "?country=PH", "/fr"))
    practices, about = made.worksheets
    assert (made.properties.language, made.properties.creator) == ("fr", settings.PUBLISHER)
    for sheet in (practices, about):
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
    assert practices.print_area.startswith("'Pratiques'!$A$1:$D$")
    link = practices["B2"]
    assert link.hyperlink.target == link.value
    assert practices["D2"].alignment.wrap_text
    assert practices.row_dimensions[2].height >= 30
    assert {cell.hyperlink.target for (cell,) in about["B1:B20"] if cell.hyperlink} >= {settings.LICENCE_URL}


def test_a_cell_holds_no_more_than_a_spreadsheet_can_show(client: Client, vocabulary) -> None:
    practice = factories.practice()
    Practice.objects.filter(pk=practice.pk).update(
        problem_en="\N{GRINNING FACE}" * 20_000,
        done_en=Value("a\x01b\x0bc"),  # which the field would clean
    )
    (row,) = rows(workbook(taken(client, "xlsx")).worksheets[0])
    cut = row["The problem it answers"]
    assert len(cut.encode("utf-16-le")) // 2 in {32_766, 32_767}
    assert cut.endswith("\N{GRINNING FACE} […]")
    assert row["What was done"] == "a_x0001_b_x000B_c"
    (whole,) = table(taken(client, "csv"))
    assert len(whole["The problem it answers"]) == 20_000


def test_more_practices_than_a_sheet_has_rows_are_refused(client: Client, vocabulary, monkeypatch) -> None:
    factories.practice()
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 0)
    answer = client.get("/practices/export.xlsx")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert b"CSV" in answer.content
