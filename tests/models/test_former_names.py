"""Links, imports, earlier versions and fixtures go on finding what has another link name now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from practices import models
from practices.editorial import content, history, merging
from practices.exchange import names
from practices.models import Country, FormerName, Organisation, PolicyArea, Region, Source
from practices.taxonomy import vocabularies
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("vocabulary")]

RENAMINGS: dict[str, Callable[[Any], Any]] = {
    "saved": lambda term: _saved(term, slug="transfers"),
    "saved, only this field": lambda term: _saved(term, ["slug"], slug="transfers"),
    "updated": lambda term: PolicyArea.objects.filter(pk=term.pk).update(slug="transfers"),
    "updated by the base manager": lambda term: PolicyArea._base_manager.filter(pk=term.pk).update(slug="transfers"),
    "updated in bulk": lambda term: PolicyArea.objects.bulk_update([_with(term, slug="transfers")], ["slug"]),
    "put": lambda term: content.put({"slug": "transfers"}, term),
}


def _with(thing: Any, **values: Any) -> Any:
    for name, value in values.items():
        setattr(thing, name, value)
    return thing


def _saved(thing: Any, only: list[str] | None = None, **values: Any) -> Any:
    _with(thing, **values).save(update_fields=only)
    return thing


def leads_to(client: Client, query: str) -> str:
    """Follow the one redirect of a link to results, which must answer then."""
    answer = client.get(f"/practices/?{query}")
    assert answer.status_code == 301, query
    assert client.get(answer["Location"]).status_code == 200
    return str(answer["Location"].removeprefix("/practices/?"))


@pytest.mark.parametrize("how", RENAMINGS)
def test_a_renamed_term_is_found_by_its_old_name(client: Client, how: str) -> None:
    RENAMINGS[how](PolicyArea.objects.get(slug="remittances"))
    assert leads_to(client, "policy_area=remittances&q=x") == "q=x&policy_area=transfers"
    assert leads_to(client, "policy_area=Remittances&policy_area=transfers") == "policy_area=transfers"


def test_a_name_that_is_taken_up_again_is_no_former_one(client: Client) -> None:
    term = PolicyArea.objects.get(slug="remittances")
    for slug in ("transfers", "money", "remittances"):
        _saved(term, slug=slug)
    assert sorted(FormerName.objects.values_list("name", flat=True)) == ["money", "transfers"]
    assert client.get("/practices/?policy_area=remittances").status_code == 200
    assert leads_to(client, "policy_area=money") == "policy_area=remittances"


def test_countries_regions_and_sources_likewise(client: Client) -> None:
    factories.practice()  # without which nobody would be told of its source
    _saved(Country.objects.get(code="MA"), code="XM", slug="maroc")
    _saved(Region.objects.get(slug="asia"), slug="asia-and-pacific")
    _saved(Source.objects.get(slug="report"), slug="report-2010")
    _saved(models.MigrationPhase.objects.get(slug="planning"), slug="preparing")
    for old, new in {
        "country=ma": "country=XM",
        "country=morocco": "country=XM",
        "region=asia": "region=asia-and-pacific",
        "source=report": "source=report-2010",
        "migration_phase=planning": "migration_phase=preparing",
    }.items():
        assert leads_to(client, old) == new


def test_a_country_keeps_the_name_under_which_its_practices_are_found(client: Client) -> None:
    morocco = Country.objects.get(code="MA")
    practice = factories.practice(countries=[(morocco, "origin")])
    _saved(morocco, code="XM")
    assert leads_to(client, "country=MA") == "country=XM"
    assert client.get("/practices/?country=XM").context["found"].results.ids == [practice.pk]


def test_the_old_name_of_what_was_replaced_leads_to_the_other(client: Client) -> None:
    old, new, third = PolicyArea.objects.order_by("order")
    _saved(old, slug="transfers")
    seen = history.catch_up(old).number, history.catch_up(new).number
    merging.merge(old, new, factories.person("pat", "Publisher"), "The same.", seen)
    _saved(new, slug="recruiting")
    assert leads_to(client, "policy_area=remittances") == "policy_area=recruiting"
    assert leads_to(client, "policy_area=transfers") == "policy_area=recruiting"
    assert client.get(f"/practices/?policy_area={third.slug}").status_code == 200


@pytest.mark.parametrize("field", ["slug", "code"])
def test_nothing_else_takes_a_former_name(field: str) -> None:
    egypt, morocco = Country.objects.get(code="EG"), Country.objects.get(code="MA")
    old = getattr(egypt, field)
    _saved(egypt, **{field: {"slug": "misr", "code": "XE"}[field]})
    with pytest.raises(ValidationError, match="Old links name another entry so") as raised:
        _with(morocco, **{field: old}).full_clean()
    assert list(raised.value.message_dict) == [field]
    _with(egypt, **{field: old}).full_clean()  # its own


def test_nothing_new_takes_a_former_name_of_an_organisation_or_a_source() -> None:
    bank = Organisation.objects.create(slug="bank", name_en="Bank")
    _saved(bank, slug="central-bank")
    _saved(Source.objects.get(), slug="report-2010")
    for thing in (Organisation(slug="bank", name_en="Another"), Source(slug="report", title="Another")):
        with pytest.raises(ValidationError) as raised:
            thing.full_clean()
        assert raised.value.message_dict["slug"] == ["Old links name another entry so. Choose another name."]


def test_what_has_the_name_now_comes_before_what_had_it_once(client: Client) -> None:
    """Nothing but a script could bring this about."""
    first, second, _third = PolicyArea.objects.order_by("order")
    old = first.slug
    _saved(first, slug="transfers")
    _saved(second, slug=old)
    assert client.get(f"/practices/?policy_area={old}").status_code == 200


def test_earlier_versions_and_tables_mean_what_they_name_by_its_old_name() -> None:
    term, morocco = PolicyArea.objects.get(slug="remittances"), Country.objects.get(code="MA")
    draft = factories.draft(policy_areas=[term], countries=[(morocco, "origin")])
    version = history.record(draft)
    draft.policy_areas.clear()
    _saved(term, slug="transfers")
    _saved(morocco, code="XM")
    history.restore(version, None)
    assert content.of(draft)["policy_areas"] == ["transfers"]
    assert [row["country"] for row in content.of(draft)["participations"]] == ["XM"]
    vocabulary = vocabularies.read()[PolicyArea]
    assert names.of_vocabulary(vocabulary).value("Remittances") == "transfers"
    content.put({"policy_areas": ["remittances", "transfers"]}, draft)
    assert content.of(draft)["policy_areas"] == ["transfers"]


@pytest.mark.usefixtures("catalogue")
class TestWithTheFixtures:
    @pytest.fixture
    def vocabulary(self) -> None:
        """None besides the fixtures'."""

    def test_loading_again_makes_nothing_anew(self) -> None:
        for thing, values in (
            (PolicyArea.objects.first(), {"slug": "renamed"}),
            (Region.objects.filter(children__isnull=False).first(), {"slug": "renamed"}),
            (Country.objects.get(code="MA"), {"code": "XM", "slug": "renamed"}),
            (Organisation.objects.first(), {"slug": "renamed"}),
            (Source.objects.first(), {"slug": "renamed"}),
        ):
            _saved(thing, **values)
        before = [model.objects.count() for model in (PolicyArea, Region, Country, Organisation, Source)]
        models.Practice.objects.get(pk=13).delete()  # of Morocco; it comes again
        call_command("load_practices", verbosity=0)
        assert [model.objects.count() for model in (PolicyArea, Region, Country, Organisation, Source)] == before
        assert models.Practice.objects.get(pk=13).participations.filter(country__code="XM").exists()
