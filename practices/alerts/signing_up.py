"""What somebody does with alerts: asks for one, confirms, changes and ends it.

Whoever types an address hears the same, whatever is kept of it: what there is to say goes there by mail.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from practices.mails import outbox, sealing
from practices.models import Alert, Mail
from practices.models.alert import AlertQuerySet
from practices.web import throttle
from practices.web.throttle import Limit, Throttled

from . import letters, position
from .question import Question

MOST_OF_ONE = 20  # alerts of one address
MOST_IN_ALL = 100_000
_HOUR, _DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
ALL = Limit("alerts, all", 200, _HOUR)  # mails that are asked for, for everybody together,
BY = Limit("alerts by", 10, _HOUR)  # for each network address, so that nobody can bombard many,
TO = Limit("alerts to", 5, _DAY)  # and for each mail address, so that nobody can bombard somebody


class Full(Exception):
    """There are as many alerts as there may be."""


def is_on() -> bool:
    """Whether there is a mail server, without which nobody is told anything."""
    return bool(settings.EMAIL_HOST)


def ask(question: Question, address: str, rhythm: str, language: str, visitor: str) -> bool:
    """Mail the link with which somebody confirms an alert. Return whether what was mailed was sent at once.

    Raise Throttled if many mails were asked for by the visitor, or by everybody, and Full.
    """
    if Alert.objects.count() >= MOST_IN_ALL:
        raise Full
    with transaction.atomic():
        if not _counts(address, visitor):
            return True
        letter = _asked(question, address, rhythm, language)
        written = outbox.write_all([letter]) if letter else []
    return outbox.send(written)


def mail_links(address: str, language: str, visitor: str) -> bool:
    """Mail the links to all confirmed alerts of an address, if it has any. Return and raise as `ask`, but for Full."""
    with transaction.atomic():
        found = list(of(address).confirmed().order_by("made_at"))
        written = outbox.write_all([letters.all_of(found, language)]) if _counts(address, visitor) and found else []
    return outbox.send(written)


def of(*addresses: str) -> AlertQuerySet:
    """Return the alerts of mail addresses."""
    keys = [key for one in addresses for key in sealing.keys_of(one)]
    return Alert.objects.filter(address_key__in=keys)  # type: ignore[no-any-return]


@transaction.atomic
def confirm(alert: Alert) -> Alert:
    """Let mails come, of what happens from now on. Raise Alert.DoesNotExist if it was deleted."""
    alert = _lock(alert)
    if not alert.is_confirmed:
        alert.confirmed_at = timezone.now()
        _begin_anew(alert)
        alert.save()
    return alert


@transaction.atomic
def change(alert: Alert, question: Question, rhythm: str) -> Alert | None:
    """Change what it tells, and how often. Return None if this address has another one for that question.

    A question that is new to it is told from now on. Raise Alert.DoesNotExist.
    """
    alert = _lock(alert)
    same = Alert.objects.filter(address_key=alert.address_key, question=question.text)
    if same.exclude(pk=alert.pk).exists():
        return None
    if alert.question != question.text:
        alert.question = question.text
        _begin_anew(alert)
    alert.rhythm = rhythm
    alert.due_at = timezone.now() if rhythm == Alert.Rhythm.AT_ONCE else position.next_look(rhythm, timezone.now())
    return alert if _saved(alert) else None


def ask_for_address(alert: Alert, address: str, visitor: str) -> bool:
    """Mail the link that confirms another address to that address. Return and raise as `ask`, but for Full."""
    with transaction.atomic():
        if not _counts(address, visitor):
            return True
        written = outbox.write_all([letters.to_confirm_address(alert, address)])
    return outbox.send(written)


@transaction.atomic
def change_address(alert: Alert, address: str) -> Alert:
    """Send its mails elsewhere. Where that address has one for the same question, that one stays, and this one ends.

    Raise Alert.DoesNotExist.
    """
    alert = _lock(alert)
    other = of(address).filter(question=alert.question).exclude(pk=alert.pk).first()
    if other is not None:
        alert.delete()
        return confirm(other)
    alert.address, alert.address_key = sealing.sealed(address), sealing.key_of(address)
    alert.moves += 1
    alert.bounces, alert.bounced_at = 0, None
    return alert if _saved(alert) else change_address(alert, address)


def end(alert: Alert) -> None:
    """Delete it, with its address and what waits to be sent to it."""
    alert.delete()


def _counts(address: str, visitor: str) -> bool:
    """Count a mail that somebody asks for. Return whether the address may get it; its limit is told to nobody."""
    throttle.count((ALL, ""), (BY, visitor))
    try:
        throttle.count((TO, address))
    except Throttled:
        return False
    return True


def _asked(question: Question, address: str, rhythm: str, language: str) -> Mail | None:
    """Return the mail that is right, with the alert that it is of; None where an address has as many as it may."""
    known = of(address).filter(question=question.text).select_for_update().first()
    if known is not None and known.is_confirmed:
        return letters.already(known)
    if known is None and of(address).count() >= MOST_OF_ONE:
        return letters.all_of(list(of(address).confirmed()), language) if of(address).confirmed() else None
    alert = known or Alert(question=question.text)
    alert.address, alert.address_key = sealing.sealed(address), sealing.key_of(address)
    alert.rhythm, alert.language, alert.made_at = rhythm, language, timezone.now()
    return letters.to_confirm(alert) if _saved(alert) else None  # else the other gets a mail


def _saved(alert: Alert) -> bool:
    """Save it. False if just now another of its address has got the same question."""
    try:
        with transaction.atomic():
            alert.save()
    except IntegrityError:
        return False
    return True


def _begin_anew(alert: Alert) -> None:
    """Let it tell what happens from now on."""
    now, here = timezone.now(), position.newest()
    alert.number, alert.told_until = here.number, here.told_until
    alert.due_at = now if alert.rhythm == Alert.Rhythm.AT_ONCE else position.next_look(alert.rhythm, now)


def _lock(alert: Alert) -> Alert:
    found: Alert = Alert.objects.select_for_update().get(pk=alert.pk)
    return found
