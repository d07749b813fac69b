"""What the database holds of every practice, whoever writes it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from . import translations

OF_PRACTICE: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=Q(start_year__isnull=True) | Q(end_year__isnull=True) | Q(start_year__lte=F("end_year")),
        name="practice_starts_before_it_ends",
        violation_error_message=_("The first year must not come after the last."),
    ),
    models.CheckConstraint(
        condition=~Q(state="published") | Q(main_citation__isnull=False, published_at__isnull=False),
        name="published_means_cited",
        violation_error_message=_("A practice needs a citation before it is published."),
    ),
    models.CheckConstraint(
        condition=~Q(state="published") | ~(Q(evidence_basis="") | Q(instrument="") | Q(level="")),
        name="published_is_classified",
        violation_error_message=_("A practice needs its kind, instrument and level before it is published."),
    ),
    models.CheckConstraint(
        condition=~Q(state="withdrawn") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
        name="withdrawn_gives_a_reason",
    ),
    models.CheckConstraint(
        condition=~Q(state="merged") | Q(replaced_by__isnull=False, published_at__isnull=False),
        name="merged_means_replaced",
    ),
    # What is replaced leads to what was not, when it was chosen: so the ways from one to the next never close.
    models.CheckConstraint(
        condition=Q(replaced_by__isnull=True) | (Q(state__in=["withdrawn", "merged"]) & ~Q(replaced_by=F("id"))),
        name="only_what_is_gone_is_replaced",
    ),
    models.UniqueConstraint(fields=["slug"], condition=Q(revises__isnull=True), name="link_name_is_used_once"),
    models.CheckConstraint(
        condition=Q(revises__isnull=True) | ~Q(state__in=["published", "withdrawn", "merged"]),
        name="working_copy_is_not_public",
    ),
    models.CheckConstraint(
        condition=Q(verified_on__isnull=True, verified_by="") | (Q(verified_on__isnull=False) & ~Q(verified_by="")),
        name="verified_on_and_by_together",
        violation_error_message=_("Give both: when it was checked, and by whom."),
    ),
    *map(translations.confirmed_on_and_by_together, translations.LANGUAGES),
]
