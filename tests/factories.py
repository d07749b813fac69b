"""Small things to test with."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.test import Client

from practices import models
from practices.editorial import moves, workflow

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

    def terms(model: Any, *names: str, **fields: Any) -> list[Any]:
        slugs = [name.lower().replace(" ", "-") for name in names]
        return [
            model.objects.create(slug=slug, name_en=name, order=i, **fields)
            for i, (slug, name) in enumerate(zip(slugs, names, strict=True))
        ]

    africa = models.Region.objects.create(slug="africa", name_en="Africa", name_fr="Afrique", m49="002", order=1)
    northern = models.Region.objects.create(
        slug="northern-africa", name_en="Northern Africa", m49="015", parent=africa, order=2
    )
    asia = models.Region.objects.create(slug="asia", name_en="Asia", m49="142", order=3)
    return Vocabulary(
        areas=terms(models.PolicyArea, "Remittances", "Recruitment regulation", "Public support"),
        phases=terms(models.MigrationPhase, "Planning", "Recruitment", "Employment"),
        stakeholders=terms(models.StakeholderType, "Trade unions", "Employers"),
        regions=[africa, northern, asia],
        countries=[
            country("MA", "MAR", "504", "Morocco", northern, name_fr="Maroc", name_es="Marruecos"),
            country("EG", "EGY", "818", "Egypt", northern, name_fr="Égypte", name_es="Egipto"),
            country("PH", "PHL", "608", "Philippines", asia),
        ],
        source=models.Source.objects.create(
            slug="report",
            title="A report",
            short_citation="Report (2010)",
            kind="report",
            authors="Author, A.",
            year=2010,
        ),
    )


def country(code: str, iso3: str, m49: str, name: str, region: models.Region, **names: str) -> models.Country:
    """Make a country."""
    return models.Country.objects.create(
        code=code, iso3=iso3, m49=m49, slug=name.lower(), name_en=name, region=region, **names
    )


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
    made = models.Practice.objects.create(**(defaults | fields))
    for country_, role in relations.pop("countries", []):
        models.Participation.objects.create(practice=made, country=country_, role=role)
    for name, values in relations.items():
        getattr(made, name).set(values)
    models.Citation.objects.create(practice=made, source=source(), section="A section", pages="21-26")
    return made


def complete_draft(title: str = "", **fields: Any) -> models.Practice:
    """Make a draft that could be published. Terms that publication needs are made up where none are given."""
    made = draft(title, **fields)
    for name, model in (("policy_areas", models.PolicyArea), ("migration_phases", models.MigrationPhase)):
        if not getattr(made, name).exists():
            term, _is_new = model.objects.get_or_create(slug="other", defaults={"name_en": "Other", "order": 99})
            getattr(made, name).add(term)
    if not made.stakeholder_types.exists():
        term, _is_new = models.StakeholderType.objects.get_or_create(slug="any", defaults={"name_en": "Any"})
        made.stakeholder_types.add(term)
    return made


def practice(title: str = "", **fields: Any) -> models.Practice:
    """Make a published practice, as `complete_draft` makes a draft."""
    made = complete_draft(title, **fields)
    workflow.publish_all([made])
    return made


def withdraw(made: models.Practice, reason: str = "Old.", replaced_by: models.Practice | None = None) -> None:
    """Take a published practice away, as a publisher's move does, without its history and its mails."""
    move = moves.BY_NAME["withdraw"]
    move.act(made, moves.Details(reason, replaced_by=replaced_by))
    made.state = move.to
    made.save()
