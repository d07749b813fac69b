"""A scene in which one word tells whether the index follows a change, and what acts in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.management import call_command
from django.db import models as django_models
from django.test import Client

from practices import search
from practices.models import (
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
)
from tests import factories

WORD = "Marigold"


def found(text: str = WORD) -> list[int]:
    """Ask the index itself: no answer of the SQL twin can stand in for it."""
    results = search.snapshot().find(search.Query(search.parse(text), {}, limit=100))
    assert results.from_index
    return sorted(results.ids)


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


def scene(vocabulary: factories.Vocabulary, client: Client, folder: Path) -> Scene:
    """Make a scene, whose row is loaded from this folder."""
    region = Region.objects.create(slug="marigold", name_en=WORD, m49="999", order=9)
    return Scene(
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
        folder=folder,
    )


def set_and_save(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def behind_the_log(model: type[django_models.Model], pk: int, **values: Any) -> None:
    """Change a row without a word to the change log, as an open transaction of another process would look."""
    assert django_models.QuerySet(model).filter(pk=pk).update(**values) == 1
