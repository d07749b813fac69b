"""A move locks each row once, in the order of their ids, reads each content once and writes each history once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from practices.editorial import content, history, revisions, workflow
from practices.editorial.moves import Details
from practices.models import Practice, Version
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("vocabulary")]


@pytest.fixture
def ann(db: None) -> User:
    return factories.person("ann", "Contributor")


@pytest.fixture
def pat(db: None) -> User:
    return factories.person("pat", "Publisher")


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> list[QuerySet[Any]]:
    """The queries that lock rows for curators. (The change log locks drafts besides, in a weaker way.)"""
    found = []
    select_for_update = QuerySet.select_for_update

    def counted(rows: Any, *args: Any, **options: Any) -> Any:
        asked = select_for_update(rows, *args, **options)
        if not options.get("no_key"):
            found.append(asked)
        return asked

    monkeypatch.setattr(QuerySet, "select_for_update", counted)
    return found


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the practices whose content was read."""
    found = []
    of = content.of

    def counted(thing: Any) -> content.Content:
        found.append(thing.pk)
        return of(thing)

    monkeypatch.setattr(content, "of", counted)
    return found


def draft_in_review(ann: User) -> Practice:
    draft = factories.complete_draft(author=ann)
    return workflow.perform(draft, "submit", ann)


def copy_in_review(ann: User) -> Practice:
    return workflow.perform(revisions.start(factories.practice(), ann), "submit", ann)


MAKERS: dict[str, tuple[Callable[[User], Practice], int]] = {"draft": (draft_in_review, 1), "copy": (copy_in_review, 2)}


@pytest.mark.parametrize("kind", MAKERS)
def test_publication_locks_reads_and_records_once(
    kind: str, ann: User, pat: User, locked: list[Any], read: list[int]
) -> None:
    make, things = MAKERS[kind]
    practice = Practice.objects.get(pk=make(ann).pk)
    locked.clear()
    read.clear()
    before = Version.objects.count()
    published = workflow.perform(practice, "publish", pat)
    assert len(locked) == 1
    assert sorted(read) == sorted({practice.pk, published.pk})
    assert Version.objects.count() == before + things
    assert history.latest(published).content == content.of(Practice.objects.get(pk=published.pk))  # type: ignore[union-attr]


def test_a_replacement_is_locked_with_what_it_replaces(pat: User, locked: list[Any]) -> None:
    replacement, practice = factories.practice(), factories.practice()
    workflow.perform(practice, "withdraw", pat, Details("Old.", replaced_by=replacement))
    assert len(locked) == 1


def test_rows_are_locked_in_the_order_of_their_ids(locked: list[Any]) -> None:
    first, second = factories.practice(), factories.practice()
    assert list(history.lock_all(second.pk, None, first.pk)) == [first.pk, second.pk]


def test_who_saw_an_older_version_moves_nothing(ann: User, pat: User) -> None:
    draft = draft_in_review(ann)
    seen = history.catch_up(draft).number
    workflow.perform(draft, "take-back", ann)
    with pytest.raises(ValidationError, match="newer version"):
        workflow.perform(draft, "submit", ann, seen=seen)


def test_what_is_gone_is_not_locked() -> None:
    practice = factories.draft()
    with pytest.raises(history.DeletedMeanwhile):
        history.lock_all(practice.pk, practice.pk + 1)
