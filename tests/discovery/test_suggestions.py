"""What is offered while somebody types, as JSON: names, how many practices each leads to, and nothing hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from practices.models import Organisation, PolicyArea, Practice
from practices.search import follow
from practices.search.store import IndexUnavailable
from practices.taxonomy import vocabularies
from tests import factories

Groups = dict[str, list[dict[str, str]]]


def suggest(client: Client, text: str, prefix: str = "") -> Groups:
    answer = client.get(f"{prefix}/practices/suggest", {"q": text})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    return {group["label"]: group["options"] for group in answer.json()["groups"]}


def labels(client: Client, text: str, prefix: str = "") -> dict[str, list[str]]:
    return {label: [option["label"] for option in options] for label, options in suggest(client, text, prefix).items()}


@pytest.fixture
def offered(practice: Callable[..., Practice], vocabulary: factories.Vocabulary) -> list[Practice]:
    """Practices of two countries, with a term and an institution; no practice has the third country."""
    morocco, egypt, _philippines = vocabulary.countries
    bank = Organisation.objects.create(
        slug="bank", name_en="Bank of Morocco", name_fr="Banque du Maroc", acronym_en="BM"
    )
    return [
        practice("Lower fees", title_fr="Frais réduits", countries=[(morocco, "origin"), (egypt, "transit")]),
        practice("Monitoring fees", countries=[(morocco, "origin")], organisations=[bank]),
        practice("Contracts", countries=[(egypt, "origin")], policy_areas=[vocabulary.areas[0]]),
    ]


def test_its_shape(client: Client, offered: list[Practice]) -> None:
    fees = offered[1]
    assert list(client.get("/practices/suggest?q=moro").json()) == ["groups"]
    assert suggest(client, "moro") == {
        "Country": [{"label": "Morocco", "note": "2 practices", "url": "/countries/MA/", "lang": "en"}],
        "Organisation": [
            {"label": "Bank of Morocco", "note": "1 practice", "url": "/practices/?organisation=bank", "lang": "en"}
        ],
    }
    assert suggest(client, "monit") == {
        "Practices": [{"label": "Monitoring fees", "note": "", "url": fees.get_absolute_url(), "lang": "en"}]
    }


OFFERED = [
    ("egy", "", {"Country": ["Egypt"]}),
    ("EGY", "", {"Country": ["Egypt"]}),
    ("égy", "", {"Country": ["Egypt"]}),
    ("Egipt", "", {"Country": ["Egypt"]}),
    ("remit", "", {"Policy area": ["Remittances"]}),
    ("bank mor", "", {"Organisation": ["Bank of Morocco"]}),
    ("mor bank", "", {"Organisation": ["Bank of Morocco"]}),
    ("bm", "", {"Organisation": ["Bank of Morocco"]}),
    ("fees", "", {"Practices": ["Lower fees", "Monitoring fees"]}),
    ("lower fee", "", {"Practices": ["Lower fees"]}),
    ("frais", "", {"Practices": ["Lower fees"]}),
    ("frais", "/fr", {"Pratiques": ["Frais réduits"]}),
    ("fees -low", "", {"Practices": ["Lower fees", "Monitoring fees"]}),
    ('"lower fees"', "", {"Practices": ["Lower fees"]}),
    ("egypt", "/fr", {"Pays": ["Égypte"]}),
    ("egipt", "/es", {"País": ["Egipto"]}),
    ("phil", "", {"Country": ["Philippines"]}),  # no practice has it: its page tells what is nearest
    ("ph", "", {}),
    ("lippines", "", {}),
    ("public sup", "", {}),
    ("somebody", "", {}),  # it stands in the summaries only
    ("quagga", "", {}),
]


@pytest.mark.usefixtures("offered")
def test_what_is_offered(client: Client, subtests: pytest.Subtests) -> None:
    for typed, prefix, found in OFFERED:
        with subtests.test(typed=typed):
            assert {label: sorted(options) for label, options in labels(client, typed, prefix).items()} == found


@pytest.mark.usefixtures("offered")
def test_another_name_is_shown_where_it_is_what_was_typed(client: Client) -> None:
    def notes(typed: str, prefix: str = "") -> list[str]:
        return [option["note"] for options in suggest(client, typed, prefix).values() for option in options]

    assert notes("marru") == ["Marruecos · 2 practices"]
    assert notes("morocco") == ["2 practices", "1 practice"]
    assert notes("bm") == ["BM · 1 practice"]
    (french,) = notes("egypt", "/fr")
    assert french == "2 pratiques"
    (french,) = notes("egipt", "/fr")
    assert french == "Egipto · 2 pratiques"


def test_what_most_practices_have_comes_first_and_no_more_than_three_of_a_kind(client: Client, practice) -> None:
    areas = [PolicyArea.objects.create(slug=f"work-{i}", name_en=f"Work {i}", order=i) for i in range(5)]
    for i, area in enumerate(areas):
        for _ in range(i + 1):
            practice("Something", policy_areas=[area])
    for i in range(6):
        practice(f"Worker {i}")
    found = labels(client, "work")
    assert found["Policy area"] == ["Work 4", "Work 3", "Work 2"]
    assert len(found["Practices"]) == 4


def test_names_that_begin_so_themselves_come_first(client: Client, practice, vocabulary) -> None:
    regulation = vocabulary.areas[1]
    abroad = PolicyArea.objects.create(slug="a", name_en="Abroad recruitment", order=0)
    practice("One", policy_areas=[regulation])
    for _ in range(2):
        practice("Two", policy_areas=[abroad])
    assert labels(client, "recruit")["Policy area"] == ["Recruitment regulation", "Abroad recruitment"]


def test_what_is_not_published_is_never_offered(client: Client, vocabulary: factories.Vocabulary) -> None:
    morocco = vocabulary.countries[0]
    factories.draft("Secret seafarers", countries=[(morocco, "origin")])
    withdrawn = factories.practice("Seafarers of old", countries=[(morocco, "origin")])
    assert labels(client, "seafarers") == {"Practices": ["Seafarers of old"]}
    assert labels(client, "moroc") == {"Country": ["Morocco"]}
    factories.withdraw(withdrawn, "Old.")
    assert labels(client, "seafarers") == {}
    assert suggest(client, "moroc")["Country"][0]["note"] == "no practice yet"


NOTHING = [
    "",
    " ",
    "f",
    " f ",
    "x" * 201,
    "fees " * 400,
    "é",
    "--",
    '"',
    '""',
    "\x00\x00",
    "%%",
    "***",
    "- -",
    "(",
    "日本",
    "\\",
    "OR",
]


@pytest.mark.usefixtures("offered")
def test_too_little_too_much_and_strange_signs_offer_nothing(client: Client) -> None:
    for typed in NOTHING:
        assert suggest(client, typed) == {}, typed


@pytest.mark.usefixtures("offered")
def test_it_takes_any_parameters(client: Client) -> None:
    assert client.get("/practices/suggest").json() == {"groups": []}
    assert client.get("/practices/suggest?q=fees&q=moroc&utm_source=x").status_code == 200
    assert client.post("/practices/suggest", {"q": "fees"}).status_code == 405
    assert labels(client, f"fees{' ' * 150}") == labels(client, "fees") != {}


def test_what_is_called_strangely_is_offered_as_it_is(client: Client, vocabulary: factories.Vocabulary) -> None:
    """It is for JavaScript to show it as text."""
    factories.practice("<script>alert(1)</script> & fees")
    assert labels(client, "alert") == {"Practices": ["<script>alert(1)</script> & fees"]}


@pytest.mark.parametrize("name", ['The "Overseas" Bank', "Bank «Loans»", "l'Office d'emploi Bank"])
def test_an_institution_leads_to_its_practices_whatever_its_name(client: Client, practice, name: str) -> None:
    bank = Organisation.objects.create(slug="bank", name_en=name)
    practice("Bank holidays", summary_en="Overseas, in the office, with fees and loans.")
    wanted = practice("One", organisations=[bank])
    (option,) = suggest(client, "bank")["Organisation"]
    found = client.get(option["url"]).context["found"]
    assert [card.practice for card in found.cards] == [wanted]
    assert option["note"] == "1 practice"


@pytest.mark.usefixtures("offered")
def test_it_makes_at_most_4_queries(client: Client, monkeypatch, django_assert_max_num_queries: Any) -> None:
    client.get("/practices/suggest?q=fees")
    for typed in ("fees", "moroc", "egypt", "frais"):
        monkeypatch.setattr(vocabularies, "_cached", None)
        with django_assert_max_num_queries(4):
            assert suggest(client, typed)


@pytest.mark.usefixtures("offered")
def test_it_offers_nothing_rather_than_failing_without_the_index(client: Client, monkeypatch) -> None:
    def broken() -> None:
        raise IndexUnavailable("It is broken.")

    monkeypatch.setattr(follow, "reader", broken)
    assert suggest(client, "fees") == suggest(client, "moroc") == {}
