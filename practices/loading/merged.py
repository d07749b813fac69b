"""Practices that the files merge into others: `id`, `slug`, `merged_into`, and a title where none was there before."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone

from practices.editorial import history, offers, workflow
from practices.editorial.content import Content, Known
from practices.editorial.history import Action
from practices.models import Offer, Practice, states

from . import upgrade
from .files import Problems, Record


@dataclass
class Merged:
    """One such file."""

    record: Record
    pk: int
    into: int
    slug: str
    titles: Content


def is_merged(record: Record) -> bool:
    """Whether a file says of a practice only what it was merged into."""
    return "merged_into" in record.data


def read(record: Record, pk: int, here: dict[int, int], problems: Problems) -> Merged:
    """Return what a file says. Report what is of the wrong type. `here` has the numbers here, by those in files."""
    into = record.take("merged_into", int, problems, 0)
    slug = record.take("slug", str, problems, "")
    titles = record.translated(["title"], problems)
    record.refuse_unknown(problems)
    return Merged(record, pk, here.get(into, into), slug, titles)


def save(files: list[Merged], taken: set[int], known: Known, problems: Problems) -> int:
    """Merge practices, whose addresses lead to the others from now on. Return how many.

    One that was never here begins as merged. One that somebody has edited is offered to the editors.
    """
    into = _targets(files, problems)
    if problems.lines:
        return 0
    new = [one for one in files if one.pk not in taken and into[one.pk].is_published]
    made = [made for one in new if (made := _tombstone(one, into[one.pk], problems))]
    if problems.lines:
        return 0
    Practice.objects.bulk_create(made)
    history.record_all(made, None, Action.LOADED)
    there = upgrade.locked(Practice.objects.published().filter(pk__in=[one.pk for one in files]))
    found = {pk: one for pk, one in upgrade.standings(there, known).items() if into[pk].is_published}
    moved = [one.practice for one in found.values() if one.may_change and not _was_offered(one, into)]
    history.begin_all(moved)
    for practice in moved:
        workflow.merge(practice, into[practice.pk])
    history.record_all(moved, None, Action.MERGED_INTO)
    offers.make(
        [
            Offer(practice=one.practice, into=into[pk])
            for pk, one in found.items()
            if not one.may_change and not _was_offered(one, into)
        ]
    )
    return len(moved)


def _was_offered(one: upgrade.Standing, into: dict[int, Practice]) -> bool:
    return one.offer is not None and one.offer.into_id == into[one.practice.pk].pk


def _targets(files: list[Merged], problems: Problems) -> dict[int, Practice]:
    """Return what each is merged into, by its number."""
    merged = {one.pk for one in files}
    there = Practice.objects.in_bulk([one.into for one in files])
    for one in files:
        if one.into not in there or one.into in merged:
            problems.add(one.record, "merged_into", f"there is no practice {one.into} that is none of those merged.")
    return {one.pk: there[one.into] for one in files if one.into in there}


def _tombstone(one: Merged, into: Practice, problems: Problems) -> Practice | None:
    """Return a merged practice that nobody has seen as anything else. Report what doesn't fit."""
    titles = one.titles if one.titles["title_en"] else {name: getattr(into, name) for name in one.titles}
    made = Practice(
        pk=one.pk,
        slug=one.slug,
        state=states.State.MERGED,
        replaced_by=into,
        published_at=timezone.now(),
        **titles,
    )
    checked = {"slug", *titles}
    try:
        made.clean_fields({field.name for field in Practice._meta.concrete_fields} - checked)
        made.clean()
    except ValidationError as error:
        problems.add_validation(one.record, error)
        return None
    return made
