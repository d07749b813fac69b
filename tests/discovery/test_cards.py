"""Cards are kept in memory, and are never older than the catalogue."""

from __future__ import annotations

import pytest
from django.test import Client

from practices import search
from practices.discovery import cards
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from tests import factories


def test_a_change_is_on_the_card_at_once(client: Client, vocabulary: factories.Vocabulary) -> None:
    practice = factories.practice("Fees", countries=[(vocabulary.countries[0], "origin")])
    assert "<mark>" not in client.get("/practices/").content.decode()
    practice.title_en = "Other fees"
    practice.save()
    assert "Other fees" in client.get("/practices/").content.decode()
    assert "Other <mark>fees</mark>" in client.get("/practices/?q=fees").content.decode()
    practice.state = "draft"
    practice.save()
    assert "Other fees" not in client.get("/practices/").content.decode()


def test_a_card_is_kept_for_each_language(client: Client, vocabulary: factories.Vocabulary) -> None:
    factories.practice(countries=[(vocabulary.countries[0], "origin")])
    assert "as origin" in client.get("/practices/").content.decode()
    french = client.get("/fr/practices/").content.decode()
    assert "comme pays d’origine" in french and "as origin" not in french
    assert "as origin" in client.get("/practices/?sort=title").content.decode()


@pytest.mark.usefixtures("vocabulary")
def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "_MOST_KEPT", 3)
    for _ in range(5):
        factories.practice()
    found = Browse(Criteria())
    assert len(found.cards) == 5
    for page in (1, 2, 3):
        assert len(Browse(Criteria(page=page), page_size=2).cards) == min(2, 5 - 2 * (page - 1))
    assert len(search.snapshot().memory["cards"]) <= 3


def test_named_practices_and_approaches_stand_apart(client: Client, vocabulary: factories.Vocabulary) -> None:
    factories.practice("An approach", evidence_basis="approach")
    named = [factories.practice(f"Named {number}") for number in range(2)]
    groups = Browse(Criteria()).groups
    assert [(group.kind, group.count, group.first, len(group.cards)) for group in groups] == [
        ("named-practice", 2, 1, 2),
        ("approach", 1, 3, 1),
    ]
    page = client.get("/practices/").content.decode()
    assert page.index("2 named practices") < page.index(named[0].title) < page.index("1 approach<")
    (mixed,) = Browse(Criteria(sort="title")).groups
    assert (mixed.kind, len(mixed.cards)) == ("", 3)
    (second,) = Browse(Criteria(page=2), page_size=2).groups
    assert (second.kind, second.count, second.first) == ("approach", 1, 3)


@pytest.mark.usefixtures("catalogue")
def test_a_long_facet_shows_those_with_most_practices_and_the_rest_on_demand(client: Client) -> None:
    panel = Browse(Criteria()).panel("country")
    counts = [option.count for option in panel.options]
    assert [option.count for option in panel.shown] == sorted(counts, reverse=True)[: len(panel.shown)]
    assert len(panel.shown) + panel.folded == len(panel.options)
    page = client.get("/practices/").content.decode()
    assert f"Show {panel.folded} more" in page
    answer = client.get("/practices/?more=country&more=nonsense")
    whole = answer.content.decode()
    assert all(f'value="{option.choice.value}"' in whole for option in panel.options)
    assert (
        '<input type="hidden" name="more" value="country">' in whole and "nonsense" not in answer.headers["HX-Push-Url"]
    )
    assert '<meta name="robots" content="noindex, follow">' in whole
