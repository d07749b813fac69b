"""The database itself refuses what must never be, however it is written."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from practices.models import (
    Citation,
    Country,
    Figure,
    Involvement,
    MigrationPhase,
    MobilityType,
    Organisation,
    Participation,
    PolicyArea,
    Practice,
    Region,
    SkillLevel,
    Source,
    StakeholderType,
)
from tests import factories

pytestmark = pytest.mark.both_databases

TERMS = [PolicyArea, MigrationPhase, StakeholderType, SkillLevel, MobilityType]


@dataclass
class Scene:
    practice: Practice
    draft: Practice
    vocabulary: factories.Vocabulary
    organisation: Organisation

    def update(self, **values: Any) -> None:
        """Change the draft without any Python that could object."""
        Practice.objects.filter(pk=self.draft.pk).update(**values)

    def country(self, **values: Any) -> None:
        Country.objects.create(**({"code": "XX", "iso3": "XXX", "m49": "997", "slug": "x", "name_en": "X"} | values))

    def figure(self, **values: Any) -> None:
        Figure.objects.bulk_create([Figure(practice=self.draft, label_en="banks", **values)])

    def citation(self, **values: Any) -> None:
        Citation.objects.bulk_create([Citation(practice=self.draft, source=self.vocabulary.source, **values)])


@pytest.fixture
def scene(vocabulary: factories.Vocabulary) -> Scene:
    organisation = Organisation.objects.create(slug="bank", name_en="Bank")
    draft = factories.draft(slug="draft", countries=[(vocabulary.countries[0], "origin")])
    Involvement.objects.create(practice=draft, organisation=organisation, part="lead")
    return Scene(factories.practice(slug="first"), draft, vocabulary, organisation)


NOW = timezone.now()
TODAY = datetime.date(2020, 1, 1)

REFUSED: dict[str, Callable[[Scene], Any]] = {
    "two practices at one address": lambda s: factories.draft(slug="first"),
    "two practices at one address, in bulk": lambda s: s.update(slug="first"),
    "two regions at one address": lambda s: Region.objects.create(slug="asia", name_en="A", m49="997"),
    "two regions of one code": lambda s: Region.objects.create(slug="a", name_en="A", m49="142"),
    "two countries at one address": lambda s: s.country(slug="morocco"),
    "two countries of one code": lambda s: s.country(code="MA"),
    "two countries of one code of three letters": lambda s: s.country(iso3="MAR"),
    "two countries of one M49 code": lambda s: s.country(m49="504"),
    "two organisations at one address": lambda s: Organisation.objects.create(slug="bank", name_en="B"),
    "two sources at one address": lambda s: Source.objects.bulk_create([Source(slug="report", title="R")]),
    "a country twice in one role": lambda s: Participation.objects.bulk_create(
        [Participation(practice=s.draft, country=s.vocabulary.countries[0], role="origin", part="partner")]
    ),
    "an organisation twice in one part": lambda s: Involvement.objects.create(
        practice=s.draft, organisation=s.organisation, part="lead"
    ),
    "a negative year": lambda s: s.update(start_year=-5),
    "a negative last year": lambda s: s.update(end_year=-5),
    "a source of a negative year": lambda s: Source.objects.update(year=-5),
    "a start after the end": lambda s: s.update(start_year=2010, end_year=2007),
    "a start after the end, saved": lambda s: factories.draft(start_year=2010, end_year=2007),
    "published without a citation": lambda s: s.update(state="published", published_at=NOW),
    "published at no time": lambda s: s.update(state="published", main_citation=s.draft.citations.get()),
    "published, then its citation forgotten": lambda s: Practice.objects.filter(pk=s.practice.pk).update(
        main_citation=None
    ),
    "one main citation of two practices": lambda s: s.update(main_citation=s.practice.citations.get()),
    "withdrawn without a reason": lambda s: s.update(state="withdrawn", withdrawn_at=NOW),
    "withdrawn at no time": lambda s: s.update(state="withdrawn", withdrawal_reason="Old."),
    "merged into nothing": lambda s: s.update(state="merged", published_at=NOW),
    "merged into itself": lambda s: s.update(state="merged", published_at=NOW, replaced_by=s.draft),
    "merged, but never published": lambda s: s.update(state="merged", replaced_by=s.practice),
    "a draft that is replaced": lambda s: s.update(replaced_by=s.practice),
    "checked by nobody": lambda s: s.update(verified_on=TODAY),
    "checked at no time": lambda s: s.update(verified_by="A curator"),
    "a citation without a place": lambda s: s.citation(),
    "a range that descends": lambda s: s.figure(value=5, value_max=3),
    "a range that is none": lambda s: s.figure(value=5, value_max=5),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(scene: Scene, what: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED[what](scene)


ACCEPTED: dict[str, Callable[[Scene], Any]] = {
    "a country in two roles": lambda s: Participation.objects.create(
        practice=s.draft, country=s.vocabulary.countries[0], role="destination"
    ),
    "an organisation in two parts": lambda s: Involvement.objects.create(
        practice=s.draft, organisation=s.organisation, part="funder"
    ),
    "one year": lambda s: s.update(start_year=2007, end_year=2007),
    "only a last year": lambda s: s.update(end_year=2007),
    "published with a citation": lambda s: s.update(
        state="published", published_at=NOW, main_citation=s.draft.citations.get()
    ),
    "withdrawn with a reason": lambda s: s.update(state="withdrawn", withdrawn_at=NOW, withdrawal_reason="Old."),
    "merged into another": lambda s: s.update(state="merged", published_at=NOW, replaced_by=s.practice),
    "checked by somebody": lambda s: s.update(verified_on=TODAY, verified_by="A curator"),
    "a citation of paragraphs": lambda s: s.citation(paragraphs="12"),
    "a range that ascends": lambda s: s.figure(value=3, value_max=5),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_the_database_accepts_what_is_next_to_it(scene: Scene, what: str) -> None:
    """Else the refusals above might come from something else."""
    ACCEPTED[what](scene)
    connection.check_constraints()


@pytest.mark.parametrize("model", [*TERMS, Region, Country], ids=lambda model: model.__name__)
@pytest.mark.usefixtures("db")
def test_a_term_is_merged_only_into_another_and_only_when_retired(model: Any) -> None:
    codes = [{}, {}]
    if model in (Region, Country):
        codes = [{"m49": "001"}, {"m49": "002"}]
    if model is Country:
        codes = [{"m49": "001", "code": "AA", "iso3": "AAA"}, {"m49": "002", "code": "BB", "iso3": "BBB"}]
    old, new = [model.objects.create(slug=f"term-{i}", name_en="Term", **values) for i, values in enumerate(codes)]
    one = model.objects.filter(pk=old.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        one.update(merged_into=old, retired=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        one.update(merged_into=new, retired=False)
    assert one.update(merged_into=new, retired=True) == 1


@pytest.mark.parametrize("model", TERMS, ids=lambda model: model.__name__)
@pytest.mark.usefixtures("db")
def test_two_terms_of_a_vocabulary_have_two_addresses(model: Any) -> None:
    model.objects.create(slug="term", name_en="Term")
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.bulk_create([model(slug="term", name_en="Another")])


def test_the_main_citation_cant_be_deleted_from_under_a_practice(scene: Scene) -> None:
    """The database looks when the transaction ends; `settle_main_citation` moves it first."""
    with pytest.raises(IntegrityError), transaction.atomic():
        scene.practice.citations.all().delete()
        connection.check_constraints()


def test_a_range_cant_be_turned_round_later(scene: Scene) -> None:
    scene.figure(value=3, value_max=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.update(value=6)
