"""How things stood after each change, kept for good (`practices/editorial/history.py` writes and reads it)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import reasons, texts
from .practice import Practice


class Version(models.Model):
    """A practice, a term, a source or whatever else curators write, whole, as somebody left it."""

    class Action(models.TextChoices):
        BEGUN = "begun", _("Found when the history began")
        OUTSIDE = "outside", _("Changed outside the curators' rooms")
        LOADED = "loaded", _("Came with the catalogue")
        UPDATED = "updated", _("Brought up to date with the catalogue")
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        CLEANED = "cleaned", _("Text cleaned")
        IMPORTED = "imported", _("Imported")
        PROPOSED = "proposed", _("Proposed by a reader")
        RESTORED = "restored", _("Put back as it was earlier")
        MERGED = "merged", _("Replaced by another one")
        DELETED = "deleted", _("Deleted")
        RECOVERED = "recovered", _("Recovered")
        REVISION_BEGUN = "revision-begun", _("Revision begun")
        REVISION_DISCARDED = "revision-discarded", _("Revision discarded")
        SUBMITTED = "submit", _("Sent to review")
        TAKEN_BACK = "take-back", _("Taken back from review")
        APPROVED = "approve", _("Approved")
        CHANGES_REQUESTED = "request-changes", _("Changes requested")
        PUBLISHED = "publish", _("Published")
        WITHDRAWN = "withdraw", _("Withdrawn")
        MERGED_INTO = "merge", _("Merged into another")
        ARCHIVED = "archive", _("Archived")
        REOPENED = "reopen", _("Reopened")
        SHARED = "shared", _("Preview shared")
        SHARING_ENDED = "sharing-ended", _("Shared preview ended")
        RESCHEDULED = "rescheduled", _("Review date set")

    # Written into the history of a practice while its readers see no difference.
    QUIET: ClassVar = (Action.REVISION_BEGUN, Action.REVISION_DISCARDED, Action.SHARED, Action.SHARING_ENDED)

    # What loading writes. A revision that begins with a newer text of the catalogue is UPDATED, too, and has an author.
    BY_LOADING: ClassVar = (Action.LOADED, Action.UPDATED)

    # No foreign key: versions outlive what was deleted.
    kind = models.CharField(_("kind"), max_length=40)
    object_id = models.BigIntegerField()
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField()
    state = models.CharField(_("state"), max_length=20, blank=True)
    action = models.CharField(_("what happened"), max_length=20, choices=Action.choices)
    reason = texts.TextField(_("reason"), max_length=2000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    author_name = models.CharField(_("by"), max_length=200, blank=True)  # outlives the account
    revision_id = models.BigIntegerField(null=True)  # the working copy that a publication took in
    act = models.UUIDField(null=True, editable=False)  # what was done at once to many things has one
    at = models.DateTimeField(_("when"), auto_now_add=True)

    # What recording it made of the translations of a practice. Not kept: for whoever records it.
    settled: Mapping[str, Any] = MappingProxyType({})

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "number"], name="version_numbers_are_used_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}, {self.number}"

    @property
    def why(self) -> str:
        """The reason as it is shown, where the catalogue worded it in the reader's language."""
        return reasons.told(self.reason)

    @property
    def state_name(self) -> str:
        """The state that a practice was in, as curators call it."""
        return str(dict(Practice.State.choices).get(self.state, ""))
