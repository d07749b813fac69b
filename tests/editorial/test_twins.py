"""Which organisations and sources may be the same: names however they are written, acronyms, numbers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices.editorial import twins
from practices.models import Country, Organisation, Source
from practices.models.told_apart import tell_apart
from tests import factories

pytestmark = pytest.mark.django_db


def organisation(name: str, **fields: object) -> Organisation:
    made = Organisation(slug=f"o-{Organisation.objects.count()}", name_en=name, **fields)
    made.save()
    return made


def source(**fields: object) -> Source:
    usual = {"title": "A title of its own", "short_citation": "Short", "kind": "report", "authors_en": "A"}
    made = Source(**{"slug": f"s-{Source.objects.count()}", **usual, **fields})
    made.save()
    return made


def reasons(thing: Organisation | Source) -> list[tuple[str, str]]:
    return [(str(twin.thing), str(twin.reason)) for twin in twins.of(thing)]


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ("International Organization for Migration", "INTERNATIONAL ORGANISATION FOR MIGRATION"),
        ("Ministère du Travail et de l’Emploi", "ministere du travail, de l'emploi"),
        ("Kenya Ministry of Labour", "Ministry of Labor (Kenya)"),
        ("African Development Bank", "African Developement Bank"),
    ],
)
def test_names_are_compared_however_they_are_written(there: str, new: str) -> None:
    organisation(there)
    assert [name for name, _why in reasons(Organisation(name_en=new))] == [there]


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ("Ministry of Labour", "Ministry of Foreign Affairs"),
        ("European Union", "African Union"),
        ("World Bank", "World Trade Organization"),
    ],
)
def test_others_are_not_asked_about(there: str, new: str) -> None:
    organisation(there)
    assert reasons(Organisation(name_en=new)) == []


def test_acronyms_tell_too_and_so_do_names_that_are_acronyms() -> None:
    ilo = organisation("International Labour Organization", acronym_en="ILO", acronym_fr="OIT")
    (told,) = reasons(Organisation(name_en="Oficina regional", acronym_en="O.I.T."))
    assert told == (str(ilo), "the same acronym")
    assert [name for name, _why in reasons(Organisation(name_en="ILO"))] == [str(ilo)]
    organisation("Gulf Cooperation Council")
    (told,) = reasons(Organisation(name_en="Secretariat", acronym_en="GCC"))
    assert told == ("Gulf Cooperation Council", "the acronym of the one may stand for the name of the other")


def test_two_countries_may_have_ministries_of_one_name(vocabulary: factories.Vocabulary) -> None:
    morocco, egypt = Country.objects.get(code="MA"), Country.objects.get(code="EG")
    organisation("Ministry of Labour", country=morocco, acronym_en="MoL")
    assert reasons(Organisation(name_en="Ministry of Labour", acronym_en="MoL", country=egypt)) == []
    assert len(reasons(Organisation(name_en="Ministry of Labour"))) == 1


@pytest.mark.parametrize(
    ("there", "new", "why"),
    [
        ({"doi": "10.1/ABC", "year": 2001}, {"doi": "10.1/abc", "year": 2002}, "the same DOI"),
        ({"isbn": "978-0-306-40615-7"}, {"isbn": "0306406152"}, "the same ISBN"),
        ({"document_symbol": "A/RES/68/4"}, {"document_symbol": "A/Res/68/4"}, "the same document symbol"),
        ({"url": "https://www.iom.int/x/"}, {"url": "http://iom.int/x"}, "the same address"),
        ({"title": "Labour migration", "year": 2007}, {"title": "Labor Migration", "year": 2007}, "the same name, but"),
    ],
)
def test_sources_are_told_by_their_numbers_addresses_and_titles(
    there: dict[str, object], new: dict[str, object], why: str
) -> None:
    made = source(**{"title": "One", **there})
    ((name, reason),) = reasons(Source(**{"title": "Another", **new}))
    assert name == str(made)
    assert reason.startswith(why)


def test_editions_and_issues_are_no_twins() -> None:
    source(title="World Migration Report", year=2010)
    source(title="International Dialogue on Migration No. 12")
    assert reasons(Source(title="World Migration Report", year=2011)) == []
    assert reasons(Source(title="International Dialogue on Migration No. 13")) == []


@pytest.mark.both_databases
def test_pairs_are_found_once_and_no_longer_when_told_apart_or_replaced() -> None:
    one, two = organisation("World Bank"), organisation("The World Bank", acronym_en="WB")
    third = organisation("Worldbank Group", acronym_en="W.B.")
    assert [(pair.one, pair.other) for pair in twins.pairs(Organisation, 9)[1]] == [(two, third), (one, two)]
    tell_apart(third, [two])
    tell_apart(third, [two])
    Organisation.objects.filter(pk=two.pk).update(retired=True, merged_into=one)
    assert twins.pairs(Organisation, 9) == (0, [])
    assert reasons(third) == []


@pytest.mark.both_databases
def test_however_many_there_are_it_asks_three_times() -> None:
    for number in range(12):
        organisation(f"Bank {number}", acronym_en="B")
    with CaptureQueriesContext(connection) as captured:
        count, first = twins.pairs(Organisation, 3)
    assert (count > 50, len(first), len(captured)) == (True, 3, 3)
