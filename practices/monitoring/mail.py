"""Django's ways of sending mail, which count what was sent and what failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.mail.backends import console, smtp

from . import metrics


class _Counted:
    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Send mails, and return how many were taken."""
        sent = 0
        try:
            sent = super().send_messages(email_messages) or 0  # type: ignore[misc]
        finally:
            metrics.mails.labels("sent").inc(sent)
            metrics.mails.labels("failed").inc(len(email_messages) - sent)
        return sent


class SmtpBackend(_Counted, smtp.EmailBackend):
    """Sends through a mail server."""


class ConsoleBackend(_Counted, console.EmailBackend):
    """Writes to the console, where there is no mail server."""
