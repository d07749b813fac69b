"""What becomes of practices that are there already: brought up to date, offered to the editors, or left.

Only what is published is looked at. What editors withdrew, merged or deleted stays so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from practices.editorial import content, history, normal
from practices.editorial.content import Content, Known
from practices.models import Offer, Practice

from .came import as_it_came

# Who checked an entry or confirmed a translation is for editors to say; whether this is out of date, changes tell.
_BY_ITSELF = "outdated_"
_NOT_IN_FILES = ("verified_", "confirmed_", _BY_ITSELF)


@dataclass
class Standing:
    """A practice that came with the catalogue, and how loading finds it."""

    practice: Practice
    may_change: bool  # nobody has edited it, nor is revising it
    last: Content | None  # what the files held the last time, as far as that is known
    offer: Offer | None

    def was_left(self) -> bool:
        """Whether an editor has decided on the last offer."""
        return self.offer is not None and self.offer.settled_at is not None


@dataclass
class Plan:
    """What to write: new contents by number, offers, and offers that what stands there meets already."""

    updates: dict[int, tuple[Practice, Content]] = field(default_factory=dict)
    offers: list[Offer] = field(default_factory=list)
    met: list[Offer] = field(default_factory=list)


def plan(contents: dict[int, Content], known: Known) -> Plan:
    """Hold what the files say of practices against what there is."""
    found = Plan()
    there = list(content.with_everything(Practice.objects.published().filter(pk__in=contents)))
    wanted = {one.pk: _as_files_say(contents[one.pk], known) for one in there}
    differing = [one for one in there if not _says(content.of(one), wanted[one.pk])]
    # Whoever saved or loaded one of them at this moment comes first.
    differing = [one for one in locked(differing) if not _says(content.of(one), wanted[one.pk])]
    for pk, one in standings(differing, known).items():
        is_news = one.last is None or not _says(one.last, wanted[pk])
        if one.was_left() and not is_news:
            continue
        if one.may_change:
            found.updates[pk] = one.practice, wanted[pk]
        elif is_news:
            found.offers.append(Offer(practice=one.practice, content=wanted[pk]))
    agreed = wanted.keys() - {practice.pk for practice in differing}
    found.met = list(Offer.objects.filter(practice__in=agreed, settled_at=None))
    return found


def locked(practices: Iterable[Practice]) -> list[Practice]:
    """Return those that readers see, with all that `content.of` reads. Nobody else changes them until loading ends."""
    return [one for one in history.lock_all(*(one.pk for one in practices)).values() if one.is_published]


def standings(practices: list[Practice], known: Known) -> dict[int, Standing]:
    """Return how loading finds practices, by number, without those that curators entered themselves."""
    offers = {offer.practice_id: offer for offer in Offer.objects.filter(practice__in=practices)}
    revised = set(Practice.objects.filter(revises__in=practices).values_list("revises", flat=True))
    came = as_it_came(practices)
    found = {}
    for practice in practices:
        if practice.pk not in came:
            continue
        offer = offers.get(practice.pk)
        texts = [came[practice.pk], offer.content if offer and not offer.into_id else None]
        told = [normal.as_saved(one, Practice, known) for one in texts if one is not None]
        # What an editor took as it was offered is no edit.
        may_change = _written(content.of(practice)) in map(_written, told) and practice.pk not in revised
        found[practice.pk] = Standing(practice, may_change, told[-1] if told else None, offer)
    return found


def _as_files_say(written: Content, known: Known) -> Content:
    said = normal.as_saved(written, Practice, known)
    return {name: value for name, value in said.items() if not name.startswith(_NOT_IN_FILES)}


def _written(now: Content) -> Content:
    """Return what somebody wrote, rather than what follows from it."""
    return {name: value for name, value in now.items() if not name.startswith(_BY_ITSELF)}


def _says(now: Content, wanted: Content) -> bool:
    return all(now.get(name) == value for name, value in wanted.items())
