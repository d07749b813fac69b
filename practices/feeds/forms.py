"""What feeds are written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import atom, rss
from .values import Feed


@dataclass(frozen=True)
class Form:
    """A language of feeds, and the names of the addresses where there are feeds in it."""

    ending: str
    content_type: str
    write: Callable[[Feed], bytes]
    of_question: str
    of_practice: str


ATOM = Form("atom", atom.CONTENT_TYPE, atom.write, "feed", "changes")
RSS = Form("rss", rss.CONTENT_TYPE, rss.write, "feed-rss", "changes-rss")
FORMS = (ATOM, RSS)
