"""The first page says what there is, how old it is, and who has looked since."""

from __future__ import annotations

import datetime
import re
from html import unescape

from django.test import Client

from tests import factories


def said(client: Client, address: str = "/") -> str:
    text = re.sub(r"<[^>]+>", " ", client.get(address).content.decode().partition("<main")[2])
    return " ".join(unescape(text).split())


def test_it_counts_what_was_done_and_what_is_recommended(client: Client, vocabulary: factories.Vocabulary) -> None:
    factories.practice()
    factories.practice(reported_on=datetime.date(2010, 1, 1))
    factories.practice(evidence_basis="approach", reported_on=None)
    factories.draft(evidence_basis="approach", reported_on=None)
    text = said(client)
    assert "2 practices that a country or an institution carried out, and 1 approach" in text
    assert "1 entry was reported in 2007. 1 entry was reported in 2010." in text
    assert "1 entry comes from an undated document." in text
    assert "None has been checked against today’s situation." in text


def test_it_says_what_was_checked(client: Client, vocabulary: factories.Vocabulary) -> None:
    factories.practice(verified_on=datetime.date(2026, 1, 1), verified_by="IOM")
    assert "1 has been checked against today’s situation." in said(client)


def test_without_a_choice_named_practices_of_countries_stand_first(
    client: Client, vocabulary: factories.Vocabulary
) -> None:
    morocco = vocabulary.countries[0]
    named = factories.practice("Named", countries=[(morocco, "origin")])
    factories.practice("An approach", evidence_basis="approach", countries=[(morocco, "origin")])
    factories.practice("Of no country")
    assert [card.practice for card in client.get("/").context["cards"]] == [named]


def test_an_empty_catalogue_has_a_first_page_too(client: Client, vocabulary: factories.Vocabulary) -> None:
    assert client.get("/").status_code == 200
