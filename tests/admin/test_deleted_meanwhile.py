"""What somebody deletes or discards between the look of another and the press of their button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from practices.editorial import history, revisions, workflow
from practices.editorial.history import DeletedMeanwhile
from practices.models import Practice
from tests import factories
from tests.admin.forms import CHANGE, COMMENT, DELETE, DISCARD, LIST, MOVE, form_of, messages_of, version_of

pytestmark = pytest.mark.usefixtures("vocabulary")
SHARE = "admin:practices_practice_share"
RESTORE = "admin:practices_practice_restore"


@pytest.fixture
def eve(db: None) -> User:
    return factories.person("eve", "Editor")


@pytest.fixture
def draft(eve: User) -> Practice:
    made = factories.complete_draft(author=eve)
    history.record(made, eve)
    return made


@pytest.fixture
def vanishing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let a practice vanish just before it is locked, after the page has looked at it."""
    lock, lock_all = history.lock, history.lock_all

    def vanish(practice: Practice) -> None:
        def late(thing: Any) -> Any:
            if thing == practice:
                Practice.objects.filter(pk=thing.pk).delete()
            return lock(thing)

        def all_late(*numbers: int | None) -> Any:
            if practice.pk in numbers:
                Practice.objects.filter(pk=practice.pk).delete()
            return lock_all(*numbers)

        monkeypatch.setattr(history, "lock", late)
        monkeypatch.setattr(history, "lock_all", all_late)

    return vanish


def sent(practice: Practice) -> dict[str, Any]:
    values = {"reason": "x", "text": "x", "until": timezone.localdate(), "_version": version_of(practice)}
    return form_of(practice) | values


@pytest.mark.parametrize(
    ("page", "more"),
    [(CHANGE, []), (MOVE, ["archive"]), (DELETE, []), (SHARE, []), (RESTORE, [1]), (COMMENT, [])],
)
def test_of_a_draft_that_is_gone_no_page_falls_over(
    eve: User, draft: Practice, vanishing: Callable[..., None], page: str, more: list[Any]
) -> None:
    client, form = factories.signed_in(eve), sent(draft)
    vanishing(draft)
    assert client.post(reverse(page, args=[draft.pk, *more]), form).status_code == 404


@pytest.mark.parametrize(("page", "more"), [(CHANGE, []), (MOVE, ["submit"]), (DISCARD, []), (COMMENT, [])])
def test_nor_of_a_working_copy(eve: User, vanishing: Callable[..., None], page: str, more: list[Any]) -> None:
    copy = revisions.start(factories.practice(), eve)
    client, form = factories.signed_in(eve), sent(copy)
    vanishing(copy)
    assert client.post(reverse(page, args=[copy.pk, *more]), form).status_code == 404


def test_of_many_that_are_moved_the_one_that_is_gone_is_told(
    eve: User, draft: Practice, vanishing: Callable[..., None]
) -> None:
    other = factories.complete_draft("Another")
    chosen = {"action": "move_archive", "_selected_action": [draft.pk, other.pk], "_confirmed": "1", "reason": "Old."}
    client = factories.signed_in(eve)
    form = chosen | {f"_version_{practice.pk}": version_of(practice) for practice in (draft, other)}
    vanishing(draft)
    answer = client.post(reverse(LIST), form)
    assert "It is gone" in messages_of(answer)
    other.refresh_from_db()
    assert other.state == "archived"


def test_nobody_comments_on_what_is_gone(eve: User, draft: Practice) -> None:
    Practice.objects.filter(pk=draft.pk).delete()
    with pytest.raises(DeletedMeanwhile):
        workflow.comment(draft, eve, "Too late.")
