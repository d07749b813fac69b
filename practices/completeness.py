"""What a practice still lacks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .models import Practice


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
        (not practice.figures.filter(citation=None).exists(), _("Give each figure its citation.")),
    ]
    return [sentence for met, sentence in needs if not met]
