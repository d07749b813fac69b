"""Institutions among the authors of a document: they are marked, and stay so from the release before on."""

from __future__ import annotations

import datetime
import importlib
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from practices.editorial import content, history
from practices.models import Organisation, Source, Version, authors
from tests import factories

INSTITUTIONS = [
    "International Organization for Migration",
    "United Nations, Department of Economic and Social Affairs",
    "Ministry of Labour, Employment and Social Protection",
    "Ministère du Travail, de l’Emploi et de la Sécurité sociale",
    "Ministerio de Trabajo, Migraciones y Seguridad Social",
    "Naciones Unidas, Departamento de Asuntos Económicos y Sociales",
    "Office of the Prime Minister, Mauritius",
]
PEOPLE = ["Klein Solomon, Michele", "King, Martin Luther, Jr.", "Office, Jane", "de la Cruz, Juan", "Suharto,"]


@pytest.mark.parametrize("name", INSTITUTIONS)
def test_an_institution_is_marked_and_read_in_one_piece(name: str) -> None:
    assert authors.marked(f" {name} ") == f"{{{name}}}" == authors.marked(f"{{{name}}}")
    assert authors.read(f"{{{name}}}") == authors.institution(name)


@pytest.mark.parametrize("line", PEOPLE)
def test_a_person_is_not(line: str) -> None:
    assert authors.marked(line) == line
    assert not authors.read(line).is_institution


@pytest.mark.parametrize("line", ["King, Martin Luther, Jr.", "King, Jr., Martin Luther"])
def test_what_stands_behind_a_name_is_told_from_it(line: str) -> None:
    author = authors.read(line)
    assert (author.name, author.given, author.suffix) == ("King", "Martin Luther", "Jr.")
    assert (str(author), author.in_reading_order) == ("King, Martin Luther, Jr.", "Martin Luther King, Jr.")


@pytest.mark.django_db
def test_a_source_marks_them_in_each_language_and_is_dated_by_its_day() -> None:
    Organisation.objects.create(slug="sda", name_en="Skills, Jobs and Growth")
    written = {
        "authors_en": "skills, jobs and growth\nKlein Solomon, Michele",
        "authors_fr": "Bureau, Travail et Cie\nOIT",
    }
    source = Source(slug="x", title="X", short_citation="X", kind="report", date=datetime.date(2007, 10, 9), **written)
    (prepared,) = [content.prepare(content.of(source), Source())]
    assert prepared.thing.authors_en == "{skills, jobs and growth}\nKlein Solomon, Michele"  # type: ignore[attr-defined]
    assert prepared.thing.authors_fr == "Bureau, Travail et Cie\n{OIT}"  # type: ignore[attr-defined]
    assert prepared.thing.year == 2007  # type: ignore[attr-defined]


@pytest.mark.both_databases
@pytest.mark.django_db
def test_a_database_of_the_release_before_gets_its_institutions_marked() -> None:
    Organisation.objects.create(slug="sda", name_en="Skills, Jobs and Growth")
    lines = [*INSTITUTIONS, *PEOPLE, "Skills, Jobs and Growth", "{Skills, Jobs}"]
    source = factories.source()
    Source.objects.filter(pk=source.pk).update(authors_en="\n".join(lines), authors_fr="OIT")
    source.refresh_from_db()
    history.record(source)
    migration: Any = importlib.import_module("practices.migrations.0019_institutional_authors")
    for _again in range(2):
        migration.mark(apps, SimpleNamespace())
    source.refresh_from_db()
    marked = [*(f"{{{name}}}" for name in INSTITUTIONS), *PEOPLE, "{Skills, Jobs and Growth}", "{Skills, Jobs}"]
    assert (source.authors_en, source.authors_fr) == ("\n".join(marked), "{OIT}")
    assert Version.objects.get(kind="source").content["authors_en"] == source.authors_en
