"""Showing a draft before it is published: to curators, and by a signed link to whom they choose."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from practices.models import Practice, PreviewLink, reasons

from . import content, history, permissions

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from practices.models.preview import PreviewLinkQuerySet

MOST_DAYS = 90
DAYS_AFTER_END = 90  # for which it is still told who shared what


@transaction.atomic
def share(practice: Practice, until: datetime.date, by: User) -> PreviewLink:
    """Make a link that shows the draft as it stands, until the end of a day, and write that into the history.

    Raise PermissionDenied if the user may not change the draft, ValidationError if the day is past or too far off.
    """
    practice = history.lock(practice)
    if not permissions.may_edit(practice, by):
        raise PermissionDenied
    today = timezone.localdate()
    if until < today:
        raise ValidationError({"until": _("This day has passed.")})
    if until > today + datetime.timedelta(days=MOST_DAYS):
        raise ValidationError({"until": _("Choose a day within %(days)s days.") % {"days": MOST_DAYS}})
    link = PreviewLink.objects.create(practice=practice, until=until, made_by=by)
    _record(practice, by, history.Action.SHARED, until)
    return link


@transaction.atomic
def revoke(link: PreviewLink, by: User) -> None:
    """Make a link stop working at once. Raise PermissionDenied if the user neither made it nor may change the draft."""
    practice = history.lock(link.practice)
    if link not in links_for(practice, by):
        raise PermissionDenied
    if PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        _record(practice, by, history.Action.SHARING_ENDED, link.until)


def links_for(practice: Practice, user: User) -> PreviewLinkQuerySet:
    """Return the links that the user may end: all for who may change the draft, one's own for anybody."""
    links: PreviewLinkQuerySet = practice.preview_links.all()  # type: ignore[assignment]
    return links if permissions.may_edit(practice, user) else links.filter(made_by=user)


def ended() -> PreviewLinkQuerySet:
    """Return the links that stopped working long ago. That they were made stays in the history of the practice."""
    before = timezone.now() - datetime.timedelta(days=DAYS_AFTER_END)
    return PreviewLink.objects.filter(Q(until__lt=before.date()) | Q(revoked_at__lt=before))


def untranslated(practice: Practice, language: str) -> list[str]:
    """Return the names of what is written in English but not in a language, whose readers see English there."""

    def is_missing(thing: object, name: str) -> bool:
        english = getattr(thing, f"{name}_en") or ""
        # A unit such as % or USD is the same in every language.
        return english != english.upper() and not getattr(thing, f"{name}_{language}")

    found = [Practice.heading_of(name) for name in Practice.TEXTS if is_missing(practice, name)]
    return found + [
        str(model._meta.verbose_name_plural)
        for relation, model in content.ROWS.items()
        if any(is_missing(row, name) for row in getattr(practice, relation).all() for name in model.TEXTS)
    ]


def _record(practice: Practice, by: User, action: str, until: datetime.date) -> None:
    history.catch_up(practice)
    history.record(practice, by, action, reasons.worded(reasons.UNTIL, {"date": until}))
