"""Deleting what is stored about one person. The catalogue and its history stay, without their name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from practices.backup import making, retention
from practices.models import Mail, Submission, Version
from practices.models.people import FORMER_CURATOR, READER
from practices.signin import session
from practices.web import throttle

from . import person as people
from .person import Person, Place

KEEPER = "former-curator"  # the account that what administrators did to accounts is kept under, by whomever of them
_WHO = ("email", "name", "organisation")  # of a proposal


class LastAdministrator(Exception):
    """Nobody else could change accounts any more."""


def delete(person: Person) -> list[str]:
    """Delete it, all or nothing. Return what was done and what stays, a sentence each. Raise LastAdministrator."""
    # Looking takes longest and locks nothing. What is written meanwhile is found by the look afterwards.
    named = list(people.places(person))
    with transaction.atomic():
        if person.account:
            _keep_an_administrator(person.account)
        done = [*_mails(person), *_alerts(person), *_proposals(person), *_account(person)]
        changed = sum(_replace(person, place) for place in named)
    done.append(f"Other places that named them: {changed} changed.")
    return [*done, *_what_stays(person)]


def _keep_an_administrator(account: User) -> None:
    administrators = User.objects.filter(
        Q(is_superuser=True)
        | Q(groups__permissions__codename="change_user")
        | Q(user_permissions__codename="change_user"),
        is_active=True,
        is_staff=True,
    )
    # Locked, so that of two who go at the same moment one stays.
    rows = User.objects.filter(pk__in=administrators.values("pk")).select_for_update().order_by("pk")
    found = set(rows.values_list("pk", flat=True))
    if found == {account.pk}:
        raise LastAdministrator(f"{account} is the last administrator. Make another one first.")
    if account.username == KEEPER:
        raise LastAdministrator(f"{account} stands for those whose data were deleted.")


def _mails(person: Person) -> Iterator[str]:
    """Delete what waits to be sent to it."""
    waiting = reduce(or_, (Q(address__iexact=mail) for mail in person.mails), Q(pk=None))
    yield f"Mails that waited: {Mail.objects.filter(waiting).delete()[0]} deleted."


def _alerts(person: Person) -> Iterator[str]:
    """End what it is told by mail."""
    found = people.alerts(person.mails)
    for alert in found:
        alert.delete()
    yield f"What they are told by mail: {len(found)} ended."


def _proposals(person: Person) -> Iterator[str]:
    """Delete what the editors have not decided on, as its proposer can; of the rest, forget who proposed it."""
    found = Submission.objects.filter(pk__in=[one.pk for one in people.submissions(person.mails)]).select_for_update()
    decided = [one for one in found if one.is_decided]
    open_ones = [one.pk for one in found if not one.is_decided]
    Submission.objects.filter(pk__in=[one.pk for one in decided]).update(**dict.fromkeys(_WHO, ""), credit_wished=False)
    Submission.objects.filter(pk__in=open_ones).delete()
    yield f"Proposals without a decision: {len(open_ones)} deleted."
    yield f"Decided proposals: {len(decided)} stay, without mail address, name and organisation."


def _account(person: Person) -> Iterator[str]:
    """Delete the account with its sessions, second step, roles and uploads."""
    account = person.account
    known_as = [*person.mails, *person.names, *([str(account.pk)] if account else [])]
    yield f"Counts of attempts: {throttle.of(*known_as).delete()[0]} deleted."
    if account is None:
        return
    yield f"Sessions: {session.end(account)} deleted."
    versions = Version.objects.filter(author=account).update(author_name=FORMER_CURATOR)
    yield f"Entries of the history: {versions} stay, by ‘{FORMER_CURATOR}’."
    log = LogEntry.objects.filter(user=account)
    if log.exists():
        keeper, is_new = User.objects.get_or_create(username=KEEPER, defaults={"is_active": False})
        if is_new:
            keeper.set_unusable_password()
            keeper.save()
        yield f"Entries of the admin's log: {log.update(user=keeper)} stay, by ‘{KEEPER}’."
    account.delete()
    yield "The account is deleted, with its roles, second step, uploads and what was typed and not saved."
    yield "Comments and decisions stay, by nobody."


def _replace(person: Person, place: Place) -> bool:
    """Put something else in the place of the person's name in one column. False if it stays."""
    rows: Any = place.model._base_manager.filter(pk=place.pk)
    row = rows.first()
    if row is None or not _is_to_go(person, place, row):
        return False
    value = getattr(row, place.field)
    new = _without(person, value, place)
    if new == value:
        return False
    longest = getattr(place.model._meta.get_field(place.field), "max_length", None)
    rows.update(**{place.field: new[:longest] if isinstance(new, str) else new})
    return True


def _is_to_go(person: Person, place: Place, row: Any) -> bool:
    """Whether it is theirs: others may have the same name."""
    if place.model is Submission and place.field in _WHO:
        return False
    if place.model is Version and place.field == "author_name":
        return row.author_id is None
    return not people.is_of_the_catalogue(place) or people.is_credit(place.field) or place.model is Version


def _without(person: Person, value: Any, place: Place) -> Any:
    by = FORMER_CURATOR if person.account else READER
    if place.model is Version and place.field == "content":
        return {key: _in(person, one, by, key) if people.is_credit(key) else one for key, one in value.items()}
    return _in(person, value, by, place.field)


def _in(person: Person, value: Any, by: str, field: str) -> Any:
    if isinstance(value, str):
        # Nobody is named as a proposer without their wish.
        return "" if field == "credit" and person.is_named_by(value) else person.replaced(value, by)
    if isinstance(value, dict):
        return {key: _in(person, one, by, "") for key, one in value.items()}
    if isinstance(value, list):
        return [_in(person, one, by, "") for one in value]
    return value


def _what_stays(person: Person) -> Iterator[str]:
    """Say where they can still be found, and until when."""
    left = list(people.places(person))
    if left:
        yield (
            "Texts of the catalogue, and other people of that name, are left as they are. Look at them yourself, and "
            f"change them in the curators' rooms if it is the same person: {'; '.join(map(str, left))}."
        )
    kept = sorted(path.name for path in settings.BACKUP_DIR.glob("*.tar.gz*") if not path.name.endswith(".sha256"))
    aside = [name for name in kept if name.startswith(making.REPLACED)]
    if kept:
        yield (
            f"Backups of before still hold it: {len(kept) - len(aside)} files. The schedule removes the last of them "
            f"after {retention.Keep().monthly} months. Should one be restored, run this again."
        )
    if aside:
        yield f"What a restore put aside holds it until you remove it: {', '.join(aside)}."
    yield "The log of the server, mails that were sent, dumps and copies made by others are not changed."
