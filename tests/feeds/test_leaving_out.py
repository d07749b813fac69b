"""Feeds of questions that leave values out."""

from __future__ import annotations

import pytest
from django.test import Client

from practices.models import Practice
from tests import factories
from tests.feeds.test_feeds import FEED, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def fees(vocabulary: factories.Vocabulary) -> Practice:
    """A practice of Morocco, about remittances."""
    return factories.practice(
        "Lower fees", countries=[(vocabulary.countries[0], "origin")], policy_areas=[vocabulary.areas[0]]
    )


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_they_tell_of_what_is_left_also_after_a_withdrawal(client: Client, fees: Practice, is_withdrawn: bool) -> None:
    if is_withdrawn:
        factories.withdraw(fees)
    title = "Withdrawn: Lower fees" if is_withdrawn else "Lower fees"
    for parameters, is_there in {
        "country=-PH": True,
        "country=-MA": False,
        "origin=MA&policy_area=-public-support": True,
        "country=MA&country=-PH&period=-2000s&results=-yes": True,
        "policy_area=remittances&policy_area=-remittances": False,
        "q=fees&region=-africa": False,
    }.items():
        assert (title in titles(client, f"{FEED}?{parameters}")) == is_there, parameters


@pytest.mark.parametrize("parameters", ["country=-XX", "country=MA&country=-XX", "country=XX&country=-PH"])
def test_they_never_tell_of_more_than_was_asked_for(client: Client, fees: Practice, parameters: str) -> None:
    answer = client.get(f"{FEED}?{parameters}")
    assert (answer.status_code, "XX’" in answer.content.decode()) == (404, True)
