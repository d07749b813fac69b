"""Mail to curators about what was done with their drafts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.mails import outbox
from practices.models import Practice

from . import history, permissions, remarks, second_reader

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from .moves import Move

_MOST_TOLD = 50


def moved(practice: Practice, move: Move, by: User, reason: str, concerned: Iterable[User | None]) -> None:
    """Tell author and reviewer of a move; of what is to be reviewed by anybody, or to be published, those who could."""
    people = {*concerned, practice.author, practice.reviewer} - {None}
    if move.name == "submit" and practice.reviewer is None:
        people |= set(permissions.reviewers()[:_MOST_TOLD])
    if move.name == "approve":
        people |= set(permissions.publishers()[:_MOST_TOLD])
    with override(settings.LANGUAGE_CODE):
        lines = [_("%(who)s: %(what)s.") % {"who": history.name_of(by), "what": move.label}]
        if practice.review_by and move.name == "submit":
            lines.append(_("To be reviewed by %(date)s.") % {"date": formats.date_format(practice.review_by)})
        _tell(practice, people - {by}, [*lines, reason])


def corrected(practice: Practice, by: User) -> None:
    """Tell author and reviewer that somebody has changed it in review, and who may approve it now."""
    with override(settings.LANGUAGE_CODE):
        for person in {practice.author, practice.reviewer} - {None, by}:
            line = _("%(who)s has changed it in review.") % {"who": history.name_of(by)}
            _tell(practice, [person], [line, second_reader.said(practice, person)])


def commented(practice: Practice, by: User, text: str, place: str = "") -> None:
    """Tell author, reviewer and those who commented before of a comment, and of the field at which it stands."""
    earlier = practice.comments.select_related("author")
    people = {practice.author, practice.reviewer, *(comment.author for comment in earlier)} - {None, by}
    with override(settings.LANGUAGE_CODE):
        said = {"who": history.name_of(by), "place": remarks.places().get(place, "")}
        line = _("%(who)s wrote at ‘%(place)s’:") if place else _("%(who)s wrote:")
        _tell(practice, people, [line % said, text], remarks.link(place) if place else "")


def _tell(practice: Practice, people: Iterable[Any], paragraphs: list[str], there: str = "") -> None:
    """Write a mail to each, to be sent when this transaction is through. That it fails must not undo what was done."""
    title = " ".join(str(practice.title).split())
    link = settings.SITE_URL + reverse("admin:practices_practice_change", args=[practice.pk]) + there
    body = "\n\n".join([title, *filter(None, paragraphs), link])
    addresses = sorted({person.email for person in people if person.email and person.is_active})
    mails = [outbox.write(address, _("Catalogue: %(title)s") % {"title": title}, body) for address in addresses]
    if mails:
        transaction.on_commit(partial(outbox.send, mails), robust=True)
