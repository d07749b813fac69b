"""The states of a practice: which moves there are, who may make them, and what each one needs and does.

Independent of the admin, so that a command, an import or an API can make the same moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Practice

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

PERMISSION = "practices.publish_practice"


def may_publish(user: AbstractUser | AnonymousUser) -> bool:
    """Whether the user may publish and withdraw."""
    return bool(user.is_active and user.has_perm(PERMISSION))


def missing_for_publication(practice: Practice) -> list[str]:
    """Return what the practice still lacks, as sentences for the curator. Empty when it can be published."""
    doers = (practice.participations, practice.regions, practice.involvements, practice.stakeholder_types)
    needs = [
        (bool(practice.summary), _("Write a summary.")),
        (practice.citations.exists(), _("Add a citation: where was it reported?")),
        (practice.policy_areas.exists(), _("Choose at least one policy area.")),
        (practice.migration_phases.exists(), _("Choose at least one migration phase.")),
        (
            any(doer.exists() for doer in doers),
            _("Add a country, a region, an organisation or a stakeholder type: who does it?"),
        ),
    ]
    return [sentence for met, sentence in needs if not met]


@transaction.atomic
def publish(practice: Practice) -> None:
    """Put the practice before the public. Raise ValidationError with all that is missing."""
    if missing := missing_for_publication(practice):
        raise ValidationError(missing)
    practice.settle_main_citation()
    practice.state = Practice.State.PUBLISHED
    practice.published_at = practice.published_at or timezone.now()
    practice.withdrawn_at, practice.withdrawal_reason, practice.replaced_by = None, "", None
    practice.save()


@transaction.atomic
def withdraw(practice: Practice, reason: str, replaced_by: Practice | None = None) -> None:
    """Take a published practice away. Its address then says when, why and what replaces it.

    Raise ValidationError if it is not published, or without a reason.
    """
    if practice.state != Practice.State.PUBLISHED:
        raise ValidationError(_("Only a published practice can be withdrawn."))
    if not reason.strip():
        raise ValidationError(_("Say why: readers who follow an old link will see the reason."))
    if replaced_by is not None and (replaced_by.pk == practice.pk or not replaced_by.is_published):
        raise ValidationError(_("A replacement must be another practice, and published."))
    practice.state = Practice.State.WITHDRAWN
    practice.withdrawn_at = timezone.now()
    practice.withdrawal_reason = reason.strip()
    practice.replaced_by = replaced_by
    practice.save()
