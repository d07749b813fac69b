"""Telling what happened: finding out which alerts have something to tell, and writing their mails down.

An alert's position moves in the transaction in which its mail is written. So whatever dies in between, each change is
written down once; that no mail which is written is lost, `mails/outbox.py` sees to.
"""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import override
from pyroaring import BitMap

from practices import search
from practices.feeds import question as feeds
from practices.mails import outbox, sealing
from practices.models import Alert

from . import letters, position
from .letters import ForMany
from .question import Question

_log = logging.getLogger(__name__)

BATCH = 500  # alerts that are read at once, and whose mails are sent before those of others are written
MOST_TOLD = 20  # practices in one mail
_AGAIN = datetime.timedelta(hours=1)  # after which what can't be answered now is tried again
_RAN = "alerts-sent"  # the file in DATA_DIR whose time is that of the last run


@dataclass
class Run:
    """One look at all alerts that are due. Two machines may run at once: each alert is told by one."""

    now: datetime.datetime = field(default_factory=timezone.now)
    looked: int = 0
    written: int = 0

    def __post_init__(self) -> None:
        # The changes first, and then the catalogue: so it has all that is to be told.
        self.until = position.settled(self.now)
        self.snapshot = search.snapshot()
        self._changed = lru_cache(maxsize=100)(partial(position.changed, self.until))

    def go_on(self) -> bool:
        """Write the mails of the next alerts. Return whether there were any."""
        due = list(self._due()[:BATCH])
        for question, alerts in groupby(due, key=lambda alert: alert.question):
            answer = _Answer(Question.from_text(question, self.snapshot))
            for place, told_as_far in groupby(alerts, key=_place_of):
                wanted = answer.meant(*self._changed(*place))
                for language, same in groupby(told_as_far, key=lambda alert: alert.language):
                    self._tell_in(language, answer, wanted, list(same))
        return bool(due)

    def _due(self) -> QuerySet[Alert]:
        """Return what is due, the same questions beside each other. What is looked at is due no more."""
        at_once = Q(rhythm=Alert.Rhythm.AT_ONCE)
        due: QuerySet[Alert] = Alert.objects.confirmed().filter(~at_once | Q(number__lt=self.until.number))
        return due.filter(due_at__lte=self.now).order_by("question", "number", "told_until", "language", "rhythm", "pk")

    def _tell_in(self, language: str, answer: _Answer, wanted: BitMap, alerts: list[Alert]) -> None:
        """Tell alerts that have told the same, if there is something to tell."""
        if not answer.can_be_told:
            _log.warning("An alert can't be answered now, and is tried again.")
            Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(due_at=self.now + _AGAIN)
            return
        _number, since = _place_of(alerts[0])
        with override(language):
            news = feeds.news(answer.question.found, wanted, since, MOST_TOLD) if wanted else None
            for rhythm, same in groupby(alerts, key=lambda alert: alert.rhythm):
                made = letters.of_news(answer.question, news, since, rhythm) if news else None
                self._tell(made, list(same))

    def _tell(self, made: ForMany | None, alerts: list[Alert]) -> None:
        """Write the mails of alerts that tell the same in the same rhythm, if there is one, and move them on."""
        first = alerts[0]
        with transaction.atomic():
            as_seen = Alert.objects.filter(
                pk__in=[alert.pk for alert in alerts],
                question=first.question,
                rhythm=first.rhythm,
                number=first.number,
                due_at__lte=self.now,
            )
            found = list(as_seen.select_for_update())
            if made:
                outbox.write_all((made.to(alert) for alert in found), held=datetime.timedelta(0))
            moved = {} if first.number >= self.until.number else self.until._asdict()
            due_at = position.next_look(first.rhythm, self.now)
            Alert.objects.filter(pk__in=[alert.pk for alert in found]).update(due_at=due_at, **moved)
        self.looked += len(found)
        self.written += len(found) if made else 0


@dataclass
class _Answer:
    """The answer to one question, for all alerts that ask it."""

    question: Question

    @cached_property
    def can_be_told(self) -> bool:
        """Whether it is answered, and as it was asked."""
        return self.question.can_be_told and not self.question.found.results.words_left_out

    def meant(self, here: BitMap, gone: BitMap) -> BitMap:
        """Return of which practices it tells, of those that changed."""
        return feeds.meant(self.question.found, here, gone) if self.can_be_told else BitMap()


def _place_of(alert: Alert) -> tuple[int, datetime.datetime]:
    """Return how far it has told all."""
    return alert.number, alert.told_until or alert.made_at


def run() -> Run:
    """Tell all that is due, and send it. Raise a DatabaseError where that can't be found out."""
    run = Run()
    while run.go_on():
        outbox.send_due()
    outbox.send_due()
    (settings.DATA_DIR / _RAN).touch()
    return run


def last_run() -> datetime.datetime | None:
    """Return when all that was due was told last on this machine, or None if it never was."""
    try:
        return datetime.datetime.fromtimestamp((settings.DATA_DIR / _RAN).stat().st_mtime, datetime.UTC)
    except OSError:
        return None


def seal_anew() -> int:
    """Seal every address with the first of ADDRESS_KEYS, so that the others can go. Return how many were.

    It may be broken off and run again. Raise sealing.Unreadable.
    """
    done = 0
    for pk, sealed, key in Alert.objects.values_list("pk", "address", "address_key").iterator(chunk_size=BATCH):
        address = sealing.opened(sealed)
        if key != sealing.key_of(address):
            same = Alert.objects.filter(pk=pk, address=sealed)
            done += same.update(address=sealing.sealed(address), address_key=sealing.key_of(address))
    return done
