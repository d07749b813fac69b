"""What pages count and list by the index is what its SQL twin says, and asks the database for no more as it grows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from practices import search
from practices.discovery import years
from practices.discovery.browse import Browse
from practices.discovery.corridors import Corridors
from practices.discovery.countries import Atlas
from practices.discovery.country import Profile
from practices.discovery.criteria import Criteria
from practices.discovery.home import age, first_cards
from practices.discovery.organisations import AllOrganisations, Doer
from practices.discovery.subject import Subject
from practices.models import Country, Participation, Practice
from practices.search import Snapshot
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("catalogue")]


def told(snapshot: Snapshot) -> dict[str, Any]:
    """Return what the pages say, as far as it is counted for them."""
    found = Browse(Criteria(), snapshot)
    country = snapshot.vocabularies[Country].get("ES")
    assert country
    profile = Profile(country, snapshot)
    doer = Doer("iom", snapshot)
    return {
        "home": (age(found), [card.practice.pk for card in first_cards(found)]),
        "atlas": [Atlas(found, role).counts for role in Participation.Role.values],
        "about": (years.by_year(found), years.by_month(found), [one.practice.pk for one in years.lasting(found)]),
        "themes": [Subject("policy_area", "remittances", snapshot).with_results, doer.with_results, doer.years],
        "country": (profile.acting, profile.named, profile.years, profile.origins, profile.destinations),
        "roles": [
            (role.count, role.acting, [(one.card.practice.pk, one.actors) for one in role.listed])
            for role in profile.roles
        ],
        "works there": [(one.term.value, one.parts) for one in profile.organisations],
        "parts": [(part.count, [card.practice.pk for card in part.cards]) for part in doer.parts],
        "organisations": [(one.choice.value, one.total, one.parts) for one in AllOrganisations(snapshot, "1").listed],
        "corridors": Corridors(snapshot).counts,
    }


def test_index_and_database_tell_the_same() -> None:
    index, twin = told(search.snapshot()), told(Snapshot(None))
    for name, said in index.items():
        assert said and said == twin[name], name


def test_the_first_page_shows_who_acts_and_how_old_it_is() -> None:
    found = Browse(Criteria())
    published = Practice.objects.published()
    said = age(found)
    leading = Participation.objects.filter(part="lead", practice__in=published)
    assert said.acting == leading.values("country").distinct().count() > 0
    assert said.named + said.approaches == published.count()
    assert sum(count for _year, count in said.reported) + said.undated == published.count()
    newest = published.filter(evidence_basis="named-practice", participations__part="lead").order_by(
        "-published_at", "-pk"
    )
    assert [card.practice.pk for card in first_cards(found)] == list(
        dict.fromkeys(newest.values_list("pk", flat=True))
    )[:4]
    first, second = published.order_by("pk")[:2]
    for one, place in ((first, 2), (second, 1)):
        one.featured = place
        one.save()
    assert [card.practice.pk for card in first_cards(Browse(Criteria()))] == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/", 5),
        ("/countries/ES/", 5),
        ("/countries/", 1),
        ("/organisations/", 1),
        ("/organisations/iom/", 6),
        ("/about/", 4),
    ],
)
def test_it_asks_the_database_for_little(
    client: Client, address: str, most: int, django_assert_max_num_queries: Any
) -> None:
    Browse(Criteria())  # builds the index
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_what_is_kept_of_the_whole_catalogue_goes_with_a_change(client: Client) -> None:
    before = client.get("/countries/").content.decode()
    assert 'aria-label="Chad: none yet"' in before
    factories.practice("In Chad", countries=[(Country.objects.get(code="TD"), "origin")]).save()
    assert 'aria-label="Chad: 1 practice"' in client.get("/countries/").content.decode()
    assert 'aria-label="Tchad' in client.get("/fr/countries/").content.decode()
