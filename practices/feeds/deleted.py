"""What feeds say of a practice that is gone: no more than its page does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.defaultfilters import date as format_date
from django.utils.translation import gettext as _

from practices.models import Practice
from practices.web.addresses import absolute

from .values import Link


def told(practice: Practice, state: str, at: datetime | None = None, reason: str = "") -> dict[str, Any]:
    """Return title, summary and links of an entry: what became of the practice, why, and what replaces it."""
    said, links = [], [Link("alternate", absolute(practice.get_absolute_url()), "text/html")]
    if state == Practice.State.WITHDRAWN:
        title = _("Withdrawn: %(title)s")
        said += [_("Withdrawn on %(date)s.") % {"date": format_date(at)}, _sentence(reason)]
    else:
        title = _("Merged into another: %(title)s")
    if other := practice.successor:
        said.append(_("Replaced by ‘%(title)s’.") % {"title": other.title})
        links.append(Link("related", absolute(other.get_absolute_url()), "text/html", other.title))
    return {"title": title % {"title": practice.title}, "summary": " ".join(said), "links": links}


def _sentence(text: str) -> str:
    """Return a text with a full stop, unless it ends already."""
    return text if text.endswith((".", "!", "?", "…", ".’", ".”", ".)")) else f"{text}."
