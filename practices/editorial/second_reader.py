"""Who must read a draft in review as it stands, said to whoever looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from practices.models import Practice

from . import history, permissions

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def said(practice: Practice, user: User) -> str:
    """Return a sentence that tells the user who may approve it, or could once they change it. '' outside a review."""
    if practice.state != Practice.State.IN_REVIEW:
        return ""
    names = {"who": history.name_of(practice.written_by), "author": history.name_of(practice.author)}
    is_author, wrote = permissions.is_by(practice, user), permissions.wrote(practice, user)
    if wrote and is_author:
        return _("You wrote it, so an editor approves it.")
    if wrote and practice.author is None:
        return _("You changed it last, so another editor approves it.")
    if wrote:
        return _("You changed it last, so somebody else approves it: %(author)s, or another editor.") % names
    if permissions.was_corrected_for(practice, user):
        return _("%(who)s has corrected your text in review. Read what changed: if you agree, approve it.") % names
    if not permissions.may_review(practice, user):
        return ""
    if practice.author is None:
        return _("If you change it yourself, it stays in review, and another editor approves it.")
    return _("If you change it yourself, it stays in review, and %(author)s or another editor approves it.") % names
