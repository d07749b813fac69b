"""A past that is put back gives no number twice, and harvesters see what changed by it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from practices.backup import making, numbers, restoring, stamps
from practices.changelog import cursors, records
from practices.models import LogPosition, Practice, Record
from tests import factories

pytestmark = pytest.mark.usefixtures("folder")


def changes(client: Client, cursor: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/changes?cursor={cursor}")
    assert answer.status_code == 200
    return dict(answer.json())


def harvest(client: Client, since: str) -> str:
    return client.get(f"/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&from={since}").content.decode()


def lose_the_database() -> None:
    """Begin on a new machine, with a database that was just made."""
    call_command("flush", interactive=False, verbosity=0)


@pytest.mark.both_databases
def test_a_number_that_was_given_after_the_backup_is_never_given_again() -> None:
    file = making.make().file
    published = factories.practice().pk
    draft = factories.practice().pk
    Practice.objects.filter(pk=draft).delete()  # a link to it may be about
    restoring.restore(file, None)
    assert not Practice.objects.filter(pk=published).exists()
    assert factories.practice().pk == draft + 1
    restoring.restore(file, None)  # and once more
    assert factories.practice().pk == draft + 2


@pytest.mark.both_databases
def test_where_nothing_tells_of_it_numbers_jump_with_the_days_that_passed() -> None:
    made = making.make()
    highest = numbers.read()
    factories.practice()
    lose_the_database()
    restored = restoring.restore(made.file, None)
    assert not restored.goes_on
    assert factories.practice().pk == highest.practice + numbers.PRACTICES_A_DAY + 1
    assert LogPosition.objects.get().number >= highest.record + numbers.RECORDS_A_DAY


def test_the_jump_grows_with_the_age_of_the_backup() -> None:
    backup = numbers.read()
    made, now = timezone.now() - timedelta(days=2, hours=1), timezone.now()
    numbers.go_on(backup, made, numbers.Replaced(), numbers.Numbers(), now)
    assert numbers.read().practice == backup.practice + 3 * numbers.PRACTICES_A_DAY


def test_the_high_water_beside_the_database_counts(folder: Path) -> None:
    file = making.make().file
    later = [factories.practice().pk for _time in range(3)]
    making.make("later-")
    assert stamps.high_water()["practice"] == later[-1]
    for path in folder.glob("later-*"):
        path.unlink()
    lose_the_database()
    restoring.restore(file, None)
    assert factories.practice().pk > later[-1] + numbers.PRACTICES_A_DAY
    assert stamps.high_water()["practice"] > later[-1]


def test_what_was_put_back_by_other_means_jumps_if_told_to() -> None:
    highest = numbers.read().practice
    file = making.make().file  # of a database that is itself a past, which doesn't know of it
    restoring.restore(file, None, jump=True)
    assert factories.practice().pk == highest + numbers.PRACTICES_A_DAY + 1


def test_the_high_water_never_falls() -> None:
    stamps.raise_high_water({"practice": 9, "told_at": ""})
    stamps.raise_high_water({"practice": 4, "told_at": "2026-11-30T00:00:00+00:00"})
    assert stamps.high_water() == {"practice": 9, "told_at": "2026-11-30T00:00:00+00:00"}


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_mirror_begins_anew(client: Client, is_lost: bool) -> None:
    file = making.make().file
    before = cursors.newest()
    factories.practice()
    cursor = changes(client, before)["cursor"]
    if is_lost:
        lose_the_database()
    restoring.restore(file, None)
    for old in (before, cursor):
        assert changes(client, old)["from_start"]
    new = changes(client, "0")["cursor"]
    assert not changes(client, new)["from_start"]
    there = set(Practice.objects.values_list("pk", flat=True))
    later = factories.practice().pk
    answer = changes(client, new)
    assert [row["id"] for row in answer["results"]] == [later] and not answer["from_start"]
    assert changes(client, cursor)["from_start"]  # also when its number was passed
    assert there < {row["id"] for row in changes(client, "0")["results"]}


@pytest.mark.both_databases
def test_a_mirror_is_told_that_what_came_after_the_backup_is_gone(client: Client) -> None:
    file = making.make().file
    lost = factories.practice().pk
    records.catch_up()
    restoring.restore(file, None)
    gone = {row["id"]: row["state"] for row in changes(client, "0")["results"] if row["gone"]}
    assert gone == {lost: "deleted"}


def test_a_harvester_gets_everything_anew(client: Client) -> None:
    file = making.make().file
    lost = factories.practice().pk
    records.catch_up()
    since = (timezone.now() + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    Record.objects.update(changed_at=timezone.now().replace(microsecond=0))
    assert "noRecordsMatch" in harvest(client, since)
    restoring.restore(file, None)
    answer = harvest(client, since)
    assert answer.count("<header") == 4
    assert f'<header status="deleted"><identifier>oai:127.0.0.1:{lost}</identifier>' in "".join(answer.split("\n"))


def test_updated_since_finds_what_changed_back_and_nothing_else(client: Client) -> None:
    first = Practice.objects.order_by("pk")[0]
    file = making.make().file
    first.title_en = "Changed after the backup"
    first.save()
    since = (timezone.now() + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    Record.objects.update(changed_at=since)  # so what the restore writes is later still
    restoring.restore(file, None)
    found = client.get(f"/api/v1/practices?updated_since={since}").json()["results"]
    assert [row["id"] for row in found] == [first.pk]
    first.refresh_from_db()
    assert first.title_en == "Practice 1"
