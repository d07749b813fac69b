"""Alerts in each state, and time that passes for them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.test import Client

from practices.alerts import links, position, sending, signing_up
from practices.alerts.question import Question
from practices.mails import sealing
from practices.models import Alert, Practice, Record

ADDRESS = "ann@example.org"


def made(question: str = "", address: str = ADDRESS, is_confirmed: bool = True, **fields: Any) -> Alert:
    """Return an alert that begins now."""
    text = Question.from_text(question).text
    alert = Alert.objects.create(
        **{"address": sealing.sealed(address), "address_key": sealing.key_of(address), "question": text, **fields}
    )
    return signing_up.confirm(alert) if is_confirmed else alert


def asks(client: Client, query: str = "", prefix: str = "", **typed: Any) -> Any:
    """Send the form of a question."""
    return client.post(f"{prefix}/alerts/new/{query}", {"email": ADDRESS, "rhythm": "weekly", **typed})


def link_in(mail: Any) -> str:
    """Return the path of the first link of a mail that leads to an alert."""
    found = re.search(r"https?://[^/\s]+((/fr|/es)?/alerts/\S+)", mail.body)
    assert found, mail.body
    return found[1]


def later(hours: float) -> None:
    """Let time pass for what changed, and for what is due."""
    position.newest()  # so that all that changed is recorded
    gone = timedelta(hours=hours)
    Record.objects.update(changed_at=F("changed_at") - gone, updated_at=F("updated_at") - gone)
    Alert.objects.update(due_at=F("due_at") - gone, told_until=F("told_until") - gone)
    QuerySet(Practice).update(published_at=F("published_at") - gone)  # without a word to the change log


def run(hours: float = 2) -> sending.Run:
    """Tell what is due after some hours."""
    later(hours)
    return sending.run()


def path_of(alert: Alert, *more: str) -> str:
    return "/".join(["/alerts", links.token_of(alert), *more, ""])
