"""Writing mails down and sending them.

A mail is a row that is written in the transaction that it tells of, and deleted when the mail server has taken it. So
it is lost by no death of a process and no failure of the mail server. The deletion may have to wait for others who
write, so a line in a file comes first. A mail is sent twice only where a process dies between the server's yes and
this line, or its machine does; both have the same Message-ID, by which mail programs show one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import DatabaseError, connection
from django.db.models import F, QuerySet
from django.utils import timezone

from practices.models import Alert, Mail

from . import sealing

_log = logging.getLogger(__name__)

HELD = timedelta(minutes=2)  # for which a mail is of who sends it: longer than one attempt takes
GIVEN_UP = timedelta(days=3)
LONGEST_PAUSE = timedelta(hours=1)  # between two attempts
AT_ONCE = 50  # mails that are sent again in one go
_ASKED = 30.0  # seconds between two looks for mails that wait

_TAKEN = "mails-taken"  # the file in DATA_DIR: a line for each mail that was taken, until its row is known to be gone
_LENGTH = 36  # of a line of it


def write(address: str, subject: str, body: str) -> Mail:
    """Write a mail down. To be called in the transaction that it tells of, and `send` after it."""
    return write_all([Mail(address=address, subject=subject, body=body)])[0]


def write_all(mails: Iterable[Mail], held: timedelta = HELD) -> list[Mail]:
    """Write many down at once, which are of the caller for a time. To be called as `write` is."""
    mails, next_at = list(mails), timezone.now() + held
    for mail in mails:
        mail.next_at = next_at
    return Mail.objects.bulk_create(mails)


def send(mails: Iterable[Mail]) -> bool:
    """Send mails that were just written down. Return whether the server took all; what it did not is tried again."""
    return not _send(mails)


def resend() -> int:
    """Send what waits and nobody else is sending. Return how many mails were due."""
    _delete_taken()
    old = given_up()
    if count := old.count():  # first, since to delete nothing locks SQLite, too
        _log.error("%d mails that the mail server did not take for %d days are given up.", count, GIVEN_UP.days)
        old.delete()
    due = _due()
    _send(mail for mail in due if _claim(mail))
    return len(due)


def send_due() -> None:
    """Send all that waits and nobody else is sending, for as long as the server takes any."""
    while due := _due():
        ours = [mail for mail in due if _claim(mail)]
        if len(_send(ours)) == len(ours):
            break


def _due() -> list[Mail]:
    return list(Mail.objects.filter(next_at__lte=timezone.now()).order_by("written_at")[:AT_ONCE])


def _send(mails: Iterable[Mail]) -> list[Mail]:
    """Send mails. Return those that were not taken, which are tried again."""
    waiting = {mail.pk: mail for mail in mails}
    if not waiting:
        return []
    try:
        with get_connection() as server:  # one attempt, not one for each, at a server that is down
            for mail in list(waiting.values()):
                if _is_ours(mail) and _was_taken(server, mail):
                    del waiting[mail.pk]
    except OSError:
        _log.exception("The mail server does not answer.")
    for mail in waiting.values():
        _let_wait(mail)
    return list(waiting.values())


def given_up() -> QuerySet[Mail]:
    """Return the mails that no server has taken for so long that nobody tries any more."""
    return Mail.objects.filter(written_at__lt=timezone.now() - GIVEN_UP)


def watch() -> None:
    """Send what waits, for as long as this process lives: what a process that was killed had not sent, for example."""
    while True:
        try:
            resend()
        except DatabaseError as error:
            _log.warning("Whether mails wait can't be seen: %s", error)
        except Exception:
            _log.exception("Sending mails that wait has failed.")
        finally:
            connection.close()
        time.sleep(_ASKED)


def _is_ours(mail: Mail) -> bool:
    """Whether this process may still send it; those before it in a row may have taken long."""
    return mail.next_at - timezone.now() > HELD / 2 or _claim(mail)


def _claim(mail: Mail) -> bool:
    until = timezone.now() + HELD
    is_ours = Mail.objects.filter(pk=mail.pk, next_at=mail.next_at).update(next_at=until) == 1
    mail.next_at = until if is_ours else mail.next_at
    return is_ours


def _let_wait(mail: Mail) -> None:
    """Try again a minute later, then two, four, ... What can't be noted now is tried again when the claim is over."""
    pause = timedelta(minutes=2 ** min(mail.attempts, 6))
    with suppress(DatabaseError):
        ours = Mail.objects.filter(pk=mail.pk, next_at=mail.next_at)
        ours.update(next_at=timezone.now() + min(pause, LONGEST_PAUSE), attempts=F("attempts") + 1)


def _was_taken(server: Any, mail: Mail) -> bool:
    """Send a mail. Return whether that is settled: it was taken, or never will be."""
    try:
        server.send_messages([_message(mail)])
    except sealing.Unreadable:
        _log.exception("A mail can't be sent, and waits for the key.")
        return False
    except (ValueError, Alert.DoesNotExist):  # that alert has just ended
        _log.exception("A mail can't be sent, and is given up.")
    except SMTPRecipientsRefused as error:
        _log.exception("A mail was refused.")
        if any(code < 500 for code, _text in error.recipients.values()):  # for now, says the server
            return False
        if mail.alert_id:
            with suppress(DatabaseError):
                Alert.objects.filter(pk=mail.alert_id).bounced()
    except OSError:
        _log.exception("A mail could not be sent, and is tried again.")
        return False
    with suppress(OSError), (settings.DATA_DIR / _TAKEN).open("a") as file:
        file.write(f"{mail.pk}\n")
    with suppress(DatabaseError):
        Mail.objects.filter(pk=mail.pk).delete()
    return True


def _message(mail: Mail) -> EmailMultiAlternatives:
    """Return it as it is sent. Raise Unreadable, and Alert.DoesNotExist."""
    address = mail.address
    if not address and mail.alert_id:
        address = sealing.opened(Alert.objects.values_list("address", flat=True).get(pk=mail.alert_id))
    headers = {**(mail.headers or {}), "Message-ID": f"<{mail.pk.hex}@{settings.SITE_HOST}>"}
    message = EmailMultiAlternatives(mail.subject, mail.body, to=[address], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _delete_taken() -> None:
    """Delete what a process of this machine has sent, and could not delete before it died or the database was gone."""
    file = settings.DATA_DIR / _TAKEN
    with suppress(OSError):
        lines = file.read_text().split()
        whole = [UUID(line) for line in lines if len(line) == _LENGTH]  # a full disk may have cut one off
        Mail.objects.filter(pk__in=whole).delete()
        file.unlink()
