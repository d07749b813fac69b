"""A file may merge a practice into another: its address leads there for ever, also where it never stood for itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

from practices.editorial import history, offers, revisions
from practices.loading import Loaded, Problems, load
from practices.models import Offer, Practice, Record, Version
from practices.search import proof
from tests import factories
from tests.loading.conftest import FIRST, SECOND
from tests.loading.test_bringing_up_to_date import actions, edited, state_of_everything
from tests.loading.test_loading import edit

pytestmark = pytest.mark.usefixtures("db")

MERGED = 'id = 1\nslug = "foreign-workforce-policy-committee"\nmerged_into = 6\n'


def merge(folder: Path, text: str = MERGED) -> None:
    (folder / "practices" / FIRST).write_text(text)


def test_in_a_new_catalogue_its_address_leads_to_the_other(folder: Path, client: Client) -> None:
    merge(folder, MERGED + 'title = "A committee"\nfr = { title = "Un comité" }\n')
    assert load(folder) == Loaded(practices=1, new=1)
    practice = Practice.objects.get(pk=1)
    assert (practice.state, practice.replaced_by_id, practice.title_fr) == ("merged", 6, "Un comité")
    assert actions() == ["loaded"]
    assert load(folder) == Loaded(practices=1, new=0)
    target = Practice.objects.get(pk=6)
    assert (
        client.get("/practices/1/foreign-workforce-policy-committee/").headers["Location"] == target.get_absolute_url()
    )
    assert "/practices/6" in client.get("/api/v1/practices/1").headers["Location"]
    assert client.get("/embed/1/").headers["Location"].startswith("/embed/6/")
    assert proof.differences() == []


def test_without_a_title_it_has_that_of_the_other(folder: Path) -> None:
    merge(folder)
    load(folder)
    assert Practice.objects.get(pk=1).title_en == Practice.objects.get(pk=6).title_en


def test_what_nobody_has_seen_is_told_to_nobody(folder: Path, client: Client) -> None:
    merge(folder)
    load(folder)
    assert [one["id"] for one in client.get("/api/v1/changes").json()["results"]] == [6]
    assert set(Record.objects.values_list("pk", flat=True)) == {6}
    for address in (
        "/practices/feed.atom",
        "/practices/6/changes.atom",
        "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
    ):
        assert "committee" not in client.get(address).content.decode()
        assert "practices/1<" not in client.get(address).content.decode()


@pytest.mark.both_databases
def test_in_a_running_catalogue_it_is_merged_with_history(folder: Path, client: Client) -> None:
    load(folder)
    client.get("/api/v1/changes")
    title = Practice.objects.get(pk=1).title_en
    merge(folder)
    assert load(folder) == Loaded(practices=1, new=0, merged=1)
    practice = Practice.objects.get(pk=1)
    assert (practice.state, practice.replaced_by_id, practice.title_en) == ("merged", 6, title)
    assert actions() == ["loaded", "merge"]
    assert client.get(practice.get_absolute_url()).headers["Location"] == Practice.objects.get(pk=6).get_absolute_url()
    client.get("/api/v1/changes")
    assert Record.objects.get(pk=1).is_gone
    assert proof.differences() == []
    assert not mail.outbox
    before = state_of_everything()
    assert load(folder) == Loaded(practices=1, new=0)
    assert state_of_everything() == before


def test_one_that_somebody_has_edited_is_offered_once(folder: Path) -> None:
    load(folder)
    edited()
    merge(folder)
    for _time in range(2):
        assert load(folder).offered == ("1, ‘What an editor wrote’: to be merged into 6",)
    assert Practice.objects.get(pk=1).is_published
    offers.settle([Offer.objects.get()])
    assert load(folder) == Loaded(practices=1, new=0)


def test_one_that_is_being_revised_waits(folder: Path) -> None:
    load(folder)
    ann = factories.person("ann", "Administrator")
    copy = revisions.start(Practice.objects.get(pk=1), ann)
    merge(folder)
    assert (load(folder).merged, Offer.objects.get().into_id) == (0, 6)
    revisions.discard(copy, ann)
    assert load(folder).merged == 0  # it is for the editors now


def test_one_that_earlier_releases_loaded_is_merged(folder: Path) -> None:
    load(folder)
    Version.objects.all().delete()
    merge(folder)
    assert load(folder).merged == 1
    assert actions() == ["begun", "merge"]


@pytest.mark.parametrize("number", [1, 6])
def test_what_editors_withdrew_stays_so(folder: Path, number: int) -> None:
    load(folder)
    factories.withdraw(Practice.objects.get(pk=number), "Mistaken.")
    merge(folder)
    assert load(folder) == Loaded(practices=1, new=0)
    assert Practice.objects.get(pk=number).state == "withdrawn"


def test_nothing_is_merged_into_what_editors_withdrew_before_it_came(folder: Path) -> None:
    (folder / "practices" / FIRST).unlink()
    load(folder)
    factories.withdraw(Practice.objects.get(pk=6), "Mistaken.")
    merge(folder)
    load(folder)
    assert not Practice.objects.filter(pk=1).exists()


@pytest.mark.both_databases
def test_a_number_that_curators_used_stays_theirs(folder: Path) -> None:
    eve = factories.person("eve", "Editor")
    history.record(factories.practice("Our own", pk=1, author=eve), eve, history.Action.ADDED)
    merge(folder)
    assert load(folder) == Loaded(practices=1, new=1)
    assert Practice.objects.get(pk=1).is_published


BREAKS: dict[str, tuple[Callable[[Path], None], str]] = {
    "into nothing": (
        lambda folder: merge(folder, MERGED.replace("6", "99")),
        "field merged_into: there is no practice 99",
    ),
    "into itself": (
        lambda folder: merge(folder, MERGED.replace("6", "1")),
        "field merged_into: there is no practice 1",
    ),
    "of the wrong type": (lambda folder: merge(folder, MERGED.replace("6", '"6"')), "field merged_into: '6' is not of"),
    "more than that": (lambda folder: merge(folder, MERGED + 'done = "x"\n'), "field done: there is no such field"),
    "without a link name": (
        lambda folder: merge(folder, "id = 1\nmerged_into = 6\n"),
        "field slug: This field cannot be blank",
    ),
    "with a link name that is taken": (
        lambda folder: edit(folder / "practices" / SECOND, "slug = ", 'slug = "foreign-workforce-policy-committee" # '),
        "field slug: stands in",
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_what_is_wrong_is_named_and_nothing_is_loaded(folder: Path, what: str) -> None:
    break_it, wanted = BREAKS[what]
    merge(folder)
    break_it(folder)
    with pytest.raises(Problems) as raised:
        load(folder)
    assert any(wanted in line for line in raised.value.lines), raised.value
    assert not Practice.objects.exists()
