"""Making a briefing, finding it by its secrets, deleting it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.models import Briefing
from practices.search import Snapshot

from . import freezing, limits, links


def make(said: Mapping[str, Any], ids: list[int], snapshot: Snapshot) -> str:
    """Keep a briefing of these practices, with what its form says of it. Return the secret to delete it by.

    Raise ValidationError if a practice is no longer before the public, if it is too large, or if there are too many.
    """
    if limits.are_too_many():
        raise ValidationError(_("No more briefings can be kept just now. Try again in a few days."))
    practices = freezing.chosen(ids)
    if len(practices) < len(ids):
        raise ValidationError(_("A practice has just been withdrawn. Please look at your choice again."))
    now = timezone.now()
    content = freezing.freeze(practices, said["parts"], snapshot, timezone.localdate(now))
    if len(json.dumps(content, ensure_ascii=False)) > limits.MOST_CHARACTERS:
        raise ValidationError(_("This is more than one briefing can hold. Take fewer practices, or summaries only."))
    secret = links.new()
    Briefing.objects.create(
        digest=links.digest(links.reading(secret)),
        language=get_language() or "en",
        title=said["title"],
        purpose=said["purpose"],
        note=said["note"],
        content=content,
        made_at=now,
        ends_at=now + datetime.timedelta(days=settings.BRIEFINGS_KEPT),
    )
    return secret


def found(token: str) -> Briefing | None:
    """Return the briefing that is read by a secret; None if it has ended or was deleted."""
    return Briefing.objects.filter(digest=links.digest(token), ends_at__gt=timezone.now()).first()


def over() -> QuerySet[Briefing]:
    """Return those that have ended."""
    return Briefing.objects.filter(ends_at__lte=timezone.now())
