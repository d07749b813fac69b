"""What was done with a practice and said about it, in one line of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from practices.models import Practice, Version

from . import history
from .remarks import Remark

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 8  # events beside the form
_READ = 60  # versions, of which those that follow each other are one event


@dataclass(frozen=True)
class Event:
    """A step, or a remark."""

    at: datetime
    who: str
    what: StrOrPromise
    text: str = ""  # why, or the remark itself
    remark: Remark | None = None


def of(practice: Practice, remarks: Iterable[Remark], most: int) -> list[Event]:
    """Return so many of the last events at the most, the newest first. Saves that one person made in a row are one."""
    said = [
        Event(one.comment.at, history.name_of(one.comment.author), _("Comment"), one.comment.text, one)
        for one in remarks
    ]
    return sorted([*_steps(practice), *said], key=lambda event: event.at, reverse=True)[:most]


def _steps(practice: Practice) -> Iterator[Event]:
    versions = history.versions(practice).defer("content")[:_READ]
    saves = {Version.Action.ADDED, Version.Action.CHANGED}
    for _key, alike in groupby(
        versions,
        lambda one: (one.author_name, "") if one.action in saves and not one.reason else (one.author_name, one.pk),
    ):
        newest = next(alike)
        yield Event(newest.at, newest.author_name, newest.get_action_display(), newest.why)
