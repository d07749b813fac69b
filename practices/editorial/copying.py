"""A new draft that begins as what another practice says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from practices.models import Practice, reasons
from practices.models.translations import LANGUAGES

from . import content, history, link_names

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# What was said of the one practice and is not so of another: who checked it and when, and who helped with it.
_NOT_COPIED = {"verified_on", "verified_by", "review_due", "credit"} | {
    f"confirmed_{what}_{code}" for what in ("by", "on") for code in LANGUAGES
}


@transaction.atomic
def copy(practice: Practice, by: User) -> Practice:
    """Make a draft with its texts, terms and rows, a number and a link name of its own, and return it.

    Raise ValidationError if its content no longer fits, for example for want of a term.
    """
    held = {name: value for name, value in content.of(practice).items() if name not in _NOT_COPIED}
    held["slug"] = link_names.free(held["title_en"], "practice")
    draft = Practice(author=by)
    content.put(held, draft)
    said = reasons.worded(reasons.COPIED, {"number": practice.pk, "title": practice.title})
    history.record(draft, by, history.Action.ADDED, said)
    return draft
