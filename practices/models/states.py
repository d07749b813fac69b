"""The states of a practice, and the sets of them that the rest of the code speaks of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in-review", _("In review")
    CHANGES_REQUESTED = "changes-requested", _("Changes requested")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged into another")
    ARCHIVED = "archived", _("Archived")


IN_WORK = frozenset({State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED})
WITH_AUTHOR = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
GONE = frozenset({State.WITHDRAWN, State.MERGED})  # readers saw it once and no longer do
ONCE_PUBLIC = GONE | {State.PUBLISHED}
