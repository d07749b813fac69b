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

from .pages import ThingPages

LIVE, NOW = "live", "now"  # what a version can be compared with besides another


@dataclass(frozen=True)
class Side:
    """One of two things that are compared."""

    name: str
    content: Content
    version: Version | None = None


class ComparingAdmin(ThingPages):
    """Mixin: a page that compares."""

    def get_urls(self) -> list[Any]:
        return [self.page("<id:pk>/compare/", self.compare_view, "compare"), *super().get_urls()]

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what differs between `from` and `to`: by default the last change, and of a working copy all of it."""
        thing = self.get_seen(request, pk)
        newest = history.latest(thing)
        context: dict[str, Any] = {"newest": newest.number if newest else 0}
        try:
            old = _side(thing, request.GET.get("from", "") or _default(thing, newest))
            new = _side(thing, request.GET.get("to", "") or NOW)
        except ValidationError as error:
            context["problems"] = error.messages
        else:
            context |= {"old": old, "new": new, "differences": differences(old.content, new.content, self.model)}
        title = _("Compare ‘%(name)s’") % {"name": thing}
        response = self.render_thing(request, thing, "history/compare", title, context)
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
