"""How old the practices of a briefing are, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.defaultfilters import date as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.models import Practice


def age(practice: Practice) -> str:
    """Return when one was told, when its document appeared, and whether anybody has checked it. Nobody is named: who
    was may wish to be forgotten.
    """
    return " ".join(filter(None, (_reported(practice), _published(practice), _checked(practice))))


def _reported(practice: Practice) -> str:
    if not practice.reported_on:
        return _("As reported in an undated document.")
    return _("As reported in %(month)s.") % {"month": format_date(practice.reported_on, "YEAR_MONTH_FORMAT")}


def _published(practice: Practice) -> str:
    year = practice.document_year
    return _("The document was published in %(year)s.") % {"year": year} if year else ""


def _checked(practice: Practice) -> str:
    if not practice.verified_on:
        return _("Not checked against today's situation.")
    return _("Checked on %(date)s.") % {"date": format_date(practice.verified_on)}


def ages(practices: Sequence[Practice]) -> str:
    """Return from when to when all of them were reported, and how many of them were checked."""
    years = sorted({one.reported_on.year for one in practices if one.reported_on})
    if not years:
        reported = _("Reported in undated documents")
    elif len(years) == 1:
        reported = _("Reported in %(year)s") % {"year": years[0]}
    else:
        reported = _("Reported from %(first)s to %(last)s") % {"first": years[0], "last": years[-1]}
    count = sum(1 for one in practices if one.verified_on)
    checked = ngettext("%(count)s of %(all)s checked since", "%(count)s of %(all)s checked since", count)
    said = checked % {"count": count, "all": len(practices)} if count else _("not checked since")
    return _("%(reported)s; %(checked)s") % {"reported": reported, "checked": said}
