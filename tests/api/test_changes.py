"""A mirror that follows `/api/v1/changes` misses nothing, whatever is edited meanwhile."""

from __future__ import annotations

import random
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from practices.models import LogPosition, Practice, Record
from practices.search import follow
from practices.web.addresses import absolute
from tests import factories

pytestmark = pytest.mark.both_databases

CHANGES = "/api/v1/changes"


class Mirror:
    """Somebody else's copy, kept up to date with nothing but the API."""

    def __init__(self, client: Client, limit: int = 1000) -> None:
        self.client, self.limit, self.cursor = client, limit, "0"
        self.copy: dict[int, str] = {}  # id -> summary

    def follow(self) -> int:
        """Read until there is no more. Return how many changes there were."""
        address: str | None = f"{CHANGES}?cursor={self.cursor}&limit={self.limit}"
        read = 0
        while address:
            page = self.client.get(address).json()
            for change in page["results"]:
                self._apply(change)
            read += len(page["results"])
            self.cursor = page["cursor"]
            address = page["next"] and page["next"].removeprefix(absolute(""))
        return read

    def _apply(self, change: dict[str, Any]) -> None:
        answer = self.client.get(change["url"].removeprefix(absolute("")))
        if change["gone"] or answer.status_code != 200:
            self.copy.pop(change["id"], None)
        else:
            self.copy[change["id"]] = answer.json()["summary"]


def public() -> dict[int, str]:
    return dict(Practice.objects.published().values_list("pk", "summary_en"))


def a_moment_later() -> None:
    follow._here.idle_at = 0.0


@pytest.mark.django_db
def test_it_tells_what_is_new_and_what_is_gone(client: Client) -> None:
    first, second, third = [factories.practice() for _number in range(3)]
    mirror = Mirror(client, limit=2)
    assert mirror.follow() == 3
    assert mirror.follow() == 0
    factories.withdraw(first, "Wrong.")
    second.summary_en = "Another."
    second.save()
    gone = third.pk
    third.delete()
    factories.draft()
    assert mirror.follow() == 3
    assert mirror.copy == public() == {second.pk: "Another."}
    rows = client.get(CHANGES).json()["results"]
    assert {row["id"]: row["gone"] for row in rows} == {first.pk: True, second.pk: False, gone: True}
    assert rows[0]["changed_at"].endswith("Z")


@pytest.mark.django_db
def test_it_tells_why_something_is_gone_and_what_replaced_it(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    first, second, end, other, lost = [factories.practice() for _number in range(5)]
    for merged, into in ((first, second), (second, end)):
        Practice.objects.filter(pk=merged.pk).update(state="merged", replaced_by=into)
    factories.withdraw(other, "Wrong.")
    put_aside = factories.practice()
    Practice.objects.filter(pk=put_aside.pk).update(state="archived")
    lost_id = lost.pk
    client.get(CHANGES)
    lost.delete()
    client.get(CHANGES)
    with django_assert_max_num_queries(12):
        answer = client.get(f"{CHANGES}?limit=999").json()
    told = {row["id"]: (row["gone"], row["state"], row["replaced_by"]) for row in answer["results"]}
    assert told == {
        first.pk: (True, "merged", end.pk),
        second.pk: (True, "merged", end.pk),
        end.pk: (False, "published", None),
        other.pk: (True, "withdrawn", None),
        put_aside.pk: (True, "deleted", None),
        lost_id: (True, "deleted", None),
    }


@pytest.mark.django_db
def test_a_cursor_that_was_never_given_starts_again(client: Client) -> None:
    """The catalogue was restored from a backup: what came after it is not known here."""
    practice = factories.practice()
    for cursor in ("1000000-1", "1-1", "0-0", "0"):
        ahead = client.get(f"{CHANGES}?cursor={cursor}").json()
        assert [row["id"] for row in ahead["results"]] == [practice.pk]
        assert ahead["from_start"]
        again = client.get(f"{CHANGES}?cursor={ahead['cursor']}").json()
        assert (again["results"], again["from_start"], again["cursor"]) == ([], False, ahead["cursor"])


@pytest.mark.django_db
def test_a_cursor_starts_again_where_its_number_was_given_anew(client: Client) -> None:
    """After the backup there were other changes than those that the cursor's mirror saw, with the same numbers."""
    practices = [factories.practice() for _number in range(3)]
    mirror = Mirror(client)
    mirror.follow()
    Record.objects.filter(pk=practices[2].pk).delete()
    LogPosition.objects.update(number=2)
    Record.objects.update(changed_at=timezone.now() - timedelta(days=1))
    for practice in practices[1:]:
        Practice.objects.filter(pk=practice.pk).update(summary_en="After the backup.")
    client.get(CHANGES)
    Record.objects.filter(pk__in=[one.pk for one in practices[1:]]).update(
        changed_at=timezone.now() + timedelta(hours=1)
    )
    assert mirror.follow() == 3
    assert mirror.follow() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor", ["1", "-1", "1-", "1-2-3", "x", "9" * 16 + "-1", "1-" + "9" * 13, "%D9%A1-1", "1-1%0A"]
)
def test_what_can_be_no_cursor_is_refused(client: Client, cursor: str) -> None:
    assert client.get(f"{CHANGES}?cursor={cursor}").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_nothing_is_missed_during_edits(client: Client) -> None:
    practices = [factories.practice() for _number in range(12)]
    mirror = Mirror(client, limit=3)
    errors: list[BaseException] = []

    def edit(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for number in range(40):
                practice = practices[seed::2][chance.randrange(5)]
                practice.refresh_from_db()
                if practice.state == "published" and chance.random() < 0.05:
                    factories.withdraw(practice, "Wrong.")
                else:
                    Practice.objects.filter(pk=practice.pk).update(summary_en=f"{seed} {number}")
                time.sleep(0.02)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    editors = [threading.Thread(target=edit, args=[seed]) for seed in range(2)]
    for editor in editors:
        editor.start()
    read = 0
    while any(editor.is_alive() for editor in editors):
        a_moment_later()
        read += mirror.follow()
    for editor in editors:
        editor.join()
    a_moment_later()
    mirror.follow()
    assert not errors
    assert read > len(practices)  # it did see some of the edits as they came
    assert mirror.copy == public()
