"""Where the records can't be written for a moment: nobody gets an error, and nobody keeps what is not new."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from practices.changelog import records
from practices.models import Organisation, Practice, Record
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
ADDRESSES = ["/api/v1/changes", "/practices/feed.atom", "/sitemap.xml", "/sitemap-practices-0.xml", "/dcat.jsonld"]


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets somebody else hold the database when it is called; `monkeypatch.undo()` ends it."""

    def fail() -> None:
        raise OperationalError("database is locked")

    return lambda: monkeypatch.setattr(records, "catch_up", fail)


def test_a_save_succeeds(curator: Client, locked: Callable[[], None]) -> None:
    names = {"name_en": "A bank", "name_fr": "", "name_es": "", "acronym_en": "", "acronym_fr": "", "acronym_es": ""}
    locked()
    response = curator.post("/admin/practices/organisation/add/", names | {"slug": "a-bank"})
    assert (response.status_code, Organisation.objects.count()) == (302, 1)


def test_what_lacks_the_newest_is_not_kept(
    client: Client, locked: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = factories.practice()
    tags = {address: client.get(address)["ETag"] for address in ADDRESSES}
    Practice.objects.filter(pk=practice.pk).update(summary_en="Another summary.")
    locked()
    for address in ADDRESSES:
        late = client.get(address, headers={"If-None-Match": tags[address]})
        assert (late.status_code, late["Cache-Control"], "ETag" in late) == (200, "no-store", False), address
    monkeypatch.undo()
    assert client.get(f"/practices/{practice.pk}.json").has_header("ETag")
    (change,) = client.get(ADDRESSES[0]).json()["results"]
    assert change["id"] == practice.pk
    assert Record.objects.get().number == 2
    assert all(client.get(address).has_header("ETag") for address in ADDRESSES)


def test_a_copy_that_may_lag_is_complete_until_its_last_record(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.practice()
    before = timezone.now()
    assert records.complete_until() >= before
    Record.objects.update(changed_at="2026-03-05T10:20:30Z")
    monkeypatch.setattr(records, "_is_standby", lambda: True)
    assert records.complete_until().isoformat() == "2026-03-05T10:20:30+00:00"
