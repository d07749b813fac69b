"""Harvests with a maintained client: everything, in increments, while curators edit. Nothing may be missed."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from sickle.oaiexceptions import BadResumptionToken, NoRecordsMatch

from practices.changelog import records
from practices.models import Participation, PolicyArea, Practice, Record
from practices.oai import listing
from tests import at_once, factories
from tests.oai.harvester import Harvester
from tests.schemas import valid

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
OAI = {"oai": "http://www.openarchives.org/OAI/2.0/"}


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.SITE_URL = "https://practices.example.org"
    monkeypatch.setattr(listing, "SIZE", 2)


def name(practice: Practice) -> str:
    return f"oai:practices.example.org:{practice.pk}"


def catalogue() -> dict[str, str]:
    """What a complete copy holds."""
    return {name(practice): practice.title for practice in Practice.objects.published()}


def made(count: int) -> list[Practice]:
    return [factories.practice() for _number in range(count)]


def rename(practice: Practice, title: str) -> None:
    practice.title = title
    practice.save()


def yesterday() -> None:
    """Let everything that is recorded have changed yesterday."""
    records.catch_up()
    Record.objects.update(changed_at=timezone.now().replace(microsecond=0) - timedelta(days=1))


# Everything -------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_harvest_gets_everything(method: str) -> None:
    practices = made(5)
    factories.withdraw(practices.pop(1), "Wrong.", None)
    harvester = Harvester(http_method=method)
    copy = harvester.copy()
    assert {identifier: title for identifier, title in copy.items() if title} == catalogue()
    assert len(copy) == 5
    assert harvester.answers == 3


def test_every_verb_is_understood() -> None:
    practice = made(3)[0]
    harvester = Harvester()
    assert harvester.Identify().baseURL == "https://practices.example.org/oai"
    assert [found.metadataPrefix for found in harvester.ListMetadataFormats()] == ["oai_dc", "mods"]
    assert "policy_area:other" in [found.setSpec for found in harvester.ListSets()]
    assert len(list(harvester.ListIdentifiers(metadataPrefix="mods"))) == 3
    record = harvester.GetRecord(identifier=name(practice), metadataPrefix="oai_dc")
    assert record.metadata["title"] == [practice.title]


def test_parts_say_where_they_stand() -> None:
    made(5)
    token, told = "", []
    while len(told) < 3:
        asked = {"resumptionToken": token} if token else {"metadataPrefix": "oai_dc"}
        root = valid(Client().get("/oai", {"verb": "ListIdentifiers", **asked}).content)
        element = root.find(".//oai:resumptionToken", OAI)
        told.append((element.get("cursor"), element.get("completeListSize"), bool(element.text)))
        token = element.text
    assert told == [("0", "5", True), ("2", "5", True), ("4", "5", False)]


# In increments ------------------------------------------------------------------------------------


def test_the_next_harvest_gets_what_changed_since() -> None:
    first, second, third = made(3)
    copy = Harvester().copy()
    yesterday()
    since = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    with pytest.raises(NoRecordsMatch):
        Harvester().copy(**{"from": since})
    rename(first, "Another title")
    factories.withdraw(second, "Wrong.", None)
    new = factories.practice()
    third_id = name(third)
    third.delete()
    changed = Harvester().copy(**{"from": since})
    assert changed == {name(first): "Another title", name(second): "", name(new): new.title, third_id: ""}
    assert {key: title for key, title in (copy | changed).items() if title} == catalogue()


def test_a_renamed_term_brings_its_practices_again(vocabulary: factories.Vocabulary) -> None:
    with_it = factories.practice(policy_areas=[vocabulary.areas[0]])
    made(1)
    yesterday()
    area = PolicyArea.objects.get(pk=vocabulary.areas[0].pk)
    area.name_en = "Money sent home"
    area.save()
    records_since = Harvester().ListRecords(metadataPrefix="oai_dc", **{"from": timezone.now().date().isoformat()})
    (record,) = records_since
    assert record.header.identifier == name(with_it)
    assert "Money sent home" in record.metadata["subject"]


# While curators edit ------------------------------------------------------------------------------


def test_what_changes_between_two_parts_comes_again_at_the_end() -> None:
    practices = made(6)
    told = Harvester().ListRecords(metadataPrefix="oai_dc")
    seen = list(itertools.islice(told, 3))
    rename(practices[0], "Changed after it was told")
    rename(practices[5], "Changed before it was told")
    new = factories.practice()
    factories.withdraw(practices[1], "Wrong.", None)
    practices[4].delete()
    copy = {
        record.header.identifier: "" if record.deleted else record.metadata["title"][0] for record in (*seen, *told)
    }
    assert {key: title for key, title in copy.items() if title} == catalogue()
    assert name(new) in copy


def test_a_list_up_to_a_time_loses_what_changes_after_it() -> None:
    made(4)
    yesterday()
    until = (timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = Harvester().ListRecords(metadataPrefix="oai_dc", until=until)
    seen = [next(told), next(told)]
    for practice in Practice.objects.published():
        rename(practice, f"{practice.title}, changed")
    with pytest.raises(NoRecordsMatch):
        seen += list(told)
    assert len(seen) == 2


def test_a_part_whose_records_all_left_the_list_is_not_empty(vocabulary: factories.Vocabulary) -> None:
    morocco = vocabulary.countries[0]
    practices = [factories.practice(countries=[(morocco, "origin")]) for _number in range(3)]
    told = Harvester().ListRecords(metadataPrefix="oai_dc", set="country:MA")
    seen = [next(told), next(told)]
    Participation.objects.filter(practice=practices[2]).delete()
    seen += list(told)
    assert [record.header.identifier for record in seen] == [name(practices[n]) for n in (0, 1, 1)]


def test_a_token_outlives_changes_and_holds_for_its_verb_alone() -> None:
    practices = made(3)
    told = Harvester().ListRecords(metadataPrefix="oai_dc")
    next(told)
    token = told.resumption_token.token
    for practice in practices[:2]:
        practice.delete()
    records.catch_up()
    for _time in range(2):  # it may be used again
        root = valid(Client().get("/oai", {"verb": "ListRecords", "resumptionToken": token}).content)
        assert root.findtext(".//oai:header/oai:identifier", namespaces=OAI) == name(practices[2])
    Record.objects.filter(number__gte=2).delete()  # as if an older copy had been restored
    with pytest.raises(BadResumptionToken):
        list(Harvester().ListRecords(resumptionToken=token))
    for verb, text in (("ListIdentifiers", token), ("ListRecords", token[:-1]), ("ListRecords", f"x{token}")):
        with pytest.raises(BadResumptionToken):
            list(getattr(Harvester(), verb)(resumptionToken=text))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_missed_while_others_write() -> None:
    made(4)
    copy: dict[str, str] = {}
    is_done = threading.Event()

    def edit() -> None:
        for number in range(6):
            practices = list(Practice.objects.published().order_by("pk"))
            rename(practices[number % len(practices)], f"Title {number}")
            if number % 3 == 0:
                factories.withdraw(practices[-1], "Wrong.", None)
            factories.practice()
        is_done.set()

    def harvest() -> None:
        since: dict[str, str] = {}
        while True:
            is_last = is_done.is_set()
            began = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
            with suppress(NoRecordsMatch):  # nobody wrote meanwhile
                copy.update(Harvester().copy(**since))
            since = {"from": began}
            if is_last:
                return

    assert at_once.at_once(edit, harvest) == [None, None]
    assert {key: title for key, title in copy.items() if title} == catalogue()


# Where nothing can be written ---------------------------------------------------------------------


@contextmanager
def read_only() -> Iterator[None]:
    """Let the database refuse to be written."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1" if connection.vendor == "sqlite" else "SET transaction_read_only = on")
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = 0")
        transaction.set_rollback(True)


def test_a_database_that_cannot_be_written_tells_what_is_recorded() -> None:
    practices = made(2)
    yesterday()
    factories.practice()
    with read_only():
        root = valid(Client().get("/oai", {"verb": "ListIdentifiers", "metadataPrefix": "mods"}).content)
    assert {found.text for found in root.iterfind(".//oai:identifier", OAI)} == {name(each) for each in practices}
    # The next harvest has to begin where this one was complete.
    last = Record.objects.latest("changed_at").changed_at
    assert root.findtext("oai:responseDate", namespaces=OAI) == last.strftime("%Y-%m-%dT%H:%M:%SZ")
