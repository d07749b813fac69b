"""Two versions of a thing side by side; or one and the present, or a working copy and what it revises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from practices.editorial import content, history
from practices.editorial.content import Content
from practices.editorial.diff import differences
from practices.models import Practice, Version

from .pages import ThingPage

LIVE, NOW = "live", "now"  # what a version can be compared with besides another


@dataclass(frozen=True)
class Side:
    """One of two things that are compared."""

    name: str
    content: Content
    version: Version | None = None


class Compare(ThingPage):
    """What differs between `from` and `to`: by default the last change, and of a working copy all of it."""

    route, name, template = "<id:pk>/compare/", "compare", "history/compare"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        newest = history.latest(self.thing)
        context: dict[str, Any] = {"newest": newest.number if newest else 0}
        try:
            old = _side(self.thing, request.GET.get("from", "") or _default(self.thing, newest))
            new = _side(self.thing, request.GET.get("to", "") or NOW)
        except ValidationError as error:
            context["problems"] = error.messages
        else:
            changed = differences(old.content, new.content, type(self.thing))
            context |= {"old": old, "new": new, "differences": changed}
        response = self.render(_("Compare ‘%(name)s’") % {"name": self.thing}, **context)
        response.status_code = 404 if "problems" in context else 200
        return response


def _default(thing: models.Model, newest: Version | None) -> str:
    """Return what to compare with where nothing is asked for: what readers see, or the version before the last."""
    if isinstance(thing, Practice) and thing.revises_id:
        return LIVE
    if newest is None:
        raise ValidationError(_("It has no history yet: that begins with the next change."))
    before = history.versions(thing).filter(number__lt=newest.number).first()
    return str((before or newest).number)


def _side(thing: models.Model, asked: str) -> Side:
    if asked == NOW:
        is_copy = isinstance(thing, Practice) and thing.revises_id
        return Side(_("The working copy") if is_copy else _("As it is now"), content.of(thing))
    if asked == LIVE and isinstance(thing, Practice) and thing.revises:
        return Side(_("What readers see"), content.of(thing.revises))
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= 9
    version = history.versions(thing).filter(number=int(asked)).first() if is_number else None
    if version is None:
        raise ValidationError(_("There is no version ‘%(number)s’ of it.") % {"number": asked[:20]})
    return Side(_("Version %(number)s") % {"number": version.number}, version.content, version)
