"""Mail to people about changes of how they sign in, so that they learn of those that others made."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

_log = logging.getLogger(__name__)


def notify(person: Any, what: str, address: str = "") -> None:
    """Send a sentence to somebody, or to an address that was theirs, once this transaction is through.

    In the language of who made the change. That mail fails must not undo it.
    """
    to = address or person.email
    if not to or not person.is_active:
        return
    more = _("Was it neither you nor an administrator whom you asked? Then tell an administrator at once.")
    body = "\n\n".join([what, more, settings.SITE_URL + reverse("admin:sessions")])
    subject = _("Your account at %(site)s") % {"site": settings.SITE_HOST}

    def send() -> None:
        try:
            send_mail(subject, body, None, [to])
        except OSError:
            _log.exception("A mail about a change of an account could not be sent.")

    transaction.on_commit(send, robust=True)
