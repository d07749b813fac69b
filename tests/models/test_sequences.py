"""A number is never that of two practices, whatever became of the first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection

from practices.changelog import records
from practices.editorial import history, moves, revisions, workflow
from practices.models import Practice, Version
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("vocabulary")]


def deleted_draft() -> int:
    draft, editor = factories.draft(), factories.person("ed", "Editor")
    number = int(draft.pk)
    workflow.delete_draft(draft, editor)
    return number


def discarded_revision() -> int:
    copy = revisions.start(factories.practice(), factories.person("ed", "Editor"))
    number = int(copy.pk)
    revisions.discard(copy, factories.person("eve", "Editor"))
    return number


def published_revision() -> int:
    copy = revisions.start(factories.practice(), factories.person("ed", "Editor"))
    number = int(copy.pk)
    workflow.perform(copy, "publish", factories.person("dora", "Administrator"), moves.Details("Better."))
    return number


def public_and_deleted_by_a_script() -> int:
    practice = factories.practice()
    records.catch_up()
    number = int(practice.pk)
    practice.delete()
    return number


GONE = [deleted_draft, discarded_revision, published_revision, public_and_deleted_by_a_script]


def forget_numbers() -> None:
    """Do to the count what `loaddata` does, and on SQLite a migration that rebuilds the table."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Practice]):
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = (SELECT COALESCE(max(id), 0) FROM practices_practice)"
                " WHERE name = 'practices_practice'"
            )


@pytest.mark.parametrize("gone", GONE, ids=lambda gone: gone.__name__)
def test_a_number_comes_back_neither_by_itself_nor_after_migrating(gone: Callable[[], int]) -> None:
    number = gone()
    assert factories.draft().pk > number
    Practice.objects.filter(pk__gte=number).delete()
    forget_numbers()
    call_command("migrate", verbosity=0)
    assert factories.draft().pk > number


def test_the_count_is_never_set_back() -> None:
    """Even where nothing remembers the highest number."""
    draft = factories.draft()
    number = draft.pk
    draft.delete()
    call_command("migrate", verbosity=0)
    assert factories.draft().pk > number


def test_the_count_is_kept_where_the_database_has_forgotten_that_there_was_one(db: Any) -> None:
    number = deleted_draft()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'practices_practice'")
    call_command("migrate", verbosity=0)
    assert factories.draft().pk > number


def test_a_recovered_draft_has_its_number_and_the_next_one_another() -> None:
    number = deleted_draft()
    later = factories.draft().pk
    version = history.deleted_drafts().get(object_id=number)
    assert history.recover(version, factories.person("eve", "Editor")).pk == number
    assert factories.draft().pk > later
    assert Version.objects.filter(object_id=number, action="recovered").count() == 1
