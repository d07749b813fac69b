"""What is known of an address that the catalogue links to: whether it still opens."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_ADDRESS = 600  # characters; more would not fit into PostgreSQL's index in every script

_GONE = {404, 410}
# What surely fails is dead at the second check; what may pass has to fail more often, over some days.
_CERTAIN_FAILURES = 2
_DOUBTFUL_FAILURES = 3
_DOUBTFUL_FOR = datetime.timedelta(days=7)
# Failures at shorter intervals count once: a site that is down for an hour is not dead.
_APART = datetime.timedelta(hours=20)
# So long a curator's word counts for a site that turns programs away.
_OPENED_COUNTS_FOR = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Answer:
    """What became of one address: a status, or a problem."""

    status: int | None = None
    problem: str = ""
    final_address: str = ""  # empty if nothing was forwarded
    is_moved_for_good: bool = False
    ask_again_in: float = 0  # seconds; 0 if the site says nothing of it

    @property
    def is_fine(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class LinkCheck(models.Model):
    """The last check of one address, and for how long it has failed."""

    class Verdict(models.TextChoices):
        FINE = "fine", gettext_lazy("Works")
        MOVED = "moved", gettext_lazy("Moved for good")
        UNCLEAR = "unclear", gettext_lazy("Unclear")
        DEAD = "dead", gettext_lazy("Dead")

    class Problem(models.TextChoices):
        """Why there was no answer at all."""

        BAD_ADDRESS = "bad-address", gettext_lazy("This is no address of a public web page.")
        NOT_PUBLIC = "not-public", gettext_lazy("The address belongs to a private network, which readers can't reach.")
        NO_SUCH_HOST = "no-such-host", gettext_lazy("There is no site of this name.")
        NO_CONNECTION = "no-connection", gettext_lazy("The site can't be reached.")
        NOT_SECURE = "not-secure", gettext_lazy("The site has no valid certificate, so browsers warn of it.")
        TOO_SLOW = "too-slow", gettext_lazy("The site takes too long to answer.")
        GARBLED = "garbled", gettext_lazy("The site's answer can't be understood.")
        CIRCLE = "circle", gettext_lazy("The site forwards in a circle.")
        TOO_MANY_STEPS = "too-many-steps", gettext_lazy("The site forwards too many times.")

    # As linked, without what follows a '#'.
    address = models.CharField(max_length=LONGEST_ADDRESS, unique=True)
    checked_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True)
    final_address = models.TextField(blank=True)  # empty if nothing was forwarded
    is_moved_for_good = models.BooleanField(default=False)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True)
    # Before this time the site doesn't want to be asked again (Retry-After).
    ask_again_at = models.DateTimeField(null=True)
    # When a curator last opened it in a browser and found it working.
    opened_on = models.DateField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)

    class Meta:
        ordering = ["address"]
        verbose_name = gettext_lazy("link")
        verbose_name_plural = gettext_lazy("links")

    def __str__(self) -> str:
        return self.address

    def note(self, answer: Answer) -> None:
        """Take down the answer of a check that was made just now, and judge. Does not save."""
        now = timezone.now()
        self.status, self.problem = answer.status, answer.problem
        self.final_address, self.is_moved_for_good = answer.final_address, answer.is_moved_for_good
        self.ask_again_at = now + datetime.timedelta(seconds=answer.ask_again_in) if answer.ask_again_in else None
        if answer.is_fine or self._counts_as_opened(now):
            self.failures, self.failing_since = 0, None
        elif self.failing_since is None:
            self.failures, self.failing_since = 1, now
        elif now - self.failing_since >= _APART * self.failures:
            self.failures += 1
        self.checked_at = now
        self.verdict = self._judged(answer.is_fine)

    def note_opened(self) -> None:
        """Take down that a curator opened the link today, and that it works. Does not save."""
        self.opened_on = timezone.localdate()
        self.failures, self.failing_since = 0, None
        self.verdict = self.Verdict.FINE

    @property
    def reason(self) -> str:
        """What went wrong, as a sentence. Empty if nothing did."""
        if self.problem:
            return str(self.get_problem_display())
        status = self.status or 0
        if 200 <= status < 300:
            return ""
        if status in _GONE:
            text = _("The page is not there any more (%(status)s).")
        elif status in {401, 403}:
            text = _("The site turns our check away (%(status)s). Open the link to see whether readers get in.")
        elif status == 429:
            text = _("The site asks us to come less often (%(status)s).")
        elif status >= 500:
            text = _("The site has a fault (%(status)s).")
        else:
            text = _("The site gives an unusual answer (%(status)s).")
        return text % {"status": status}

    @property
    def summary(self) -> str:
        """The state of the link in plain words."""
        if self.verdict == self.Verdict.MOVED:
            return _("Moved for good, to %(address)s") % {"address": self.final_address}
        if self.verdict == self.Verdict.FINE:
            if self.reason and self.opened_on:
                date = formats.date_format(self.opened_on)
                return _("Works: somebody opened it on %(date)s. %(reason)s") % {"date": date, "reason": self.reason}
            return _("Works")
        date = formats.date_format(self.failing_since or self.checked_at)
        is_dead = self.verdict == self.Verdict.DEAD
        text = _("Dead since %(date)s. %(reason)s") if is_dead else _("Unclear since %(date)s. %(reason)s")
        return text % {"date": date, "reason": self.reason}

    @property
    def _fails_surely(self) -> bool:
        sure = {self.Problem.BAD_ADDRESS, self.Problem.NOT_PUBLIC, self.Problem.NO_SUCH_HOST}
        return self.status in _GONE or self.problem in sure

    def _counts_as_opened(self, now: datetime.datetime) -> bool:
        """Whether a curator's word stands against the check's: not if the page is surely gone, and not for ever."""
        if self.opened_on is None or self._fails_surely:
            return False
        return now.date() - self.opened_on <= _OPENED_COUNTS_FOR

    def _judged(self, is_fine: bool) -> str:
        if is_fine:
            return self.Verdict.MOVED if self.is_moved_for_good else self.Verdict.FINE
        if self.failing_since is None:
            return self.Verdict.FINE
        has_failed_for = self.checked_at - self.failing_since
        if self._fails_surely:
            return self.Verdict.DEAD if self.failures >= _CERTAIN_FAILURES else self.Verdict.UNCLEAR
        is_long = self.failures >= _DOUBTFUL_FAILURES and has_failed_for >= _DOUBTFUL_FOR
        return self.Verdict.DEAD if is_long else self.Verdict.UNCLEAR
