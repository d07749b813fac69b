"""A site of each earlier release is brought up to this one by `prepare`, and nothing that it had is gone.

On SQLite alone, not as both_databases: what a release left is a SQLite file. That migrations do the same on
PostgreSQL, tests of `models/` hold.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client

from practices.models import Practice
from practices.monitoring import readiness
from practices.web import tables
from tests.addresses import released
from tests.upgrading import Release, releases

WITHDRAWN, RENAMED, REASON = 2, 3, "It was reported twice."
HISTORIES_SINCE, FORMER_NAMES_SINCE = 3, 4  # releases


def rows(statement: str) -> list[tuple[Any, ...]]:
    """Ask the database past the models, which may not fit it yet."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


class Kept(NamedTuple):
    """What a database must not lose."""

    practices: dict[int, str]
    areas: dict[int, str]
    histories: set[tuple[Any, ...]]
    former_names: set[tuple[Any, ...]]
    changes: int
    password: str


def kept() -> Kept:
    """Read it; of what this release's tables don't have, nothing."""
    there = connection.introspection.table_names()
    histories = "practices_version" in there and rows("SELECT kind, object_id, number FROM practices_version")
    names = "practices_formername" in there and rows("SELECT kind, name, object_id FROM practices_formername")
    return Kept(
        dict(rows("SELECT id, slug FROM practices_practice")),
        dict(rows("SELECT id, slug FROM practices_policyarea")),
        set(histories or ()),
        set(names or ()),
        rows("SELECT max(id) FROM practices_change")[0][0],
        rows("SELECT password FROM auth_user WHERE username = 'curator'")[0][0],
    )


def test_an_upgrade_loses_nothing(release: Release, client: Client) -> None:
    before, number = kept(), releases().index(release) + 1
    assert bool(before.histories) == (number >= HISTORIES_SINCE)
    assert bool(before.former_names) == (number >= FORMER_NAMES_SINCE)
    call_command("prepare", verbosity=0)
    call_command("index", "--check")
    assert tables.migrations() == ([], [])
    after = kept()
    assert before.practices.items() <= after.practices.items()
    assert before.areas.items() <= after.areas.items()
    assert before.histories <= after.histories
    assert before.former_names <= after.former_names
    assert before.password == after.password and before.changes < after.changes
    assert Practice.objects.create(title_en="New", slug="new").pk > max(after.practices)

    curators_go_on(client)
    history = client.get(f"/admin/practices/practice/{WITHDRAWN}/history/").content.decode()
    assert REASON in history or not before.histories
    readers_go_on(client)
    # Some of the addresses up to this release; `web/test_released_addresses.py` asks for all of them.
    known = [address.path for address in released(upto=number)][::25]
    answers = {path: client.get(path, follow=True).status_code for path in known}
    assert len(answers) > 20
    assert {path: status for path, status in answers.items() if status not in {200, 410}} == {}


def curators_go_on(client: Client) -> None:
    """Sign in with the account from before, and open the draft."""
    draft = Practice.objects.get(slug="a-draft")
    assert (draft.title_en, draft.state) == ("A draft", "draft")
    client.force_login(get_user_model().objects.get(username="curator"))
    assert client.get(f"/admin/practices/practice/{draft.pk}/change/").status_code == 200


def readers_go_on(client: Client) -> None:
    """Open what was withdrawn, and what curators have given another link name."""
    gone = client.get(f"/practices/{WITHDRAWN}/", follow=True)
    assert gone.status_code == 410 and REASON in gone.content.decode()
    assert client.get(f"/practices/{RENAMED}/called-otherwise/").status_code == 200
    assert client.get("/policy-areas/called-otherwise/").status_code == 200


def test_before_it_is_migrated_pages_are_whole_or_say_when_to_come_again(release: Release, client: Client) -> None:
    client.raise_request_exception = False
    missing, _ahead = tables.migrations()
    pages = [
        "/",
        "/fr/practices/",
        "/practices/?country=MA",
        "/practices/1/",
        "/countries/",
        "/api/v1/practices",
        "/oai",
    ]
    answers = {path: client.get(path, headers={"Accept": "text/html"}) for path in pages}
    assert {answer.status_code for answer in answers.values()} <= {200, 301, 503}
    assert all("Retry-After" in answer for answer in answers.values() if answer.status_code == 503)
    readiness.forget()  # what the test before has found
    ready = client.get("/readyz")
    assert (ready.status_code == 503) == bool(missing)
    assert not missing or f"{len(missing)} not applied" in ready.content.decode()
