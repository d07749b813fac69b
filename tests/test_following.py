"""Every way to change a practice reaches the index with the next question, and a broken index heals."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.management import call_command
from django.db import models as django_models
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practices import search, workflow
from practices.browse import Browse
from practices.criteria import Criteria
from practices.models import (
    Change,
    Citation,
    Country,
    Figure,
    Involvement,
    MigrationPhase,
    Organisation,
    Participation,
    PolicyArea,
    Practice,
    Region,
    Requirement,
    Source,
    StakeholderType,
    change,
)
from practices.search import follow, proof, store
from tests import factories

WORD = "Marigold"


def found(text: str = WORD) -> list[int]:
    """Ask the index itself: no answer of the SQL twin can stand in for it."""
    return sorted(search.snapshot().find(search.Query(search.parse(text), {}, limit=100)).ids)


@dataclass
class Scene:
    """A published practice without the word, another one, and a term of each kind that has the word for a name."""

    practice: Practice
    other: Practice
    vocabulary: factories.Vocabulary
    area: PolicyArea
    phase: MigrationPhase
    stakeholder: StakeholderType
    region: Region
    country: Country
    organisation: Organisation
    source: Source
    client: Client
    folder: Path
    row: Any = None  # what `put` made, for `take`

    def add(self, row: django_models.Model) -> Any:
        row.save()
        self.row = row
        return row

    def requirement(self, text: str = WORD, practice: Practice | None = None) -> Requirement:
        return Requirement(practice=practice or self.practice, kind="time", text_en=text)

    def figure(self, label: str = WORD) -> Figure:
        return Figure(practice=self.practice, value=7, label_en=label)

    def citation(self, section: str = WORD) -> Citation:
        return Citation(practice=self.practice, source=self.vocabulary.source, section=section)

    def participation(self) -> Participation:
        return Participation(practice=self.practice, country=self.country, role="origin")

    def involvement(self) -> Involvement:
        return Involvement(practice=self.practice, organisation=self.organisation)

    def load(self, row: Any) -> None:
        """Put a row into the database with `loaddata`, which calls no `save`."""
        path = self.folder / "row.json"
        path.write_text(serializers.serialize("json", [row]))
        call_command("loaddata", path, verbosity=0)


@pytest.fixture
def scene(vocabulary: factories.Vocabulary, client: Client, tmp_path: Path) -> Scene:
    region = Region.objects.create(slug="marigold", name_en=WORD, m49="999", order=9)
    client.force_login(get_user_model().objects.create_superuser("curator"))
    made = Scene(
        practice=factories.practice(
            "A practice",
            countries=[(vocabulary.countries[0], "origin")],
            policy_areas=[vocabulary.areas[0]],
            migration_phases=[vocabulary.phases[0]],
            stakeholder_types=[vocabulary.stakeholders[0]],
        ),
        other=factories.practice("Another practice", regions=[vocabulary.regions[2]]),
        vocabulary=vocabulary,
        area=PolicyArea.objects.create(slug="marigold", name_en=WORD),
        phase=MigrationPhase.objects.create(slug="marigold", name_en=WORD),
        stakeholder=StakeholderType.objects.create(slug="marigold", name_en=WORD),
        region=region,
        country=Country.objects.create(code="XM", iso3="XMA", m49="998", slug="marigold", name_en=WORD),
        organisation=Organisation.objects.create(slug="marigold", name_en=WORD),
        source=Source.objects.create(slug="marigold", title="T", short_citation=WORD, kind="report", authors="A"),
        client=client,
        folder=tmp_path,
    )
    assert found("practice") == [made.practice.pk, made.other.pk]  # the index stands before anything changes
    return made


def set_and_save(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def set_and_bulk_update(row: Any, name: str, value: Any) -> None:
    setattr(row, name, value)
    type(row).objects.bulk_update([row], [name])


def use_organisation(s: Scene) -> Organisation:
    """An organisation without the word that takes part in the practice."""
    organisation = Organisation.objects.create(slug="bank", name_en="Bank")
    Involvement.objects.create(practice=s.practice, organisation=organisation)
    return organisation


def rename_in_the_admin(s: Scene, name: str) -> None:
    area = s.vocabulary.areas[0]
    data = {f"{field}_{code}": "" for field in ("name", "description", "aliases") for code in ("en", "fr", "es")}
    response = s.client.post(
        reverse("admin:practices_policyarea_change", args=[area.pk]), data | {"name_en": name, "order": 1}
    )
    assert response.status_code == 302


# Each pair puts the word where a reader's search must find it, and takes it away again.
WAYS: dict[str, tuple[Callable[[Scene], Any], Callable[[Scene], Any]]] = {
    "save": (lambda s: set_and_save(s.practice, title_en=WORD), lambda s: set_and_save(s.practice, title_en="Else")),
    "update of a queryset": (
        lambda s: Practice.objects.filter(pk=s.practice.pk).update(done_en=WORD),
        lambda s: Practice.objects.filter(done_en=WORD).update(done_en=""),
    ),
    "bulk_update": (
        lambda s: set_and_bulk_update(s.practice, "lessons_en", WORD),
        lambda s: set_and_bulk_update(s.practice, "lessons_en", ""),
    ),
    "update_or_create": (
        lambda s: Practice.objects.update_or_create({"summary_en": WORD}, pk=s.practice.pk),
        lambda s: Practice.objects.update_or_create({"summary_en": "Else."}, pk=s.practice.pk),
    ),
    "loaddata": (
        lambda s: [setattr(s.practice, "results_en", WORD), s.load(s.practice)],
        lambda s: [setattr(s.practice, "results_en", ""), s.load(s.practice)],
    ),
    "loaddata of a row, then deleting it": (
        lambda s: s.load(Requirement(pk=900, practice=s.practice, kind="time", text_en=WORD)),
        lambda s: Requirement.objects.get(pk=900).delete(),
    ),
    # Terms: from the practice's side and from the term's.
    "add and remove": (
        lambda s: s.practice.policy_areas.add(s.area),
        lambda s: s.practice.policy_areas.remove(s.area),
    ),
    "add and clear": (
        lambda s: s.practice.migration_phases.add(s.phase),
        lambda s: s.practice.migration_phases.clear(),
    ),
    "set": (
        lambda s: s.practice.stakeholder_types.set([s.stakeholder]),
        lambda s: s.practice.stakeholder_types.set([]),
    ),
    "add and remove from the term's side": (
        lambda s: s.area.practices.add(s.practice),
        lambda s: s.area.practices.remove(s.practice),
    ),
    "add and clear from the term's side": (
        lambda s: s.region.practices.add(s.practice),
        lambda s: s.region.practices.clear(),
    ),
    "set from the term's side": (
        lambda s: s.phase.practices.set([s.practice]),
        lambda s: s.phase.practices.set([]),
    ),
    "add, then deleting the term": (
        lambda s: s.practice.policy_areas.add(s.area),
        lambda s: s.area.delete(),
    ),
    "add and clear of countries": (
        lambda s: s.practice.countries.add(s.country, through_defaults={"role": "origin"}),
        lambda s: s.practice.countries.clear(),
    ),
    "add and remove from the country's side": (
        lambda s: s.country.practices.add(s.practice, through_defaults={"role": "origin"}),
        lambda s: s.country.practices.remove(s.practice),
    ),
    "set of organisations": (
        lambda s: s.practice.organisations.set([s.organisation]),
        lambda s: s.practice.organisations.set([]),
    ),
    # Rows of each kind.
    "a requirement": (lambda s: s.add(s.requirement()), lambda s: s.row.delete()),
    "a figure": (lambda s: s.add(s.figure()), lambda s: s.row.delete()),
    "a citation": (lambda s: s.add(s.citation()), lambda s: s.row.delete()),
    "a participation": (lambda s: s.add(s.participation()), lambda s: s.row.delete()),
    "an involvement": (lambda s: s.add(s.involvement()), lambda s: s.row.delete()),
    "changing a requirement": (
        lambda s: set_and_save(s.add(s.requirement("Else")), text_en=WORD),
        lambda s: set_and_save(s.row, text_en="Else"),
    ),
    "changing a figure": (
        lambda s: set_and_save(s.add(s.figure("Else")), label_en=WORD),
        lambda s: set_and_save(s.row, label_en="Else"),
    ),
    "changing a citation": (
        lambda s: set_and_save(s.add(s.citation("Else")), source=s.source),
        lambda s: set_and_save(s.row, source=s.vocabulary.source),
    ),
    "changing a participation": (
        lambda s: set_and_save(s.practice.participations.get(), country=s.country),
        lambda s: set_and_save(s.practice.participations.get(), country=s.vocabulary.countries[1]),
    ),
    "changing an involvement": (
        lambda s: [use_organisation(s), set_and_save(s.practice.involvements.get(), organisation=s.organisation)],
        lambda s: set_and_save(s.practice.involvements.get(), organisation=Organisation.objects.get(slug="bank")),
    ),
    "create and delete from the practice's side": (
        lambda s: s.practice.requirements.create(kind="time", text_en=WORD),
        lambda s: s.practice.requirements.all().delete(),
    ),
    "a row that moves to another practice": (
        lambda s: set_and_save(s.add(s.requirement(practice=s.other)), practice=s.practice),
        lambda s: set_and_save(s.row, practice=s.other, text_en="Else"),
    ),
    "a row that another practice takes over": (
        lambda s: s.practice.requirements.add(s.add(s.requirement(practice=s.other))),
        lambda s: [s.other.requirements.add(s.row), Requirement.objects.update(text_en="Else")],
    ),
    "rows moved in bulk": (
        lambda s: [s.add(s.requirement(practice=s.other)), Requirement.objects.update(practice=s.practice)],
        lambda s: Requirement.objects.update(practice=s.other, text_en="Else"),
    ),
    "bulk_create and delete of rows": (
        lambda s: Figure.objects.bulk_create([s.figure(), s.figure()]),
        lambda s: Figure.objects.all().delete(),
    ),
    "bulk_create that ignores conflicts": (
        lambda s: Requirement.objects.bulk_create([s.requirement()], ignore_conflicts=True),
        lambda s: Requirement.objects.all().delete(),
    ),
    "update of rows": (
        lambda s: [s.add(s.figure("Else")), Figure.objects.update(label_en=WORD)],
        lambda s: Figure.objects.update(label_en="Else"),
    ),
    "bulk_update of rows": (
        lambda s: set_and_bulk_update(s.add(s.requirement("Else")), "text_en", WORD),
        lambda s: set_and_bulk_update(s.row, "text_en", "Else"),
    ),
    # What practices share.
    "renaming a term": (
        lambda s: set_and_save(s.vocabulary.areas[0], name_en=WORD, slug="m"),
        lambda s: set_and_save(s.vocabulary.areas[0], name_en="Else", slug="e"),
    ),
    "renaming a term in bulk": (
        lambda s: StakeholderType.objects.filter(slug="trade-unions").update(name_en=WORD),
        lambda s: StakeholderType.objects.filter(slug="trade-unions").update(name_en="Else"),
    ),
    "renaming a term in the admin": (
        lambda s: rename_in_the_admin(s, WORD),
        lambda s: rename_in_the_admin(s, "Else"),
    ),
    "another name of a term": (
        lambda s: set_and_save(s.vocabulary.phases[0], aliases_en=f"One\n{WORD}"),
        lambda s: set_and_save(s.vocabulary.phases[0], aliases_en="One"),
    ),
    "renaming a country": (
        lambda s: set_and_save(s.vocabulary.countries[0], name_en=WORD),
        lambda s: set_and_save(s.vocabulary.countries[0], name_en="Else"),
    ),
    "another name of a country": (
        lambda s: set_and_save(s.vocabulary.countries[0], aliases_fr=WORD),
        lambda s: set_and_save(s.vocabulary.countries[0], aliases_fr=""),
    ),
    "moving a country to another region": (
        lambda s: set_and_save(s.vocabulary.countries[0], region=s.region),
        lambda s: set_and_save(s.vocabulary.countries[0], region=s.vocabulary.regions[0]),
    ),
    "renaming a region": (
        lambda s: set_and_save(s.vocabulary.regions[1], name_en=WORD),
        lambda s: set_and_save(s.vocabulary.regions[1], name_en="Else"),
    ),
    "renaming the region above": (
        lambda s: set_and_save(s.vocabulary.regions[0], name_en=WORD, slug="m"),
        lambda s: set_and_save(s.vocabulary.regions[0], name_en="Else", slug="e"),
    ),
    "moving a region": (
        lambda s: set_and_save(s.vocabulary.regions[0], parent=s.region),
        lambda s: set_and_save(s.vocabulary.regions[0], parent=None),
    ),
    "renaming an organisation": (
        lambda s: set_and_save(use_organisation(s), acronym_en=WORD),
        lambda s: set_and_save(Organisation.objects.get(slug="bank"), acronym_en=""),
    ),
    "renaming a source": (
        lambda s: [set_and_save(s.practice.citations.get(), source=s.source), set_and_save(s.source, title=WORD)],
        lambda s: set_and_save(s.source, title="Else", short_citation="Else"),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_next_question_finds_what_was_changed(scene: Scene, way: str) -> None:
    put, take = WAYS[way]
    assert found() == []
    put(scene)
    assert (found(), proof.differences()) == ([scene.practice.pk], [])
    take(scene)
    assert (found(), proof.differences()) == ([], [])


LIVES: dict[str, tuple[Callable[[], Practice], Callable[[Practice], Any]]] = {
    "publish and withdraw": (lambda: factories.practice(WORD), lambda p: workflow.withdraw(p, "Mistaken.")),
    "publish and delete": (lambda: factories.practice(WORD), lambda p: p.delete()),
    "publish and delete in bulk": (
        lambda: factories.practice(WORD),
        lambda p: Practice.objects.filter(pk=p.pk).delete(),
    ),
    "update of the state": (
        lambda: factories.practice(WORD),
        lambda p: Practice.objects.filter(pk=p.pk).update(state="draft"),
    ),
}


@pytest.mark.parametrize("life", LIVES)
@pytest.mark.usefixtures("scene")
def test_a_practice_is_found_exactly_while_it_is_published(life: str) -> None:
    begin, end = LIVES[life]
    practice = begin()
    assert (found(), proof.differences()) == ([practice.pk], [])
    end(practice)
    assert (found(), proof.differences()) == ([], [])


@pytest.mark.usefixtures("scene")
def test_a_draft_is_not_found_and_its_deletion_changes_nothing() -> None:
    draft = factories.draft(WORD)
    assert (found(), proof.differences()) == ([], [])
    draft.delete()
    assert (found(), proof.differences()) == ([], [])


def test_a_merged_term_leads_to_its_replacement_at_once(scene: Scene) -> None:
    old = scene.vocabulary.areas[0]
    set_and_save(old, retired=True, merged_into=scene.area)
    assert search.snapshot().vocabularies[PolicyArea].resolve(old.slug) == scene.area.slug
    assert proof.differences() == []


def test_a_term_is_retired_at_once(scene: Scene) -> None:
    PolicyArea.objects.filter(pk=scene.area.pk).update(retired=True)
    entry = search.snapshot().vocabularies[PolicyArea].get(scene.area.slug)
    assert entry is not None and entry.retired


# Transactions ---------------------------------------------------------------------------------


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


def behind_the_log(model: type[django_models.Model], pk: int, **values: Any) -> None:
    """Change a row without a word to the change log, as an open transaction of another process would look."""
    assert django_models.QuerySet(model).filter(pk=pk).update(**values) == 1


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
    assert first - 1 in store.read_state().missing
    monkeypatch.setattr(follow, "LONGEST_TRANSACTION", 0)
    Change.objects.create(pk=second, practice_id=scene.practice.pk)
    found()
    assert store.read_state().missing == {}


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


# An index that is gone, broken, or of another time ---------------------------------------------


def generations() -> list[Path]:
    return sorted(path for path in store.folder().iterdir() if path.is_dir())


def truncate_everything() -> None:
    for path in generations()[0].iterdir():
        path.write_bytes(b"")


def truncate(pattern: str) -> Callable[[], None]:
    def cut() -> None:
        paths = list(generations()[0].glob(pattern))
        assert paths
        for path in paths:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return cut


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
    "no change log": lambda: Change.objects.all().delete(),
    "another last change": lambda: Change.objects.filter(pk=Change.objects.latest("pk").pk).update(at=timezone.now()),
    "a change log that begins anew": lambda: [
        Change.objects.all().delete(),
        Change.objects.create(pk=1, practice_id=None),
    ],
}


@pytest.mark.parametrize("is_logged", [False, True], ids=["nothing new", "a change to apply"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_broken_index_heals_with_the_next_question(scene: Scene, damage: str, is_logged: bool) -> None:
    """As after a restart: files that a process holds open stay as they are until it closes them."""
    follow.forget()
    DAMAGES[damage]()
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
    by_sql = Browse(criteria)
    assert (by_index.index_answered, by_sql.index_answered) == (True, False)
    assert set(by_index.results.ids) == set(by_sql.results.ids) != set()
    assert not list(by_index.messages)
    assert any("search index is being prepared" in message for message in by_sql.messages)


@pytest.mark.usefixtures("scene")
def test_a_large_catalogue_is_rebuilt_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader doesn't wait; SQL answers meanwhile."""
    started: list[str] = []
    monkeypatch.setattr(follow, "REBUILD_AT_ONCE", 1)
    monkeypatch.setattr(follow, "_rebuild_quietly", lambda: started.append("now"))
    (store.folder() / "state.json").unlink()
    browse = Browse(Criteria())
    follow._here.rebuilding.join()
    assert (browse.index_answered, browse.total, started) == (False, 2, ["now"])


def test_a_change_is_counted_again_when_it_is_committed(
    scene: Scene, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """Else a question from within the transaction would be the last to see it at once."""
    with django_capture_on_commit_callbacks(execute=True):
        set_and_save(scene.practice, title_en=WORD)
        within = change.changes_here
    assert change.changes_here > within
