"""The index follows the change log: what is rolled back, comes late, comes from others, or is yet to be committed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from practices import search
from practices.changelog import reader
from practices.models import Change, PolicyArea, Practice, change
from practices.search import follow, proof, store
from tests.scenes import WORD, Scene, behind_the_log, found, set_and_save

pytestmark = pytest.mark.both_databases


class Undone(Exception):
    """Rolls a transaction back."""


@pytest.mark.parametrize("asked_inside", [False, True], ids=["nobody asked", "asked inside"])
def test_a_transaction_rolled_back_leaves_no_trace(scene: Scene, asked_inside: bool) -> None:
    with pytest.raises(Undone), transaction.atomic():
        set_and_save(scene.practice, title_en=WORD)
        set_and_save(scene.vocabulary.areas[0], name_en=WORD)
        if asked_inside:
            assert found() == [scene.practice.pk]
        raise Undone
    assert (found(), proof.differences()) == ([], [])
    assert search.snapshot().vocabularies[PolicyArea].get("remittances").name == "Remittances"
    set_and_save(scene.other, title_en=WORD)
    assert (found(), proof.differences()) == ([scene.other.pk], [])


def numbers(*others: int) -> list[int]:
    """Return numbers of the change log that follow the last one at these distances."""
    last = Change.objects.latest("pk").pk
    return [last + other for other in others]


def test_a_skipped_number_is_applied_when_it_appears(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "SECONDS_BETWEEN", 0)
    early, late = numbers(2, 5)
    behind_the_log(Practice, scene.other.pk, title_en=WORD)
    Change.objects.create(pk=late, practice_id=scene.other.pk)
    assert found() == [scene.other.pk]
    behind_the_log(Practice, scene.practice.pk, title_en=WORD)
    Change.objects.create(pk=early, practice_id=scene.practice.pk)
    assert (found(), proof.differences()) == ([scene.practice.pk, scene.other.pk], [])


def test_a_skipped_change_of_a_vocabulary_is_applied_when_it_appears(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "SECONDS_BETWEEN", 0)
    early, also_early, late = numbers(2, 3, 5)
    Change.objects.create(pk=late, practice_id=None)
    assert found() == []
    behind_the_log(PolicyArea, scene.vocabulary.areas[0].pk, name_en=WORD)
    Change.objects.create(pk=early, practice_id=None)
    Change.objects.create(pk=also_early, practice_id=scene.practice.pk)
    assert (found(), proof.differences()) == ([scene.practice.pk], [])
    assert search.snapshot().vocabularies[PolicyArea].get("remittances").name == WORD


def test_a_number_that_never_appears_is_forgotten_in_the_end(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "SECONDS_BETWEEN", 0)
    first, second = numbers(3, 4)
    Change.objects.create(pk=first, practice_id=scene.practice.pk)
    found()
    assert first - 1 in [last for _first, last, _since in store.read_state().position.gaps]
    monkeypatch.setattr(reader, "LONGEST_TRANSACTION", 0)
    Change.objects.create(pk=second, practice_id=scene.practice.pk)
    found()
    assert store.read_state().position.gaps == []


def test_a_number_that_was_skipped_before_a_rebuild_is_applied_when_it_appears(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "SECONDS_BETWEEN", 0)
    early, late = numbers(2, 5)
    Change.objects.create(pk=late, practice_id=scene.other.pk)
    Change.objects.bulk_create(Change(pk=late + i, practice_id=scene.other.pk) for i in range(1, 1500))
    search.rebuild()
    behind_the_log(Practice, scene.practice.pk, title_en=WORD)
    Change.objects.create(pk=early, practice_id=scene.practice.pk)
    assert (found(), proof.differences()) == ([scene.practice.pk], [])


def test_changes_of_others_are_applied_at_most_once_a_second_and_none_is_lost(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_and_save(scene.other, title_en="Else")
    assert found("else") == [scene.other.pk]
    behind_the_log(Practice, scene.practice.pk, title_en=WORD)
    Change.objects.create(practice_id=scene.practice.pk)
    assert found() == []
    monkeypatch.setattr(follow, "SECONDS_BETWEEN", 0)
    assert found() == [scene.practice.pk]


def test_a_change_is_counted_again_when_it_is_committed(
    scene: Scene, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """Else a question from within the transaction would be the last to see it at once."""
    with django_capture_on_commit_callbacks(execute=True):
        set_and_save(scene.practice, title_en=WORD)
        within = change.changes_here
    assert change.changes_here > within


def test_the_second_counts_from_when_the_log_was_read(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not from when everything was applied: what was committed meanwhile would be missing for longer."""
    clock = [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    apply = follow._apply

    def slow(*args: Any) -> Any:
        state = apply(*args)
        clock[0] += 1.5
        behind_the_log(Practice, scene.practice.pk, title_en=WORD)
        Change.objects.create(practice_id=scene.practice.pk)
        return state

    monkeypatch.setattr(follow, "_apply", slow)
    set_and_save(scene.other, title_en="Else")
    assert found("else") == [scene.other.pk]
    monkeypatch.setattr(follow, "_apply", apply)
    assert found() == [scene.practice.pk]


def test_what_was_found_is_found_after_a_rebuild_that_began_before(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(done: int, total: int) -> None:
        monkeypatch.setattr(follow, "SECONDS_BETWEEN", 0)
        behind_the_log(Practice, scene.practice.pk, title_en=WORD)
        Change.objects.create(practice_id=scene.practice.pk)
        assert found() == [scene.practice.pk]
        monkeypatch.setattr(follow, "SECONDS_BETWEEN", 3600)

    search.rebuild(progress=meanwhile)
    assert found() == [scene.practice.pk]


@pytest.mark.usefixtures("scene")
def test_many_recent_changes_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_ENTRIES", 10)
    Change.objects.bulk_create(Change(practice_id=None) for _ in range(30))
    search.rebuild()
    assert reader.unread(store.read_state().position) == []


def test_who_waits_for_a_change_that_another_process_applies_need_not_write(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one of many could be the last to get the lock again and again."""
    set_and_save(scene.practice, title_en=WORD)
    wanted = reader.unread(store.read_state().position)
    assert wanted and not reader.has_read(store.read_state().position, wanted)
    assert found() == [scene.practice.pk]
    assert reader.has_read(store.read_state().position, wanted)
