"""A later release has corrected the first content: what nobody has edited since is brought up to date, with history."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.db.models import QuerySet, Value
from django.test import Client

from practices.editorial import content, history, offers, revisions, workflow
from practices.editorial.cleaning import clean_texts
from practices.loading import Loaded, Problems, load, upgrade
from practices.models import Change, Figure, Offer, Practice, Record, Version
from practices.search import proof
from tests import factories
from tests.at_once import at_once
from tests.loading.conftest import FIRST, SECOND
from tests.loading.test_loading import edit

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("db")]

TITLE = "A committee of ministers sets how many workers come"


def first() -> Practice:
    found: Practice = Practice.objects.get(pk=1)
    return found


def correct(folder: Path, title: str = TITLE) -> None:
    """Correct the first practice in the files: another title, no figure, and a new French text."""
    path = folder / "practices" / FIRST
    text = re.sub(r'(?m)^title = ".*"$', f'title = "{title}"', path.read_text(), count=1)
    head, _figures, rest = (
        re.split(r"(?s)(\[\[figures\]\].*?)(?=\[\[citations\]\])", text, maxsplit=1)
        if ("[[figures]]" in text)
        else (text, "", "")
    )
    path.write_text(head + rest)


def edited(title: str = "What an editor wrote", summary: str = "") -> Practice:
    """Publish a revision of the first practice."""
    ann = User.objects.filter(username="ann").first() or factories.person("ann", "Administrator")
    copy = revisions.start(first(), ann)
    content.put({"title_en": title} | ({"summary_en": summary} if summary else {}), copy)
    history.record(copy, ann)
    return workflow.perform(copy, "publish", ann, workflow.Details(reason="Better."))


def actions(pk: int = 1) -> list[str]:
    found = Version.objects.filter(kind="practice", object_id=pk).order_by("number")
    return list(found.values_list("action", flat=True))


def state_of_everything() -> list[Any]:
    models: tuple[Any, ...] = (Practice, Version, Change, Figure, Offer)
    return [list(model.objects.order_by("pk").values()) for model in models]


# Nobody has edited it ------------------------------------------------------------------------------


def test_what_nobody_has_edited_is_brought_up_to_date(folder: Path) -> None:
    load(folder)
    before = first()
    correct(folder)
    assert load(folder) == Loaded(practices=2, new=0, updated=1)
    now = first()
    assert (now.title_en, now.figures.count(), now.state) == (TITLE, 0, "published")
    assert (now.published_at, now.main_citation) == (before.published_at, before.main_citation)
    assert actions() == ["loaded", "updated"]
    newest = history.latest(now)
    assert newest is not None and newest.content == content.of(now) and newest.author is None
    assert actions(6) == ["loaded"]
    assert proof.differences() == []
    assert not mail.outbox


def test_readers_and_copies_are_told_of_it(folder: Path, client: Client) -> None:
    load(folder)
    Change.objects.all().delete()
    correct(folder)
    load(folder)
    assert set(Change.objects.values_list("practice_id", flat=True)) == {1}
    assert TITLE in client.get(first().get_absolute_url()).content.decode()
    assert f"Changed: {TITLE}" in client.get("/practices/1/changes.atom").content.decode()


def test_a_field_that_the_files_leave_out_now_is_emptied(folder: Path) -> None:
    load(folder)
    assert first().reported_on is not None
    edit(folder / "practices" / FIRST, "reported_on = 2007-10-08\n", "")
    assert load(folder).updated == 1
    assert first().reported_on is None


def test_the_same_twice_changes_nothing(folder: Path, django_assert_max_num_queries: Any) -> None:
    load(folder)
    correct(folder)
    load(folder)
    before = state_of_everything()
    with django_assert_max_num_queries(110):
        assert load(folder) == Loaded(practices=2, new=0)
    assert state_of_everything() == before


def test_it_is_brought_up_to_date_with_each_release(folder: Path) -> None:
    load(folder)
    for title in (TITLE, "Another title", TITLE):
        correct(folder, title)
        assert load(folder).updated == 1
    assert actions() == ["loaded", "updated", "updated", "updated"]


def test_a_practice_that_was_shared_or_is_revised_no_longer_is_not_edited(folder: Path) -> None:
    load(folder)
    ann = factories.person("ann", "Administrator")
    revisions.discard(revisions.start(first(), ann), ann)
    correct(folder)
    assert load(folder).updated == 1


def test_if_anything_is_wrong_nothing_is_brought_up_to_date(folder: Path) -> None:
    load(folder)
    before = state_of_everything()
    correct(folder)
    edit(folder / "practices" / SECOND, "policy_areas = [", 'policy_areas = ["nothing", ')
    with pytest.raises(Problems, match="‘nothing’"):
        load(folder)
    assert state_of_everything() == before


def test_what_publication_needs_is_needed_still(folder: Path) -> None:
    load(folder)
    edit(folder / "practices" / FIRST, 'migration_phases = ["planning"]', "migration_phases = []")
    with pytest.raises(Problems, match="Choose at least one migration phase"):
        load(folder)
    assert first().migration_phases.count() == 1


# Somebody has edited it, or is about to ---------------------------------------------------------------


def test_what_somebody_has_edited_is_left_and_offered_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(folder)
    edited()
    correct(folder)
    for _time in range(2):
        loaded = load(folder)
        assert (loaded.updated, len(loaded.offered)) == (0, 1)
    assert first().title_en == "What an editor wrote"
    offer = Offer.objects.get()
    assert (offer.practice_id, offer.content["title_en"], offer.settled_at) == (1, TITLE, None)
    call_command("load_practices", folder)
    assert "1, ‘What an editor wrote’: a newer text" in capsys.readouterr().out


def test_an_edit_alone_makes_no_offer(folder: Path) -> None:
    load(folder)
    edited()
    assert load(folder) == Loaded(practices=2, new=0)
    assert not Offer.objects.exists()


def test_what_an_editor_left_is_offered_again_with_the_next_text(folder: Path) -> None:
    load(folder)
    edited()
    correct(folder)
    load(folder)
    offers.settle([Offer.objects.get()])
    assert load(folder).offered == ()
    correct(folder, "Another title")
    assert len(load(folder).offered) == 1
    assert Offer.objects.get().content["title_en"] == "Another title"


def test_an_offer_that_the_practice_meets_meanwhile_is_settled(folder: Path) -> None:
    load(folder)
    edited()
    correct(folder)
    load(folder)
    practice = first()
    content.put(Offer.objects.get().content, practice)
    history.record(practice)
    assert load(folder).offered == ()
    assert Offer.objects.get().settled_at is not None


def test_what_was_taken_as_it_was_offered_follows_the_next_release(folder: Path) -> None:
    load(folder)
    edited()
    correct(folder)
    load(folder)
    ann = User.objects.get(username="ann")
    copy = offers.take(Offer.objects.get(), ann)
    assert (copy.title_en, actions(copy.pk)) == (TITLE, ["revision-begun", "updated"])
    workflow.perform(copy, "publish", ann, workflow.Details(reason="Better."))
    assert load(folder) == Loaded(practices=2, new=0)
    correct(folder, "Another title")
    assert load(folder).updated == 1


def test_what_editors_alone_can_say_outlasts_a_newer_text(folder: Path) -> None:
    load(folder)
    ann = factories.person("ann", "Administrator")
    said = {"verified_by": "Ann", "verified_on": "2026-03-04"}
    copy = revisions.start(first(), ann)
    content.put(said, copy)
    history.record(copy, ann)
    workflow.perform(copy, "publish", ann, workflow.Details(reason="Checked."))
    assert load(folder) == Loaded(practices=2, new=0)
    correct(folder)
    load(folder)
    copy = offers.take(Offer.objects.get(), ann)
    assert copy.title_en == TITLE
    assert {name: content.of(copy)[name] for name in said} == said


def test_a_revision_that_is_begun_is_not_overtaken(folder: Path) -> None:
    """Published later, it would undo the correction unseen."""
    load(folder)
    ann = factories.person("ann", "Administrator")
    copy = revisions.start(first(), ann)
    correct(folder)
    assert load(folder).updated == 0
    assert Offer.objects.get().settled_at is None
    revisions.discard(copy, ann)
    assert (load(folder).updated, first().title_en) == (1, TITLE)
    assert not Offer.objects.exists()


def test_what_was_withdrawn_stays_so(folder: Path) -> None:
    load(folder)
    factories.withdraw(first(), "Mistaken.")
    correct(folder)
    assert load(folder) == Loaded(practices=2, new=0)
    assert first().state == "withdrawn"
    assert first().title_en != TITLE


def test_an_earlier_version_that_an_editor_put_back_stays(folder: Path) -> None:
    load(folder)
    correct(folder)
    load(folder)
    title = history.numbered(first(), 1).content["title_en"]  # type: ignore[union-attr]
    edited(title)
    assert load(folder) == Loaded(practices=2, new=0)
    assert first().title_en == title


def test_a_practice_of_curators_with_the_number_of_a_new_one_stays_and_that_gets_another(folder: Path) -> None:
    text = (folder / "practices" / SECOND).read_text()
    (folder / "practices" / SECOND).unlink()
    load(folder)
    eve = factories.person("eve", "Editor")
    own = factories.practice("Our own", pk=6, author=eve)
    history.record(own, eve, history.Action.ADDED)
    (folder / "practices" / SECOND).write_text(text)
    assert load(folder) == Loaded(practices=2, new=1)
    assert Practice.objects.get(pk=6).title_en == "Our own"
    assert Practice.objects.get(loaded_as=6).is_published
    assert not Offer.objects.exists()


def test_who_edits_it_at_the_same_moment_comes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(folder)
    correct(folder)
    lock = upgrade.locked

    def late(practices: Iterable[Practice]) -> list[Practice]:
        found = list(practices)
        edited()
        return lock(found)

    monkeypatch.setattr(upgrade, "locked", late)
    assert load(folder).updated == 0
    assert first().title_en == "What an editor wrote"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_machines_that_start_at_once_bring_it_up_to_date_once(folder: Path) -> None:
    load(folder)
    correct(folder)
    loaded = at_once(lambda: load(folder), lambda: load(folder))
    assert sorted(one.updated for one in loaded) == [0, 1]
    assert actions() == ["loaded", "updated"]


# Catalogues that earlier releases loaded --------------------------------------------------------------


def before_history() -> None:
    """Forget what earlier releases did not write."""
    Version.objects.all().delete()


def test_a_catalogue_from_before_there_was_a_history_goes_on(folder: Path) -> None:
    load(folder)
    before_history()
    title = first().title_en
    correct(folder)
    assert load(folder).updated == 1
    assert actions() == ["begun", "updated"]
    assert history.numbered(first(), 1).content["title_en"] == title  # type: ignore[union-attr]
    assert load(folder) == Loaded(practices=2, new=0)


def test_what_was_edited_before_there_was_a_history_is_offered(folder: Path) -> None:
    load(folder)
    before_history()
    practice = first()
    practice.title_en = "What an editor wrote"
    practice.save()
    eve = factories.person("eve", "Editor")
    LogEntry.objects.log_actions(eve.pk, [practice], CHANGE, "Changed title.", single_object=True)
    correct(folder)
    assert load(folder).updated == 0
    assert first().title_en == "What an editor wrote"
    assert Offer.objects.get().content["title_en"] == TITLE


def test_what_was_edited_since_the_history_began_is_offered(folder: Path) -> None:
    load(folder)
    before_history()
    edited()
    assert actions()[0] == "begun"
    assert load(folder) == Loaded(practices=2, new=0)
    correct(folder)
    assert load(folder).updated == 0
    assert Offer.objects.get().content["title_en"] == TITLE


def test_versions_from_before_a_field_existed_are_no_edit(folder: Path) -> None:
    load(folder)
    version = Version.objects.get(kind="practice", object_id=1)
    del version.content["credit"]
    del version.content["figures"][0]["unit_fr"]
    version.save()
    correct(folder)
    assert load(folder).updated == 1


def test_a_renamed_term_is_no_edit(folder: Path) -> None:
    load(folder)
    area = first().policy_areas.get()
    area.slug = "coherence"
    area.save()
    assert load(folder) == Loaded(practices=2, new=0)
    correct(folder)
    assert load(folder).updated == 1


def test_records_of_it_go_on(folder: Path, client: Client) -> None:
    load(folder)
    assert client.get("/api/v1/changes").status_code == 200
    number = Record.objects.get(pk=1).number
    correct(folder)
    load(folder)
    assert client.get("/api/v1/changes").status_code == 200
    assert Record.objects.get(pk=1).number > number


def test_files_with_signs_that_nobody_sees_are_loaded_without_and_once(folder: Path) -> None:
    correct(folder, "Recog\u00adni\u200btion of re\u0301gimes")
    load(folder)
    assert first().title_en == "Recognition of régimes"
    newest = Change.objects.latest("pk").pk
    load(folder)
    assert Change.objects.latest("pk").pk == newest
    assert actions() == ["loaded"]


def test_what_is_cleaned_is_still_as_loading_left_it(folder: Path) -> None:
    load(folder)
    dirty = "\ufeffRecog\u00adnition"
    QuerySet(Practice).filter(pk=1).update(title_en=Value(dirty))
    for version in Version.objects.filter(kind="practice", object_id=1):
        version.content["title_en"] = dirty
        version.save()
    assert clean_texts() == 1
    correct(folder)
    load(folder)
    assert first().title_en == TITLE
    assert actions() == ["loaded", "cleaned", "updated"]
    assert not Offer.objects.exists()
