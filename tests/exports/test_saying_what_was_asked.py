"""A file says what it answers: also which values were to be left out, and in which order its practices stand."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.exports.test_taking_results_away import rows, taken, workbook


@pytest.mark.usefixtures("catalogue")
def test_a_file_leaves_out_what_its_page_leaves_out_and_says_so(client: Client) -> None:
    asked = "?country=MA&country=PH&country=-ES&policy_area=-remittances"
    practices, about = workbook(taken(client, "xlsx", asked)).worksheets
    found = client.get(f"/practices/{asked}").context["found"]
    assert [row["Entry number"] for row in rows(practices)] == found.whole().ids
    said = list(about.iter_rows(values_only=True))
    for pair in (
        ("Country", "Morocco or Philippines"),
        ("Country", "not Spain"),
        ("Policy area", "not Remittances"),
        ("Order", "named practices first, then newest"),
    ):
        assert pair in said, pair
    query = json.loads(taken(client, "json", asked))["query"]
    assert query["country"] == ["MA", "PH", "-ES"]
