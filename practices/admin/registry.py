"""Which thing has which page in the admin.

Nothing registers itself while it is imported: the site would have to be there before its pages, and it needs them.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from practices import models

from .people import PersonAdmin, RoleAdmin
from .practice import PracticeAdmin
from .references import OrganisationAdmin, SourceAdmin
from .submission import SubmissionAdmin
from .vocabulary import CountryAdmin, OrderedTermAdmin, RegionAdmin, SynonymAdmin

_ORDERED = [
    models.PolicyArea,
    models.MigrationPhase,
    models.StakeholderType,
    models.SkillLevel,
    models.MobilityType,
]
PAGES: dict[Any, Any] = {
    models.Practice: PracticeAdmin,
    models.Submission: SubmissionAdmin,
    **dict.fromkeys(_ORDERED, OrderedTermAdmin),
    models.Region: RegionAdmin,
    models.Country: CountryAdmin,
    models.Organisation: OrganisationAdmin,
    models.Source: SourceAdmin,
    models.Synonym: SynonymAdmin,
    User: PersonAdmin,
    Group: RoleAdmin,
}


def register_all(site: AdminSite) -> None:
    """Put our pages on a site, and take away those of other apps that ours replace."""
    site.unregister([User, Group, TOTPDevice, StaticDevice])  # the devices' own pages show keys and recovery codes
    for model, page in PAGES.items():
        site.register(model, page)
