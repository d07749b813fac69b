"""Small things to test with."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from practices import models
from practices.editorial import moves

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Vocabulary:
    """A few terms of each vocabulary."""

    areas: list[models.PolicyArea]
    phases: list[models.MigrationPhase]
    stakeholders: list[models.StakeholderType]
    regions: list[models.Region]
    countries: list[models.Country]
    source: models.Source


def vocabulary() -> Vocabulary:
    """Make a few terms of each vocabulary."""

    def terms(model: Any, *names: str) -> list[Any]:
        return rows(model(slug=name.lower().replace(" ", "-"), name_en=name, order=i) for i, name in enumerate(names))

    africa, asia = rows(
        [
            models.Region(slug="africa", name_en="Africa", name_fr="Afrique", m49="002", order=1),
            models.Region(slug="asia", name_en="Asia", m49="142", order=3),
        ]
    )
    (northern,) = rows(
        [models.Region(slug="northern-africa", name_en="Northern Africa", m49="015", parent=africa, order=2)]
    )
    return Vocabulary(
        areas=terms(models.PolicyArea, "Remittances", "Recruitment regulation", "Public support"),
        phases=terms(models.MigrationPhase, "Planning", "Recruitment", "Employment"),
        stakeholders=terms(models.StakeholderType, "Trade unions", "Employers"),
        regions=[africa, northern, asia],
        countries=rows(
            [
                _country("MA", "MAR", "504", "Morocco", northern, name_fr="Maroc", name_es="Marruecos"),
                _country("EG", "EGY", "818", "Egypt", northern, name_fr="Égypte", name_es="Egipto"),
                _country("PH", "PHL", "608", "Philippines", asia),
            ]
        ),
        source=rows(
            [
                models.Source(
                    slug="report",
                    title="A report",
                    short_citation="Report (2010)",
                    kind="report",
                    authors="Author, A.",
                    year=2010,
                )
            ]
        )[0],
    )


def rows(made: Iterable[Any]) -> list[Any]:
    """Put rows of one model into the database with one statement, and without a word to the change log."""
    made = list(made)
    QuerySet(type(made[0])).bulk_create(made)
    return made


def country(code: str, iso3: str, m49: str, name: str, region: models.Region, **names: str) -> models.Country:
    """Make a country."""
    made = _country(code, iso3, m49, name, region, **names)
    made.save()
    return made


def _country(code: str, iso3: str, m49: str, name: str, region: models.Region, **names: str) -> models.Country:
    return models.Country(code=code, iso3=iso3, m49=m49, slug=name.lower(), name_en=name, region=region, **names)


def source() -> models.Source:
    """Return the source that practices of tests cite."""
    made, _is_new = models.Source.objects.get_or_create(
        slug="report", defaults={"title": "A report", "short_citation": "Report", "kind": "report", "authors": "A"}
    )
    return made  # type: ignore[no-any-return]


def person(name: str, role: str = "", **fields: Any) -> User:
    """Make somebody who may sign in to the curators' rooms, with a role of `practices/editorial/roles.py`."""
    made = get_user_model().objects.create_user(name, **{"email": f"{name}@example.org", "is_staff": True} | fields)
    if role:
        made.groups.add(Group.objects.get(name=role))
    return made


def signed_in(user: User) -> Client:
    """Return a browser of theirs."""
    client = Client()
    client.force_login(user)
    return client


def draft(title: str = "", **fields: Any) -> models.Practice:
    """Make a draft with a citation. Relations are given as lists; countries as (country, role)."""
    number = next(_numbers)
    relations = {name: fields.pop(name) for name in list(fields) if isinstance(fields[name], list)}
    defaults = {
        "title_en": title or f"Practice {number}",
        "slug": f"practice-{number}",
        "summary_en": "What somebody did.",
        "evidence_basis": "named-practice",
        "instrument": "programme",
        "level": "national",
        "reported_on": datetime.date(2007, 10, 8),
    }
    (made,) = rows([models.Practice(**(defaults | fields))])
    if countries := relations.pop("countries", []):
        rows(models.Participation(practice=made, country=country, role=role) for country, role in countries)
    for name, terms in relations.items():
        _tick(made, name, terms)
    rows([models.Citation(practice=made, source=source(), section="A section", pages="21-26")])
    return made


def complete_draft(title: str = "", **fields: Any) -> models.Practice:
    """Make a draft that could be published. Terms that publication needs are made up where none are given."""
    needed = {
        "policy_areas": (models.PolicyArea, "other"),
        "migration_phases": (models.MigrationPhase, "other"),
        "stakeholder_types": (models.StakeholderType, "any"),
    }
    for name, (model, slug) in needed.items():
        if not fields.get(name):
            term, _is_new = model.objects.get_or_create(slug=slug, defaults={"name_en": slug.capitalize(), "order": 99})
            fields[name] = [term]
    return draft(title, **fields)


def practice(title: str = "", **fields: Any) -> models.Practice:
    """Make a published practice, as `complete_draft` makes a draft."""
    made = complete_draft(title, **fields)
    made.main_citation = made.citations.order_by("pk")[0]
    made.state, made.published_at = "published", made.published_at or timezone.now()
    made.save()
    return made


def translate(made: models.Practice, language: str = "fr") -> models.Practice:
    """Fill what is not translated of a practice, so that all of it is."""
    for name in made.TEXTS:
        if not getattr(made, f"{name}_{language}"):
            setattr(made, f"{name}_{language}", getattr(made, f"{name}_en"))
    made.save()
    return made


def _tick(made: models.Practice, name: str, terms: Iterable[Any]) -> None:
    """Add terms to a relation of a practice."""
    relation: Any = models.Practice._meta.get_field(name)
    own, other = relation.m2m_column_name(), relation.m2m_reverse_name()
    if terms:
        rows(relation.remote_field.through(**{own: made.pk, other: term.pk}) for term in terms)


def withdraw(made: models.Practice, reason: str = "Old.", replaced_by: models.Practice | None = None) -> None:
    """Take a published practice away, as a publisher's move does, without its history and its mails."""
    move = moves.BY_NAME["withdraw"]
    move.act(made, moves.Details(reason, replaced_by=replaced_by))
    made.state = move.to
    made.save()
