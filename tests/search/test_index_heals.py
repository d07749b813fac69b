"""An index that is gone, broken, or of another time heals, and SQL answers meanwhile."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from practices import search
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.models import Change, Practice
from practices.search import Query, documents, finding, follow, proof, schema, store
from tests import factories
from tests.scenes import WORD, Scene, behind_the_log, found, set_and_save

pytestmark = pytest.mark.both_databases


def generations() -> list[Path]:
    return sorted(path for path in store.folder().iterdir() if path.is_dir())


def damage(path: Path, held: bytes) -> None:
    """Put another file in its place: a process that reads what was cut off a file that it has mapped is ended."""
    other = path.with_name("damaged")
    other.write_bytes(held)
    other.rename(path)


def truncate_everything() -> None:
    for path in list(generations()[0].iterdir()):
        damage(path, b"")


def truncate(pattern: str) -> Callable[[], None]:
    def cut() -> None:
        paths = list(generations()[0].glob(pattern))
        assert paths
        for path in paths:
            damage(path, path.read_bytes()[: path.stat().st_size // 2])

    return cut


def flip(pattern: str) -> Callable[[], None]:
    """Flip bits of what files hold; the sum at their end, which is checked when they are opened, stays as it was."""

    def flipped() -> None:
        (path,) = generations()[0].glob(pattern)
        held = path.read_bytes()
        footer = held.rindex(b'{"version"')
        damage(path, bytes(byte ^ 0x55 for byte in held[:footer]) + held[footer:])

    return flipped


def delete(pattern: str) -> Callable[[], None]:
    def deleted() -> None:
        (path,) = generations()[0].glob(pattern)
        path.unlink()

    return deleted


def delete_folder() -> None:
    for path in generations():
        for file in path.iterdir():
            file.unlink()
        path.rmdir()


def rewrite_state(**values: Any) -> None:
    store.write_state(replace(store.read_state(), **values))


DAMAGES: dict[str, Callable[[], Any]] = {
    "no state": lambda: (store.folder() / "state.json").unlink(),
    "half a state": lambda: (store.folder() / "state.json").write_text('{"generation": "'),
    "a state that is a list": lambda: (store.folder() / "state.json").write_text("[]"),
    "a state with an unknown field": lambda: (store.folder() / "state.json").write_text(
        json.dumps(json.loads((store.folder() / "state.json").read_text()) | {"new": 1})
    ),
    "a foreign fingerprint": lambda: rewrite_state(fingerprint="another schema"),
    "no folder": delete_folder,
    "empty files": truncate_everything,
    "half of meta.json": truncate("meta.json"),
    "half of the terms": truncate("*.term"),
    "half of the store": truncate("*.store"),
    "half of the fast fields": truncate("*.fast"),
    "half of the sets": truncate("*.sets"),
    "no sets": delete("*.sets"),
    "no positions, which is told when it is asked": delete("*.pos"),
    "flipped bits of terms": flip("*.term"),
    "flipped bits of columns": flip("*.fast"),
    "no change log": lambda: Change.objects.all().delete(),
    "another last change": lambda: Change.objects.filter(pk=Change.objects.latest("pk").pk).update(at=timezone.now()),
    "a change log that begins anew": lambda: [
        Change.objects.all().delete(),
        Change.objects.create(pk=1, practice_id=None),
    ],
}


# What is wrong with files is the same on both databases.
EACH = [pytest.param(what, marks=[] if "change" in what else pytest.mark.sqlite_is_enough) for what in DAMAGES]


@pytest.mark.parametrize("is_logged", [False, True], ids=["nothing new", "a change to apply"])
@pytest.mark.parametrize("what", EACH)
def test_a_broken_index_heals_with_the_next_question(scene: Scene, what: str, is_logged: bool) -> None:
    """As after a restart: files that a process holds open stay as they are until it closes them."""
    follow.forget()
    DAMAGES[what]()
    if is_logged:
        set_and_save(scene.practice, title_en=WORD)
    else:
        behind_the_log(Practice, scene.practice.pk, title_en=WORD)
    assert found() == [scene.practice.pk]
    assert proof.differences() == []
    assert len(generations()) == 1


def test_an_index_that_vanishes_while_it_is_open_heals_with_the_next_question(scene: Scene) -> None:
    delete_folder()
    (store.folder() / "state.json").unlink()
    set_and_save(scene.practice, title_en=WORD)
    assert (found(), proof.differences()) == ([scene.practice.pk], [])


def test_what_is_no_damage_of_the_index_is_an_error_and_rebuilds_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    before = generations()
    for error in (TypeError, ValueError, OSError, KeyError):
        with subtests.test(error=error.__name__), monkeypatch.context() as patched:

            def broken(*_arguments: Any, error: type[Exception] = error) -> None:
                raise error("planted")

            patched.setattr(finding, "find", broken)
            with pytest.raises(error, match="planted"):
                search.snapshot().find(Query())
            patched.setattr(documents, "_document", broken)
            set_and_save(scene.practice, title_en=WORD)
            with pytest.raises(error, match="planted"):
                search.snapshot()
    assert generations() == before
    assert found() == [scene.practice.pk]
    assert generations() == before


@pytest.mark.parametrize(
    "raised",
    [
        ValueError("Data corrupted: a file is missing."),
        OSError("The disk is gone."),
        type("PanicException", (BaseException,), {})("mid > len"),
    ],
    ids=["what tantivy raises", "what files raise", "a panic"],
)
def test_an_index_that_fails_for_ever_is_rebuilt_once_and_sql_answers(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, raised: BaseException
) -> None:
    before = generations()

    class Broken:
        num_docs = 2

        def search(self, *arguments: Any, **options: Any) -> None:
            raise raised

    follow.forget()
    monkeypatch.setattr(store, "searcher", lambda index: store.Guarded(Broken()))
    after = []
    for _ in range(3):
        snapshot = search.snapshot()
        results = snapshot.find(Query(search.parse("practice")))
        assert (results.from_index, results.total, snapshot.edition) == (False, 2, "")
        after.append(generations())
    assert after[0] != before
    assert after[0] == after[1] == after[2]


@pytest.mark.usefixtures("scene")
def test_a_rebuild_removes_the_old_generation() -> None:
    before = generations()
    search.rebuild()
    after = generations()
    assert (len(before), len(after)) == (1, 1)
    assert before != after
    assert proof.differences() == []


def test_a_reader_that_opened_the_old_generation_sees_the_new_one(scene: Scene) -> None:
    snapshot = search.snapshot()
    search.rebuild()
    set_and_save(scene.practice, title_en=WORD)
    query = search.Query(search.parse("practice"), {}, limit=100)
    assert sorted(snapshot.find(query).ids) == [scene.practice.pk, scene.other.pk]
    assert found() == [scene.practice.pk]


@pytest.mark.usefixtures("scene")
def test_without_a_folder_for_the_index_sql_gives_the_same_and_says_so(settings: Any, tmp_path: Path) -> None:
    criteria = Criteria(q="another practice")
    by_index = Browse(criteria)
    (tmp_path / "file").touch()
    settings.SEARCH_INDEX_DIR = tmp_path / "file" / "index"
    follow.forget()
    by_sql = Browse(criteria)
    assert (by_index.results.from_index, by_sql.results.from_index) == (True, False)
    assert set(by_index.results.ids) == set(by_sql.results.ids) != set()
    assert not list(by_index.messages)
    assert any("search index is being prepared" in message.text for message in by_sql.messages)


@pytest.mark.usefixtures("scene")
def test_a_large_catalogue_is_rebuilt_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader doesn't wait; SQL answers meanwhile."""
    started: list[str] = []
    monkeypatch.setattr(follow, "REBUILD_AT_ONCE", 1)
    monkeypatch.setattr(follow, "_rebuild_unless_done", lambda damaged: started.append("now"))
    (store.folder() / "state.json").unlink()
    browse = Browse(Criteria())
    follow._here.rebuilding.join()
    assert (browse.results.from_index, browse.total, started) == (False, 2, ["now"])


@pytest.mark.django_db(transaction=True)
def test_many_threads_without_an_index_build_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.practice()
    follow.forget()
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
    built = []
    build = follow._build
    monkeypatch.setattr(follow, "_build", lambda progress: built.append(1) or build(progress))

    def ask() -> int:
        try:
            return search.snapshot().find(Query()).total
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        totals = [answer.result() for answer in [threads.submit(ask) for _ in range(8)]]
    assert (totals, built) == ([1] * 8, [1])


def test_a_full_disk_leaves_the_answer_to_sql_and_is_not_tried_again_at_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow.forget()
    shutil.rmtree(settings.SEARCH_INDEX_DIR, ignore_errors=True)
    attempts = []

    def full() -> None:
        attempts.append(1)
        raise OSError("No space left on device")

    monkeypatch.setattr(schema, "build", full)
    for _ in range(3):
        answer = Browse(Criteria())
        assert (answer.results.from_index, answer.total) == (False, Practice.objects.published().count())
    assert attempts == [1]
