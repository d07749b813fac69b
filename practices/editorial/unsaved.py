"""What is typed into the form of a practice, kept on the server until it is saved.

A browser sends it every twenty seconds (static/js/autosave.js), and the form starts from it next time, wherever that
is. It stands beside the practice, not in it: nothing is checked, approved, indexed or told to others before a save.
"""

from __future__ import annotations

import datetime
import json
import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from practices.models import Practice, Unsaved
from practices.text.plain import clean

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LIFETIME = datetime.timedelta(days=30)
AGAIN = datetime.timedelta(seconds=5)  # before which the same form is not taken again
MOST_CHARACTERS = 600_000  # all texts of a practice, in each language, are at most 250,000
_MOST_FIELDS = 2000  # as many as a form may have
_LONGEST_NAME = 200
_VISIT = re.compile(r"[0-9a-f]{16}")
_LARGEST_NUMBER = 2**31 - 1


class TooSoon(Exception):
    """It was taken a moment ago."""


class TooLong(Exception):
    """It is more than is kept."""


def keep(user: User, practice: Practice | None, language: str, sent: str) -> Unsaved | None:
    """Keep what somebody typed into the form of one language, in the place of what they typed there before. Return it;
    None if there is nothing to keep.

    `sent` is JSON, as the browser makes it. Raise ValidationError if it is none of ours, TooLong and TooSoon.
    """
    if len(sent) > MOST_CHARACTERS:
        raise TooLong
    read = _read(sent)
    if not read["typed"]:
        of(user, practice, language).delete()
        return None
    with transaction.atomic():
        before = of(user, practice, language).select_for_update().first()
        if before and before.visit == read["visit"] and before.at > timezone.now() - AGAIN:
            raise TooSoon
        kept, _is_new = Unsaved.objects.update_or_create(
            user=user, practice=practice, language=language, defaults={**read, "at": timezone.now()}
        )
    return kept


def of(user: User, practice: Practice | None, language: str) -> QuerySet[Unsaved]:
    """Return what somebody has typed into the form of one language, or of a new practice, and not saved."""
    return Unsaved.objects.filter(user=user, practice=practice, language=language)


def over() -> QuerySet[Unsaved]:
    """Return what nobody came back to."""
    return Unsaved.objects.filter(at__lt=timezone.now() - LIFETIME)


def _read(sent: str) -> dict[str, Any]:
    """Return what a browser sent, held against the form that it should have. Raise ValidationError."""
    try:
        entry = json.loads(sent)
        visit, version, fields = entry["visit"], int(entry.get("version") or 0), entry["fields"]
        if not _VISIT.fullmatch(visit) or not 0 <= version <= _LARGEST_NUMBER or len(fields) > _MOST_FIELDS:
            raise ValueError
        typed = {_named(name): _field(field) for name, field in fields.items()}
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise ValidationError("This is not what a form sends.") from error
    return {"visit": visit, "version": version, "typed": typed}


def _named(name: str) -> str:
    if not 0 < len(name) <= _LONGEST_NAME or clean(name) != name:
        raise ValueError
    return name


def _field(field: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a field: what was typed, and how it is shown where the form has no place for it."""
    shown: dict[str, Any] = {name: clean(_text(field[name])) for name in ("label", "text") if name in field}
    return shown | {"value": [clean(_text(one)) for one in field["value"]]}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
