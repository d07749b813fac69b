"""What the site says of data protection and of accessibility. Times and names come from the code that goes by them."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.alerts import letters
from practices.backup import retention as backups
from practices.caching.editions import says_today, shows_catalogue
from practices.citing.entry import publisher_name
from practices.editorial import presence, previews, unsaved
from practices.housekeeping import tidying
from practices.mails import outbox
from practices.models import Alert, upload
from practices.signin import browsers, session
from practices.submissions import mail, retention
from practices.web import basket, counts, keeping, throttle
from practices.web import messages as site_messages

REVIEWED = datetime.date(2026, 12, 1)  # when somebody last held the statement on accessibility against the tests
_HOUR, _DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


class Cookie(NamedTuple):
    """A cookie that the site may set."""

    name: str
    why: str
    kept: str


@says_today
@shows_catalogue
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored about whom, why and for how long."""
    context = {
        "controller": settings.DATA_CONTROLLER,
        "publisher": publisher_name(),
        "contact": settings.CONTACT_EMAIL,
        "counted": 2 * counts.WINDOW // 60,
        "unconfirmed": mail.DAYS_UNCONFIRMED,
        "alert_unconfirmed": letters.DAYS_UNCONFIRMED,
        "bounces": Alert.MOST_BOUNCES,
        "decided": retention.DAYS_AFTER_DECISION,
        "settled": retention.DAYS_SETTLED // 365,
        "mails": outbox.GIVEN_UP.days,
        "attempts": 2 * throttle.LONGEST // _HOUR,  # a period, and the day after which the next `tidy` finds it
        "accounts": tidying.DAYS_OF_ACCOUNTS_LOG // 365,
        "session": settings.SESSION_COOKIE_AGE // 3600,
        "signed_in": session.LONGEST // _HOUR,
        "upload": upload.LIFETIME // _HOUR,
        "preview": previews.DAYS_AFTER_END,
        "kept": keeping.DAYS_IN_BROWSER,
        "unsaved": unsaved.LIFETIME.days,
        "presence": int((presence.KEPT + _DAY) / _HOUR),  # and the time until the next `tidy`
        "briefings": settings.BRIEFINGS_KEPT,
        "cookies": cookies(),
        "months": backups.Keep().monthly,
    }
    return render(request, "practices/privacy.html", context)


@says_today
@shows_catalogue
def accessibility(request: HttpRequest) -> HttpResponse:
    """How accessible the site is, how that is known, and where it falls short."""
    context = {"contact": settings.CONTACT_EMAIL, "reviewed": REVIEWED}
    return render(request, "practices/accessibility.html", context)


def cookies() -> list[Cookie]:
    """Return every cookie that the site sets, and for whom."""
    return [
        Cookie(
            basket.COOKIE,
            _("Readers who keep practices in a selection: their numbers alone. Empty the selection, and it is gone."),
            _days(basket.KEPT // _DAY),
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Who opens a form: so that no other site can send it in your name."),
            _days(settings.CSRF_COOKIE_AGE // 86400),
        ),
        Cookie(
            site_messages.COOKIE,
            _("Who sends a form: what the next page has to say of it."),
            _("until that page"),
        ),
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _("Curators: that you are signed in."),
            _("until you close the browser"),
        ),
        Cookie(
            browsers.COOKIE,
            _("Curators: that you have signed in here before, so that whoever guesses passwords doesn't keep you out."),
            _days(browsers.KEPT // _DAY),
        ),
        Cookie(
            f"{keeping.COOKIE}…",
            _("Curators: that a form was saved, so that your browser forgets what you typed into it."),
            _("until the next page of a form, %(days)s at most") % {"days": _days(keeping.COOKIE_SECONDS // 86400)},
        ),
    ]


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
