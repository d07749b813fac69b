"""Every way to change a practice reaches the index with the next question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from practices import search
from practices.editorial import content, revisions, workflow
from practices.editorial.moves import Details
from practices.models import (
    Change,
    Figure,
    Involvement,
    Organisation,
    PolicyArea,
    Practice,
    Requirement,
    StakeholderType,
)
from practices.search import proof
from tests import factories
from tests.admin import forms as admin_forms
from tests.exchange.files import csv_bytes, imported
from tests.scenes import WORD, Scene, found, set_and_save

pytestmark = pytest.mark.both_databases


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
        reverse("admin:practices_policyarea_change", args=[area.pk]),
        data | {"name_en": name, "_version": admin_forms.version_of(area)},
    )
    assert response.status_code == 302


def revise(s: Scene, **values: str) -> Any:
    """Write something into a working copy, and publish that."""
    curator = get_user_model().objects.get(username="curator")
    copy = revisions.start(s.practice, curator)
    set_and_save(copy, **values)
    return workflow.perform(copy, "publish", curator, Details("Better."))


def revise_in_the_admin(s: Scene, title: str) -> Any:
    copy = admin_forms.revise(s.client, s.practice)
    data = admin_forms.form_of(copy, {"citations": [admin_forms.citation_row(copy.citations.get())]})
    response = s.client.post(reverse(admin_forms.CHANGE, args=[copy.pk]), data | {"title_en": title})
    assert response.status_code == 302, admin_forms.errors_of(response)
    assert found() == ([] if title == WORD else [s.practice.pk])  # a working copy is nothing to readers
    assert admin_forms.move(s.client, copy, "publish", reason="Better.").status_code == 302


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
    # The curators' ways.
    "a revision": (lambda s: revise(s, title_en=WORD), lambda s: revise(s, title_en="Else")),
    "a revision in the admin": (lambda s: revise_in_the_admin(s, WORD), lambda s: revise_in_the_admin(s, "Else")),
    "a row of a revision": (
        lambda s: content.put({"requirements": [{"kind": "time", "text_en": WORD}]}, s.practice),
        lambda s: content.put({"requirements": []}, s.practice),
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
        lambda s: rename_in_the_admin(s, f"{WORD} fund"),
        lambda s: rename_in_the_admin(s, "Else"),
    ),
    "merging a term into another": (
        lambda s: set_and_save(s.vocabulary.areas[0], retired=True, merged_into=s.area),
        lambda s: set_and_save(s.vocabulary.areas[0], retired=False, merged_into=None),
    ),
    "merging terms in bulk": (
        lambda s: type(s.area).objects.filter(slug="remittances").update(retired=True, merged_into=s.area),
        lambda s: type(s.area).objects.filter(slug="remittances").update(retired=False, merged_into=None),
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


def move(practice: Practice, name: str) -> Practice:
    curator = get_user_model().objects.get(username="curator")
    return workflow.perform(practice, name, curator, Details("For a reason."))


LIVES: dict[str, tuple[Callable[[], Practice], Callable[[Practice], Any]]] = {
    "publish and withdraw": (lambda: factories.practice(WORD), lambda p: factories.withdraw(p, "Mistaken.")),
    "publish and withdraw as moves": (
        lambda: move(factories.complete_draft(WORD), "publish"),
        lambda p: move(p, "withdraw"),
    ),
    "withdraw, then publish again": (
        lambda: move(move(factories.practice(WORD), "withdraw"), "publish"),
        lambda p: move(p, "withdraw"),
    ),
    "publish and say that it never was": (
        lambda: factories.practice(WORD),
        lambda p: set_and_save(p, state="draft", published_at=None),
    ),
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


DRAFTS: dict[str, Callable[[Scene], Any]] = {
    "entering one": lambda s: factories.complete_draft(WORD),
    "deleting one": lambda s: factories.draft(WORD).delete(),
    "changing its rows": lambda s: factories.draft().citations.update(section=WORD),
    "changing it in bulk": lambda s: [factories.draft(), Practice.objects.filter(state="draft").update(done_en=WORD)],
    "sending it to review": lambda s: move(factories.complete_draft(), "submit"),
    "beginning a revision": lambda s: revisions.start(s.practice, None),
    "discarding a revision": lambda s: revisions.discard(
        revisions.start(s.practice, None), get_user_model().objects.get(username="curator")
    ),
}


@pytest.mark.parametrize("what", DRAFTS)
def test_work_on_drafts_leaves_the_edition_as_it_is(scene: Scene, what: str) -> None:
    """Whatever caches keep stays good until something is published."""
    before = search.snapshot().edition
    DRAFTS[what](scene)
    assert (search.snapshot().edition, found(), proof.differences()) == (before, [], [])


def test_an_import_is_found_once_it_is_published(scene: Scene) -> None:
    curator = get_user_model().objects.get(username="curator")
    imported(csv_bytes({"id": scene.practice.pk, "title_en": WORD, "policy_areas": "", "countries": ""}), curator)
    copy = Practice.objects.get(revises=scene.practice)
    assert (found(), proof.differences()) == ([], [])
    content.put({"policy_areas": ["marigold"]}, copy)
    workflow.perform(copy, "publish", curator, Details(reason="It was checked."))
    assert (found(), proof.differences()) == ([scene.practice.pk], [])


def test_a_merged_term_leads_to_its_replacement_at_once(scene: Scene) -> None:
    old = scene.vocabulary.areas[0]
    set_and_save(old, retired=True, merged_into=scene.area)
    assert search.snapshot().vocabularies[PolicyArea].resolve(old.slug) == scene.area.slug
    assert proof.differences() == []


NAMES_ONLY: dict[str, Callable[[Scene], Any]] = {
    "renaming a term": lambda s: set_and_save(s.vocabulary.areas[0], name_en=WORD),
    "renaming a term in bulk": lambda s: PolicyArea.objects.filter(slug="remittances").update(name_en=WORD),
    "renaming a country": lambda s: set_and_save(s.vocabulary.countries[0], name_fr=WORD),
}


@pytest.mark.parametrize("way", NAMES_ONLY)
def test_a_new_name_has_no_practice_indexed_anew(scene: Scene, way: str) -> None:
    """Half of all practices may have the term."""
    last = Change.objects.latest("pk").pk
    NAMES_ONLY[way](scene)
    assert list(Change.objects.filter(pk__gt=last).values_list("practice_id", flat=True)) == [None]
    assert found() == [scene.practice.pk]


def test_a_term_is_retired_at_once(scene: Scene) -> None:
    PolicyArea.objects.filter(pk=scene.area.pk).update(retired=True)
    entry = search.snapshot().vocabularies[PolicyArea].get(scene.area.slug)
    assert entry is not None and entry.retired
