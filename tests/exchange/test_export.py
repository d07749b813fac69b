"""Exporting practices: which ones, to whom, and nothing that runs on the machine of whoever opens them."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices.exchange import columns
from practices.models import Figure, Practice
from tests import factories
from tests.exchange.files import LIST, exported, text_of

pytestmark = pytest.mark.usefixtures("vocabulary")
CSV, XLSX = "admin:practices_practice_export_csv", "admin:practices_practice_export_xlsx"


@pytest.fixture
def user(db: None) -> User:
    """An editor."""
    return factories.person("nadia", "Editor")


@pytest.fixture
def client(user: User) -> Client:
    """Their browser."""
    return factories.signed_in(user)


def rows_of(response: Any) -> list[dict[str, str]]:
    """Return the rows of a CSV file that was sent."""
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheet_of(response: Any) -> Any:
    """Return the first sheet of a workbook that was sent."""
    return openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]


def numbers(rows: list[dict[str, str]]) -> set[int]:
    return {int(row["id"]) for row in rows}


def test_the_chosen_ones_are_exported(client: Client) -> None:
    one, other, _third = (factories.draft() for _number in range(3))
    for action in ("export_csv", "export_xlsx"):
        response = client.post(reverse(LIST), {"action": action, "_selected_action": [one.pk, other.pk]})
        assert response["Content-Disposition"].startswith('attachment; filename="practices-')
        if action == "export_csv":
            assert response["Content-Type"] == "text/csv; charset=utf-8"
            assert numbers(rows_of(response)) == {one.pk, other.pk}
        else:
            sheet = sheet_of(response)
            assert [cell.value for cell in sheet[1]] == columns.headings()
            assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {one.pk, other.pk}


def test_all_pages_of_the_list_can_be_chosen(client: Client) -> None:
    made = {factories.draft().pk for _number in range(60)}
    data = {"action": "export_csv", "_selected_action": [min(made)], "select_across": "1"}
    assert numbers(rows_of(client.post(reverse(LIST), data))) == made


def test_all_that_match_what_the_list_is_asked_for_are_exported(client: Client) -> None:
    wanted = factories.draft("Remittances are free")
    factories.draft("Nurses")
    factories.practice("Remittances are dear")
    question = "?q=remittances&state__exact=draft&p=1&o=1"
    assert f"export.csv{question}" in text_of(client.get(reverse(LIST) + question))
    for address in (CSV, XLSX):
        response = client.get(reverse(address) + question)
        assert response.status_code == 200
        found = rows_of(response) if address == CSV else [{"id": sheet_of(response)["A2"].value}]
        assert numbers(found) == {wanted.pk}


@pytest.mark.parametrize("question", ["?nothing=1", "?state__exact[]=x", "?p=x", "?q=%00", "?e=1", "?o=99.-99"])
def test_no_question_breaks_it(client: Client, question: str) -> None:
    factories.draft()
    for address in (CSV, XLSX):
        assert client.get(reverse(address) + question).status_code in {200, 302, 400}


def test_who_enters_drafts_exports_what_they_see() -> None:
    writer = factories.person("writer", "Contributor")
    mine, public = factories.draft(author=writer), factories.practice()
    factories.draft("Somebody else's")
    client = factories.signed_in(writer)
    assert numbers(rows_of(client.get(reverse(CSV)))) == {mine.pk, public.pk}
    everything = {"action": "export_csv", "_selected_action": [p.pk for p in Practice.objects.all()]}
    assert numbers(rows_of(client.post(reverse(LIST), everything))) == {mine.pk, public.pk}


def test_who_may_not_see_practices_exports_none() -> None:
    client = factories.signed_in(factories.person("nobody"))
    assert [client.get(reverse(address)).status_code for address in (CSV, XLSX)] == [403, 403]
    assert Client().get(reverse(CSV)).status_code == 302


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "＝1"])
def test_no_cell_of_csv_begins_like_a_formula(client: Client, text: str) -> None:
    factories.draft(text)
    [row] = rows_of(client.get(reverse(CSV)))
    assert row["title_en"] == "'" + text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "2007-01-01", "TRUE"])
def test_texts_are_texts_in_a_workbook(client: Client, text: str) -> None:
    factories.draft(text)
    cell = sheet_of(client.get(reverse(XLSX)))["C2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_what_is_too_long_for_a_spreadsheet_is_told_and_goes_into_csv(client: Client) -> None:
    practice = factories.draft()
    figures = [Figure(practice=practice, value=i, label_en="x" * 200, label_fr="é" * 200) for i in range(90)]
    Figure.objects.bulk_create(figures)
    page = text_of(client.get(reverse(XLSX), follow=True))
    assert f"Practice {practice.pk}: the column figures is too long for a spreadsheet" in page
    data = {"action": "export_xlsx", "_selected_action": [practice.pk]}
    assert "Export it as CSV." in text_of(client.post(reverse(LIST), data, follow=True))
    [row] = rows_of(client.get(reverse(CSV)))
    assert row["figures"].count("\n") == 89


def test_it_costs_few_queries_and_little_memory(client: Client, user: User) -> None:
    """However many there are, some are fetched at a time."""
    made = [factories.draft() for _number in range(5)]
    with CaptureQueriesContext(connection) as few:
        exported(made[:1], user, "csv")
    with CaptureQueriesContext(connection) as many:
        exported(made, user, "csv")
    assert len(many) <= len(few) <= 16
    lines = client.get(reverse(CSV)).streaming_content
    assert next(iter(lines)).decode().startswith("\ufeffid,state,title_en")


def test_the_template_lists_what_may_be_written_in_the_reader_s_language(client: Client) -> None:
    address = reverse("admin:practices_practice_import_template")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get("/fr" + address).streaming_content)))
    practices, allowed, notes = book.worksheets
    assert [cell.value for cell in practices[1]] == columns.headings()
    assert practices.freeze_panes == "D2" and practices.max_row == 1
    values = [tuple(cell.value for cell in row) for row in allowed.iter_rows(min_row=2)]
    assert ("regions", "africa", "Afrique") in values
    assert ("countries (country)", "MA", "Maroc") in values
    assert {name for name, _value, _meaning in values} >= {"level", "status", "policy_areas", "citations (source)"}
    explained = {row[0].value: [cell.value for cell in row] for row in notes.iter_rows(min_row=2)}
    assert list(explained) == columns.headings()
    assert explained["countries"][3] == "EG | origin | lead"


def test_the_template_offers_choices_that_are_there(client: Client) -> None:
    address = reverse("admin:practices_practice_import_template")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(address).streaming_content)))
    sheet = book.worksheets[0]
    assert len(sheet.data_validations.dataValidation) == 4
    for validation in sheet.data_validations.dataValidation:
        heading = sheet.cell(1, next(iter(validation.sqref.ranges)).min_col).value
        title, cells = validation.formula1.split("!")
        offered = {cell.value for (cell,) in book[title.strip("'")][cells.replace("$", "")]}
        field: Any = Practice._meta.get_field(heading)
        assert offered == {value for value, _label in field.flatchoices}
