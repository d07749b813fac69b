"""A database that is really locked, full, read-only or gone: what people see, and that nothing of theirs is lost."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test import Client
from django.urls import reverse

from catalogue.settings import LONGEST_WAIT, _database
from practices.editorial import history
from practices.models import PolicyArea, Practice, Submission
from tests import factories
from tests.admin.forms import CHANGE, LIST, MOVE, citation_row, form_of
from tests.pages import form_on
from tests.signin import signing_in
from tests.submissions import proposals

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite says it")
POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="how PostgreSQL says it")
TYPED = "Zebra ‘stripes’ & <b>"


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def _before_each_write(first: str) -> Iterator[None]:
    """Say something to PostgreSQL in each transaction that writes."""

    def do_both(do: Any, sql: str, params: Any, *given: Any) -> Any:
        if re.match("INSERT|UPDATE|DELETE|.*FOR UPDATE", sql, re.DOTALL):
            do(first, None, *given)
        return do(sql, params, *given)

    with connection.execute_wrapper(do_both):
        yield


@contextmanager
def _somebody_writes() -> Iterator[Callable[[], None]]:
    """Let another connection lock what there is. Give what ends that."""
    if connection.vendor == "sqlite":
        execute("PRAGMA busy_timeout = 20")
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield other.rollback
        return
    import psycopg

    given = connection.get_connection_params()
    with (
        _before_each_write("SET LOCAL lock_timeout = '20ms'"),
        psycopg.connect(**{name: given[name] for name in ("dbname", "user", "host", "port") if name in given}) as other,
    ):
        for model in (Practice, Submission):
            other.execute(f"LOCK TABLE {model._meta.db_table} IN EXCLUSIVE MODE")
        yield other.rollback


@pytest.fixture
def desk() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(signing_in.person())
    return client


def practice_form(practice: Practice) -> dict[str, Any]:
    """Return what is sent where a field, a term and rows are changed."""
    rows = {"citations": [citation_row(section=TYPED)]}
    return {**form_of(practice, rows), "summary_en": TYPED, "policy_areas": [area().pk], "_reason": TYPED}


def area() -> PolicyArea:
    return PolicyArea.objects.get_or_create(slug="stripes", name_en="Stripes")[0]


def test_a_practice_comes_back_with_its_rows_and_is_saved_with_the_next_attempt(desk: Client) -> None:
    practice = factories.draft()
    history.catch_up(practice)
    address, sent = reverse(CHANGE, args=[practice.pk]), practice_form(practice)
    with _somebody_writes() as end:
        response = desk.post(address, sent)
        assert "the site is busy just now" in response.text
        assert "Please correct" not in response.text
        again = form_on(response, status=503)
        end()
        assert desk.post(address, again).status_code == 302
    practice.refresh_from_db()
    assert (practice.summary_en, practice.policy_areas.count()) == (TYPED, 1)
    assert practice.citations.filter(section=TYPED).count() == 1
    assert history.latest(practice).reason == TYPED  # type: ignore[union-attr]


def test_a_move_a_proposal_and_a_list_say_so_and_are_made_with_the_next_attempt(desk: Client) -> None:
    practice, other = factories.draft(), factories.draft()
    chosen = {"action": "move_archive", ACTION_CHECKBOX_NAME: other.pk, "_confirmed": "1", f"_version_{other.pk}": "0"}
    posts = [
        (reverse(MOVE, args=[practice.pk, "archive"]), {"_version": "0", "reason": TYPED}),
        (reverse(LIST), {**chosen, "reason": TYPED}),
        ("/propose/", proposals.sent("what", title=TYPED)),
    ]
    with _somebody_writes() as end:
        answers = [desk.post(address, sent) for address, sent in posts]
        forms = [form_on(answer, None, 503) for answer in answers]
        end()
        for (address, _sent), form in zip(posts, forms, strict=True):
            assert desk.post(address, form).status_code == 302, address
    assert {one.state for one in Practice.objects.all()} == {"archived"}
    assert Submission.objects.get().content["title"] == TYPED


@SQLITE
def test_the_name_stays_where_signing_in_has_to_wait() -> None:
    signing_in.person("basma")
    client = Client()
    with _somebody_writes() as end:
        response = signing_in.give_password(client, "basma")
        assert response.status_code == 503
        assert 'value="basma"' in response.text and signing_in.PASSWORD not in response.text
        end()
        assert signing_in.give_password(client, "basma").status_code == 302


@contextmanager
def _after(*break_it: str, mend_it: str) -> Iterator[None]:
    for statement in break_it:
        execute(statement)
    yield
    execute(mend_it)


CANT_STORE = {
    "read-only": pytest.param(lambda: _after("PRAGMA query_only = 1", mend_it="PRAGMA query_only = 0"), marks=SQLITE),
    # What earlier tests have left free would do for a while.
    "full": pytest.param(
        lambda: _after("VACUUM", "PRAGMA max_page_count = 1", mend_it="PRAGMA max_page_count = 1000000"), marks=SQLITE
    ),
    "standby": pytest.param(lambda: _before_each_write("SET LOCAL transaction_read_only = on"), marks=POSTGRESQL),
}


@pytest.mark.parametrize("broken", CANT_STORE.values(), ids=CANT_STORE)
def test_where_nothing_can_be_stored_it_says_whom_to_tell(desk: Client, broken: Any) -> None:
    practice = factories.draft()
    history.catch_up(practice)
    address, sent = reverse(CHANGE, args=[practice.pk]), practice_form(practice)
    sent |= {"done_en": "Stripes. " * 2000}  # more than a page of the file has room for
    with broken():
        response = desk.post(address, sent)
    assert "tell an administrator" in response.text
    assert response["Retry-After"] == "300"
    assert desk.post(address, form_on(response, status=503)).status_code == 302


@POSTGRESQL
def test_a_connection_that_breaks_in_the_middle_is_replaced(desk: Client) -> None:
    practice = factories.draft()
    history.catch_up(practice)
    sent, address = practice_form(practice), reverse(CHANGE, args=[practice.pk])
    with _before_each_write("SELECT pg_terminate_backend(pg_backend_pid())"):
        response = desk.post(address, sent)
    assert desk.post(address, form_on(response, status=503)).status_code == 302


def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    given = _database("postgresql://host/name?options=-c%20work_mem%3D8MB")["OPTIONS"]
    assert given["options"] == f"-c lock_timeout={LONGEST_WAIT}s -c work_mem=8MB"  # type: ignore[index]
    assert _database(f"sqlite:///{tmp_path}/x")["OPTIONS"]["timeout"] == LONGEST_WAIT  # type: ignore[index]
