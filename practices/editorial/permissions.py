"""Who may do what with a practice, given its state and its author. `roles.py` says which role has which permission."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

from practices.models import Practice, Version
from practices.models.states import GONE, IN_WORK, ONCE_PUBLIC, WITH_AUTHOR, State
from practices.models.visibility import sight_of

from . import history

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet

    from practices.models.visibility import Anybody

ADD = "practices.add_practice"
REVIEW = "practices.review_practice"
PUBLISH = "practices.publish_practice"
PUBLISH_ALONE = "practices.publish_alone"


def may_see(practice: Practice, user: Anybody) -> bool:
    """Whether the user may see it in the curators' rooms."""
    return sight_of(user).covers(practice.state, practice.author_id)


def may_edit(practice: Practice, user: Anybody) -> bool:
    """Whether the user may change its content: editors any draft, contributors their own until it is in review."""
    if not user.is_active or practice.state not in IN_WORK:
        return False
    if user.has_perm("practices.change_practice"):
        return True
    return bool(practice.state in WITH_AUTHOR and is_by(practice, user) and user.has_perm(ADD))


def may_publish(user: Anybody) -> bool:
    """Whether the user may publish, withdraw and merge."""
    return bool(user.is_active and user.has_perm(PUBLISH))


def may_revise(practice: Practice, user: Anybody) -> bool:
    """Whether the user may begin a working copy."""
    may_write = user.is_active and user.has_perm(ADD)
    return bool(may_write and practice.state in ONCE_PUBLIC and working_copy_of(practice) is None)


def may_delete(practice: Practice, user: Anybody) -> bool:
    """Whether the user may delete it: only what was never published, and is nobody's working copy."""
    if practice.published_at is not None or practice.revises_id is not None or practice.state in ONCE_PUBLIC:
        return False
    return bool(user.has_perm("practices.delete_practice") or (is_by(practice, user) and may_edit(practice, user)))


def working_copy_of(practice: Practice) -> Practice | None:
    """Return what somebody revises it in. Only what is or was before the public is revised."""
    if practice.state not in ONCE_PUBLIC:
        return None
    found: Practice | None = Practice.objects.filter(revises=practice.pk).first()
    return found


def is_by(practice: Practice, user: Anybody) -> bool:
    """Whether the user entered it."""
    return user.pk is not None and practice.author_id == user.pk


def wrote(practice: Practice, user: Anybody) -> bool:
    """Whether the text as it stands is the user's: who changed it last, or entered it if nobody else has changed it."""
    return user.pk is not None and user.pk == (practice.written_by_id or practice.author_id)


def may_review(practice: Practice, user: Anybody) -> bool:
    """Whether the user may ask for changes."""
    return bool(user.is_active and user.has_perm(REVIEW))


def reviewers() -> QuerySet[User]:
    """Return those who may review."""
    return get_user_model().objects.with_perm(REVIEW, backend="django.contrib.auth.backends.ModelBackend")


def publishers() -> QuerySet[User]:
    """Return those who may publish."""
    return get_user_model().objects.with_perm(PUBLISH, backend="django.contrib.auth.backends.ModelBackend")


def may_approve(practice: Practice, user: Anybody) -> bool:
    """Whether the user may approve it, with fresh eyes, and not twice: a reviewer, or its author what one corrected."""
    may = user.is_active and practice.approved_by_id != user.pk and _has_fresh_eyes(practice, user)
    return bool(may and (may_review(practice, user) or was_corrected_for(practice, user)))


def was_corrected_for(practice: Practice, user: Anybody) -> bool:
    """Whether the user entered it, and a reviewer was the last to change it."""
    corrector = practice.written_by
    return bool(is_by(practice, user) and corrector and corrector.pk != user.pk and corrector.has_perm(REVIEW))


def _has_fresh_eyes(practice: Practice, user: Anybody) -> bool:
    """Whether two people stand by the text once the user has read it. A reviewer who corrected it is one of them."""
    return not wrote(practice, user) and (not is_by(practice, user) or was_corrected_for(practice, user))


def was_read_by_another(practice: Practice, user: Anybody) -> bool:
    """Whether somebody who didn't write it as it stands has read it: who approved it, or who publishes it now."""
    if practice.state in GONE:  # it was, before it was published
        return True
    is_approved = practice.approved_by_id not in (None, practice.written_by_id or practice.author_id)
    return practice.state == State.IN_REVIEW and (is_approved or _has_fresh_eyes(practice, user))


def may_publish_this(practice: Practice, user: Anybody) -> bool:
    """Whether the user may publish this one: what another has read, or anything for administrators."""
    return may_publish(user) and (was_read_by_another(practice, user) or user.has_perm(PUBLISH_ALONE))


def may_set_aside(practice: Practice, user: Anybody) -> bool:
    """Whether the user may archive it. A working copy is discarded instead."""
    return practice.revises_id is None and may_edit(practice, user)


def may_take_back(practice: Practice, user: Anybody) -> bool:
    """Whether the user may make a draft of what is in review or archived."""
    return bool(user.is_active and (user.has_perm("practices.change_practice") or is_by(practice, user)))


def may_read_revision(ended: Version, user: Anybody) -> bool:
    """Whether the user may read what happened in a working copy that has ended, given the version that tells so.

    What was merged is public. Of what was discarded nothing ever was: that is for its author and for editors.
    """
    if ended.revision_id is None or ended.action not in {Version.Action.PUBLISHED, Version.Action.REVISION_DISCARDED}:
        return False
    if ended.action == Version.Action.PUBLISHED:
        return True
    of_copy = Version.objects.filter(kind="practice", object_id=ended.revision_id).order_by("pk")
    return sight_of(user).covers(State.DRAFT, of_copy.values_list("author", flat=True).first())


def recoverable(user: Anybody) -> QuerySet[Version]:
    """Return the deleted drafts that the user may read and bring back: all for editors, for others their own."""
    drafts: Any = history.deleted_drafts()
    if user.is_active and user.has_perm("practices.delete_practice"):
        return drafts  # type: ignore[no-any-return]
    own = user.is_active and user.has_perm(ADD)
    return drafts.filter(entered_by=user.pk) if own else drafts.none()  # type: ignore[no-any-return]


def may_recover(deleted: Version, user: Anybody) -> bool:
    """Whether the user may read a deleted draft and bring it back."""
    return recoverable(user).filter(pk=deleted.pk).exists()
