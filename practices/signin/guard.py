"""Who guesses has to wait: bounds on wrong passwords and codes, asked before one is looked at.

An attempt is counted before, and given back if it was right: so many at the same moment get no further than one
after the other.
"""

from __future__ import annotations

import datetime
import logging
import math
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.models import Attempts
from practices.web import throttle
from practices.web.throttle import Limit, Throttled
from practices.web.visitors import address_of

from . import browsers
from .refusals import Refused

_QUARTER = datetime.timedelta(minutes=15)
_HOUR = datetime.timedelta(hours=1)
_OURS = "sign-in "
EVERYBODY = Limit(f"{_OURS}everybody", 300, _QUARTER)
ADDRESS = Limit(f"{_OURS}address", 30, _QUARTER)  # an office may sit behind one
NAME = Limit(f"{_OURS}name", 20, _HOUR)
PAIR = Limit(f"{_OURS}pair", 5, _QUARTER)  # one name from one address
BROWSER = Limit(f"{_OURS}browser", 5, _QUARTER)  # in the place of those above, for one that knows the person
CODE = Limit(f"{_OURS}code", 20, _HOUR)  # of one account
LINK_FROM = Limit(f"{_OURS}link from", 10, _HOUR)  # links for a new password that one address asks for
LINK_TO = Limit(f"{_OURS}link to", 3, _HOUR)  # and that are asked for with one mail address
MOST_TOLD = 1000  # lines in the log in one period, so that it doesn't fill the disk

log = logging.getLogger("practices.signin")
_told: dict[str, float] = {}  # what the log has, until when
_full: dict[str, tuple[float, float, Limit]] = {}  # an address, or '' for all: until when unasked; until when; what
_UNASKED = 10  # seconds
Answer = TypeVar("Answer")


class Attempt:
    """One password or code that is about to be looked at: counted from `with` on, and given back if it is right.

    Making one asks without counting, and raises Refused if there were too many wrong ones; `with` does so, too.
    """

    is_right = False

    def __init__(
        self,
        counted: list[tuple[Limit, str]],
        request: HttpRequest | None,
        too_many: Callable[[int], Refused],
        is_known: bool = False,
    ) -> None:
        self.is_known = is_known  # whether it comes from a browser that knows the person
        self._counted, self._address, self._too_many = counted, _address(request), too_many
        self._ask(throttle.refuse_full)

    def __enter__(self) -> Attempt:
        self._ids = self._ask(throttle.count)
        return self

    def __exit__(self, *error: object) -> None:
        if self.is_right:
            throttle.give_back(self._ids)
            throttle.clear(self._ids[-1])  # that of this person here alone: others' at the address go on counting

    def _ask(self, what: Callable[..., Answer]) -> Answer:
        try:
            return what(*self._counted)
        except Throttled as throttled:
            _tell(throttled.limit, throttled.seconds, self._address)
            _remember(throttled.limit, throttled.seconds, self._address)
            raise self._too_many(throttled.seconds) from throttled


def password_attempt(request: HttpRequest | None, name: str) -> Attempt:
    """Return an attempt to give the password of a name. Raise Refused if there were too many wrong ones."""
    if browser := request and browsers.known(request, name):
        return Attempt([(BROWSER, browser)], request, too_many_passwords, is_known=True)
    address = _address(request)
    counted = [(EVERYBODY, ""), (ADDRESS, address), (NAME, name), (PAIR, f"{name}\n{address}")]
    return Attempt(counted, request, too_many_passwords)


def code_attempt(request: HttpRequest, user: Any) -> Attempt:
    """Return an attempt to give a code, of whichever device, of somebody. Raise Refused if there were too many."""
    return Attempt([(ADDRESS, _address(request)), (CODE, str(user.pk))], request, too_many_codes)


def count_link(request: HttpRequest, mail: str) -> None:
    """Count that somebody asks for a link by mail. Raise Refused after too many, also for addresses that nobody has."""
    with Attempt([(LINK_FROM, _address(request)), (LINK_TO, mail)], request, too_many_links):
        pass  # none is given back


def too_many_links(seconds: int) -> Refused:
    """Return the refusal that says for how many seconds no link is mailed."""
    return Refused(_("Links were asked for too often. Try again in %(time)s.") % {"time": in_words(seconds)}, seconds)


def too_many_passwords(seconds: int) -> Refused:
    """Return the refusal that says for how many seconds no password is looked at."""
    text = _("There were too many wrong passwords. Try again in %(time)s, even if you know the right one.")
    return Refused(text % {"time": in_words(seconds)}, seconds)


def too_many_codes(seconds: int) -> Refused:
    """Return the refusal that says for how many seconds no code is looked at."""
    text = _("There were too many wrong codes. Try again in %(time)s.")
    return Refused(text % {"time": in_words(seconds)}, seconds)


def turned_away(request: HttpRequest) -> Refused | None:
    """Return the refusal for an address, or for all, that was given moments ago: to a flood, in next to no time.

    None for browsers that say that somebody has signed in with them before: for those, other limits hold.
    """
    now, address = time.monotonic(), _address(request)
    for who in ("", address):
        unasked, ends, limit = _full.get(who, (now, now, EVERYBODY))
        if unasked > now and browsers.COOKIE not in request.COOKIES:
            seconds = math.ceil(ends - now)
            _tell(limit, seconds, address)
            return too_many_passwords(seconds)
    return None


def _remember(limit: Limit, seconds: int, address: str) -> None:
    """Remember for `turned_away` that a limit is reached, if it is one that goes by no name."""
    if limit.action not in {EVERYBODY.action, ADDRESS.action}:
        return
    now = time.monotonic()
    for old in [old for old, (unasked, *_more) in list(_full.items()) if unasked <= now]:
        _full.pop(old, None)
    if len(_full) < MOST_TOLD:
        who = address if limit.action == ADDRESS.action else ""
        _full[who] = now + min(_UNASKED, seconds), now + seconds, limit


def _address(request: HttpRequest | None) -> str:
    return (request and address_of(request)) or "unknown"


def _tell(limit: Limit, seconds: int, address: str) -> None:
    """Write into the log whom a limit refuses: once until it ends, not each time."""
    if is_news(f"{limit.action} {address}", seconds):
        minutes = int(limit.period.total_seconds()) // 60
        text = "Sign-in refused to %s for %d seconds: %d wrong in %d minutes (limit: %s)"
        log.warning(text, address, seconds, limit.most, minutes, limit.action.removeprefix(_OURS))


def is_news(what: str, seconds: float) -> bool:
    """Whether the log of this process has not been told for as many seconds, and has had few enough such lines."""
    now = time.monotonic()
    if _told.get(what, now) > now:
        return False
    for old in [old for old, ends in list(_told.items()) if ends <= now]:
        _told.pop(old, None)
    if len(_told) >= MOST_TOLD:
        return False
    _told[what] = now + seconds
    return True


def forget() -> int:
    """Forget all wrong passwords and codes. Return how many counts there were."""
    return Attempts.objects.filter(action__startswith=_OURS).delete()[0]


def in_words(seconds: int) -> str:
    """Return a time to wait, in seconds, as a reader says it: rounded up to seconds, minutes or hours."""
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = math.ceil(minutes / 60)
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
