"""Comments at a field: where they may stand, which of them are open, and settling them one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from practices.models import Comment, Practice
from practices.models.translations import LANGUAGES

from . import content, history, permissions

if TYPE_CHECKING:
    from django.contrib.auth.models import User


TOLD_BEFORE = frozenset({"approve", "publish"})  # the moves before which it is told what is open


@dataclass(frozen=True)
class Remark:
    """A comment as a curator sees it."""

    comment: Comment
    label: str  # of the field at which it stands, or ''
    link: str  # to that field, from the address of the form in the admin, or ''
    may_settle: bool


def places() -> dict[str, str]:
    """Return everything that a comment may stand at, as contents name it, with its label in the user's language."""
    fields = {field.name: _label_of(field) for field in content.fields_of(Practice)}
    terms = {field.name: capfirst(str(field.verbose_name)) for field in content.terms_of(Practice)}
    rows = {name: capfirst(str(row._meta.verbose_name_plural)) for name, row in content.ROWS.items()}
    return fields | terms | rows


def link(place: str) -> str:
    """Return the way to a field, or a kind of rows, from the address of the form: a translation's is asked for."""
    language = place.rpartition("_")[2]
    query = f"?text={language}" if language in LANGUAGES else ""
    return f"{query}#{place}-group" if place in content.ROWS else f"{query}#id_{place}"


def of(practice: Practice, comments: Iterable[Comment], user: User) -> list[Remark]:
    """Return what was said about a practice, as a user sees it."""
    named = places()
    return [
        Remark(
            one,
            named.get(one.place, one.place),
            link(one.place) if one.place in named else "",
            one.is_open and may_settle(one, practice, user),
        )
        for one in comments
    ]


def open_ones(practice: Practice) -> QuerySet[Comment]:
    """Return the comments at fields that nobody has settled."""
    return practice.comments.exclude(place="").filter(settled_at=None).select_related("author")


def may_settle(comment: Comment, practice: Practice, user: User) -> bool:
    """Whether the user may say that it is settled: who made it, the author, and the reviewer; any reviewer
    where none is named.
    """
    if not permissions.may_see(practice, user):
        return False
    concerned = {comment.author_id, practice.author_id, practice.reviewer_id} - {None}
    return user.pk in concerned or (practice.reviewer_id is None and permissions.may_review(practice, user))


@transaction.atomic
def settle(comment: Comment, by: User) -> None:
    """Note that what a comment asks for is done, or need not be: it is settled with all that was said after it there.

    Raise PermissionDenied.
    """
    practice = history.lock(comment.practice)
    if not may_settle(comment, practice, by):
        raise PermissionDenied
    thread = Comment.objects.filter(practice=practice, place=comment.place, pk__gte=comment.pk)
    still_open = thread.filter(settled_at=None)
    still_open.update(settled_at=timezone.now(), settled_by=by)


def _label_of(field: Any) -> str:
    """Return the name of a field; of a translated one with its language."""
    if not hasattr(field, "translated_field"):
        return capfirst(str(field.verbose_name))
    language = get_language_info(field.language)["name_translated"]
    named = {"field": capfirst(str(field.translated_field.verbose_name)), "language": language}
    return _("%(field)s (%(language)s)") % named
