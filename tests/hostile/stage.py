"""One of everything, with the same kind of text in every field of every model."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import CharField, Field, Model, QuerySet, SlugField, TextField

from practices import models, search
from practices.editorial import content, history
from practices.models.texts import WordsField, originals_of
from tests import factories
from tests.editorial import test_permissions_matrix as matrix
from tests.submissions import proposals

from .payloads import Texts, value_for

# Made of what others hold, or never shown: former link names, counts of attempts, what a session keeps.
NOT_WRITTEN = (models.Record, models.Version, models.FormerName, models.Attempts, models.PreviewLink)
SIGNING_IN = {"username", "password"}  # as Django has them
TODAY = datetime.date(2026, 11, 1)


def build(person: User) -> dict[str, Any]:
    """Make one of everything, and one practice that has all that a practice can have. Return what they are called."""
    things = matrix.scene(person)
    country, region = models.Country.objects.get(code="MA"), models.Region.objects.get(slug="africa")
    bank = models.Organisation.objects.get(slug="bank")
    models.Organisation.objects.filter(pk=bank.pk).update(country=country)
    full = factories.practice(
        countries=[(country, "origin"), (models.Country.objects.get(code="EG"), "destination")],
        policy_areas=list(models.PolicyArea.objects.all()),
        migration_phases=list(models.MigrationPhase.objects.all()),
        stakeholder_types=list(models.StakeholderType.objects.all()),
        skill_levels=list(models.SkillLevel.objects.all()),
        mobility_types=list(models.MobilityType.objects.all()),
        regions=[region],
    )
    for part in models.Involvement.Part.values:
        models.Involvement.objects.create(practice=full, organisation=bank, part=part)
    for kind in models.Requirement.Kind.values:
        models.Requirement.objects.create(practice=full, kind=kind, text_en="x")
    models.Figure.objects.create(practice=full, value=3, label_en="x", citation=full.citations.get())
    comment = models.Comment.objects.create(practice_id=things["draft"], author=person, text="x")
    models.LinkCheck.objects.create(address="https://example.org/", checked_at=comment.at, verdict="moved")
    correction = proposals.correction(full)
    models.Submission.objects.filter(pk=proposals.made("declined", reason="x").pk).update(decided_by=person)
    return things | {"full": full.pk, "correction": correction.pk}


def texts_of(model: type[Model]) -> Iterator[Field[Any, Any]]:
    """Yield the fields of a model that hold what somebody writes: a new one is among them by itself."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField) and not isinstance(field, WordsField | SlugField)
        is_text = is_text and field.name not in SIGNING_IN
        if is_text and not field.choices and field.name not in originals_of(model):
            yield field


def fill(texts: Texts, person: User) -> dict[str, set[str]]:
    """Write such a text into every field of every row, and what versions, offers and proposals are made of. Return the
    fields that take none, by model.
    """
    left: dict[str, set[str]] = {}
    for model in [*apps.get_app_config("practices").get_models(), User]:
        if model in NOT_WRITTEN:
            continue
        left[model._meta.model_name or ""] = _fill(model, texts)
    everything: Any
    for everything in [models.Practice, *(apps.get_model("practices", name) for name in _with_history())]:
        for thing in everything._base_manager.all():
            history.record(thing, person, reason=texts(thing.pk, 2000))
    for practice in models.Practice._base_manager.filter(offer__isnull=False):
        models.Offer.objects.filter(practice=practice).update(content=_in_json(content.of(practice), texts))
    for submission in models.Submission.objects.all():
        submission.content = _in_json({**_answers(), **submission.content}, texts)
        submission.save()
    call_command("tidy", verbosity=0)
    search.rebuild()
    return left


def _fill(model: type[Model], texts: Texts) -> set[str]:
    """Write into every row of a model; return the fields that take no such text."""
    fields, left = list(texts_of(model)), set()
    rows = list(model._base_manager.order_by("pk"))
    for place, field in enumerate(fields):
        for number, row in enumerate(rows):
            value = value_for(field, 7 * place + 3 * number, texts)
            if value is None:
                left.add(field.name)
                break
            setattr(row, field.attname, value)
            for day in (field.name.replace("_by", "_on"),):
                if day != field.name and hasattr(row, day):
                    setattr(row, day, TODAY)
    written = [field.attname for field in fields if field.name not in left]
    days = [name.replace("_by", "_on") for name in written if name.startswith(("verified_by", "confirmed_by"))]
    if rows and written:
        QuerySet(model).bulk_update(rows, written + days)
    return left


def _with_history() -> list[str]:
    return [*matrix.ALIKE["vocabulary"], *matrix.ALIKE["reference"], "synonym"]


def _answers() -> dict[str, Any]:
    """Return the answers to all steps of the public form."""
    return {name: value for step in proposals.STEPS.values() for name, value in step.items() if name not in PERSONAL}


PERSONAL = models.submission.PERSONAL
# What is chosen, not written.
CHOSEN = {"country", "role", "level", "status", "instrument", "policy_areas", "migration_phases", "start_year", "year"}


def _in_json(value: Any, texts: Texts, name: str = "") -> Any:
    """Return answers or a content with such a text in the place of each that is written."""
    if isinstance(value, dict):
        return {key: _in_json(one, texts, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_json(one, texts, name) for one in value]
    is_written = isinstance(value, str) and name not in CHOSEN and (" " in value or not value)
    return texts(len(name), 60 if name.startswith(("title", "link")) else 300) if is_written else value
