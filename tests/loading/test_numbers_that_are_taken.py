"""Curators' own entries have numbers and link names that new first content wants: it comes beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from practices.editorial import history, offers
from practices.loading import Loaded, load
from practices.models import Offer, Practice
from practices.search import proof
from tests import factories
from tests.loading.conftest import FIRST, SECOND
from tests.loading.test_bringing_up_to_date import TITLE, actions, correct, edited, state_of_everything
from tests.loading.test_loading import edit
from tests.loading.test_merged import merge

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("db")]


@pytest.fixture
def own(folder: Path, vocabulary: factories.Vocabulary) -> Practice:
    """A curator's own entry, with the number of the first practice of the files."""
    made = factories.practice("A curator's own", pk=1)
    history.record(made, factories.person("ann", "Editor"), history.Action.ADDED)
    return made


def displaced() -> Practice:
    found: Practice = Practice.objects.get(loaded_as=1)
    return found


def test_it_comes_under_the_next_number_and_stays_under_it(folder: Path, own: Practice, client: Client) -> None:
    assert load(folder) == Loaded(practices=2, new=2)
    own.refresh_from_db()
    assert (own.title_en, own.is_published) == ("A curator's own", True)
    new = displaced()
    assert new.is_published and new.pk not in (1, 6) and actions(new.pk) == ["loaded"]
    assert client.get(new.get_absolute_url()).status_code == 200
    before = state_of_everything()
    assert load(folder) == Loaded(practices=2, new=0)
    assert state_of_everything() == before
    assert proof.differences() == []


def test_it_takes_no_number_that_another_of_them_has(folder: Path, own: Practice) -> None:
    factories.practice("The last one here", pk=5)
    assert load(folder) == Loaded(practices=2, new=2)
    assert displaced().pk == 7
    assert Practice.objects.get(pk=6).is_published
    assert load(folder) == Loaded(practices=2, new=0)


def test_it_is_brought_up_to_date_and_merged_like_any_other(folder: Path, own: Practice) -> None:
    load(folder)
    correct(folder)
    assert load(folder).updated == 1
    assert displaced().title_en == TITLE
    merge(folder)
    assert load(folder).merged == 1
    assert (displaced().state, displaced().replaced_by_id) == ("merged", 6)
    own.refresh_from_db()
    assert own.is_published


def test_a_revision_that_holds_a_newer_text_keeps_its_number_too(folder: Path) -> None:
    (folder / "practices" / SECOND).rename(folder / SECOND)
    load(folder)
    edited()
    correct(folder)
    load(folder)
    copy = offers.take(Offer.objects.get(), factories.person("eve", "Editor"))
    (folder / SECOND).rename(folder / "practices" / SECOND)
    edit(folder / "practices" / SECOND, "id = 6", f"id = {copy.pk}")
    assert load(folder).new == 1
    assert Practice.objects.get(loaded_as=copy.pk).is_published


def test_what_is_merged_into_it_follows_it(folder: Path, own: Practice) -> None:
    (folder / "practices" / SECOND).write_text('id = 6\nslug = "by-text-message"\nmerged_into = 1\n')
    assert (folder / "practices" / FIRST).exists()
    load(folder)
    assert Practice.objects.get(pk=6).replaced_by_id == displaced().pk


def test_a_link_name_that_another_has_gets_the_number_behind_it(folder: Path, vocabulary: factories.Vocabulary) -> None:
    slug = "foreign-workforce-policy-committee"
    other = factories.practice("Another", slug=slug, pk=50)
    assert load(folder).new == 2
    assert Practice.objects.get(pk=1).slug == f"{slug}-1"
    assert load(folder) == Loaded(practices=2, new=0)
    other.refresh_from_db()
    assert other.slug == slug


def test_so_does_that_of_one_that_comes_merged(folder: Path, vocabulary: factories.Vocabulary) -> None:
    slug = "foreign-workforce-policy-committee"
    factories.practice("Another", slug=slug, pk=50)
    merge(folder)
    load(folder)
    assert (Practice.objects.get(pk=1).state, Practice.objects.get(pk=1).slug) == ("merged", f"{slug}-1")


def test_a_long_link_name_is_cut_for_the_number(folder: Path, vocabulary: factories.Vocabulary) -> None:
    longest = "a" * 80
    edit(folder / "practices" / FIRST, 'slug = "foreign-workforce-policy-committee"', f'slug = "{longest}"')
    factories.practice("Another", slug=longest, pk=50)
    load(folder)
    assert Practice.objects.get(pk=1).slug == f"{'a' * 70}-1"


def test_link_names_that_the_files_exchange_arrive_one_load_later(folder: Path) -> None:
    """Neither can take the other's while that has it still."""
    load(folder)
    names = dict(Practice.objects.values_list("pk", "slug"))
    for file, mine, others in ((FIRST, 1, 6), (SECOND, 6, 1)):
        edit(folder / "practices" / file, f'slug = "{names[mine]}"', f'slug = "{names[others]}"')
    load(folder)
    assert dict(Practice.objects.values_list("pk", "slug")) == {1: f"{names[6]}-1", 6: f"{names[1]}-6"}
    load(folder)
    assert dict(Practice.objects.values_list("pk", "slug")) == {1: names[6], 6: names[1]}
    assert load(folder) == Loaded(practices=2, new=0)
