"""The mails of alerts, in the reader's language, as text and as simple HTML that loads nothing.

Until an address is confirmed, its mails hold no word that somebody typed: else anybody could send their words to
anybody in our name. Each makes a mail that is still to be written down (`mails/outbox.py`).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext, override, pgettext
from django.utils.translation import gettext as _

from practices.feeds import changes
from practices.feeds.question import News
from practices.feeds.values import Deleted, Item
from practices.models import Alert, Mail

from . import links
from .question import Question

DAYS_UNCONFIRMED = 7  # then it is deleted (see `retention.py`)
_LONGEST_SUBJECT, _LONGEST_SUMMARY = 150, 300  # characters
_ANYBODY = f"{'0' * 32}.{'0' * 43}"  # in the place of the token, where a mail is made for many


@dataclass
class Told:
    """What a mail says of one practice."""

    title: str
    address: str = ""
    language: str = ""  # of the title
    text: str = ""
    text_language: str = ""
    changed: str = ""


@dataclass
class Letter:
    """What a mail says."""

    subject: str
    paragraphs: list[str]
    sections: list[tuple[str, list[Told]]] = field(default_factory=list)
    more: str = ""
    button: tuple[str, str] | None = None  # its words, and where it leads
    after: list[str] = field(default_factory=list)
    ways: list[tuple[str, str]] = field(default_factory=list)  # links at the end

    def mail(self, **fields: object) -> Mail:
        """Return it as a mail, in the active language."""
        context = {"letter": self, "site": settings.SITE_URL}
        return Mail(
            subject=" ".join(self.subject.split()),
            body=render_to_string("practices/alerts/mail.txt", context),
            html=render_to_string("practices/alerts/mail.html", context),
            **fields,
        )


def to_confirm(alert: Alert) -> Mail:
    """Return the mail with the link that confirms the address."""
    with override(alert.language):
        return Letter(
            _("Please confirm: mail about new practices"),
            [
                _("Somebody, probably you, asked this catalogue to tell this address by mail what is new."),
                _("Open this link: the page says of what, and has a button. Only when you press it do mails come."),
            ],
            button=(_("See and confirm"), _way(alert)),
            after=[_if_not_you()],
        ).mail(alert=alert)


def already(alert: Alert) -> Mail:
    """Return the mail that says that there is such an alert: the page on which it was asked for does not tell."""
    with override(alert.language):
        return Letter(
            _("You get mail about this already"),
            [
                _("Somebody, probably you, asked to be told by mail of what this address is told of already."),
                _("Nothing has changed. This link leads to what you are told, and how often:"),
            ],
            button=(_("See, change or end it"), _way(alert)),
        ).mail(alert=alert)


def all_of(alerts: list[Alert], language: str) -> Mail:
    """Return the mail with the links to all alerts of an address; there is at least one."""
    with override(language):
        return Letter(
            _("Your links: what you are told by mail"),
            [
                ngettext(
                    "This address is told of %(count)s thing. The link leads to it: to change or end it.",
                    "This address is told of %(count)s things. The links lead to them: to change or end each.",
                    len(alerts),
                )
                % {"count": len(alerts)},
            ],
            ways=[(_in_words(alert), _way(alert)) for alert in alerts],
        ).mail(alert=alerts[0])


def to_confirm_address(alert: Alert, address: str) -> Mail:
    """Return the mail to another address with the link that confirms it."""
    with override(alert.language):
        link = links.full("alert-address", links.address_token(alert, address), alert.language)
        return Letter(
            _("Please confirm your new address"),
            [
                _("Somebody, probably you, wants the mails of this catalogue to come to this address."),
                _("Open this link and press the button. Until then they go to the former address."),
            ],
            button=(_("See and confirm"), link),
            after=[
                ngettext(
                    "If it wasn't you, do nothing: the link ends after %(days)s day.",
                    "If it wasn't you, do nothing: the link ends after %(days)s days.",
                    links.LIFETIME.days,
                )
                % {"days": links.LIFETIME.days}
            ],
        ).mail(alert=alert, address=address)


@dataclass(frozen=True)
class ForMany:
    """The mail of all alerts with the same question, language and rhythm: made once, then addressed to each."""

    subject: str
    body: str
    html: str

    def to(self, alert: Alert) -> Mail:
        """Return the mail of one alert."""
        token = links.token_of(alert)
        body, html = (text.replace(_ANYBODY, token) for text in (self.body, self.html))
        return Mail(alert=alert, subject=self.subject, body=body, html=html, headers=_headers(token, alert.language))


def of_news(question: Question, news: News, since: datetime.datetime, rhythm: str) -> ForMany:
    """Return the mail that tells the news of a question, in the active language."""
    changed = changes.fields_changed(question.practice, since) if question.practice and news.changed else []
    language = get_language() or "en"
    made = Letter(
        Truncator(f"{_counted(news)}: {question.in_words}").chars(_LONGEST_SUBJECT),
        [_("You are told what happens to: %(question)s.") % {"question": question.in_words}],
        [
            (pgettext("practices, in a mail", "New"), [_told(item) for item in news.new]),
            (pgettext("practices, in a mail", "Changed"), [_told(item, changed) for item in news.changed]),
            (pgettext("practices, in a mail", "Withdrawn"), [_told(item) for item in news.gone]),
        ],
        more=_and_more(news.more),
        button=(_("Open the page"), question.page),
        after=[
            _("You get this mail because this address asked for it and confirmed that: %(rhythm)s.")
            % {"rhythm": Alert.Rhythm(rhythm).label}
        ],
        ways=[
            (_("End these mails"), links.full("alert-end", _ANYBODY, language)),
            (_("Change question, rhythm or address"), links.full("alert", _ANYBODY, language)),
        ],
    ).mail()
    return ForMany(made.subject, made.body, made.html)


def _told(item: Item | Deleted, changed: list[str] | None = None) -> Told:
    """Return what is said of an entry of a feed."""
    if isinstance(item, Deleted):
        return Told(_("A practice that is here no more"))
    address = next((link.href for link in item.links if link.rel == "alternate"), "")
    text = Truncator(item.summary).chars(_LONGEST_SUMMARY)
    return Told(
        item.title, address, item.language, text, item.summary_language or item.language, ", ".join(changed or [])
    )


def _counted(news: News) -> str:
    """Return how much of what there is: '2 new, 1 withdrawn'."""
    parts = [
        (ngettext("%(count)s new practice", "%(count)s new practices", len(news.new)), len(news.new)),
        (ngettext("%(count)s changed", "%(count)s changed", len(news.changed)), len(news.changed)),
        (ngettext("%(count)s withdrawn", "%(count)s withdrawn", len(news.gone)), len(news.gone)),
    ]
    return ", ".join(text % {"count": count} for text, count in parts if count)


def _and_more(count: int) -> str:
    if not count:
        return ""
    text = ngettext("And %(count)s more, which the page has.", "And %(count)s more, which the page has.", count)
    return text % {"count": count}


def _in_words(alert: Alert) -> str:
    return Truncator(Question.from_text(alert.question).in_words).chars(_LONGEST_SUBJECT)


def _way(alert: Alert) -> str:
    return links.full("alert", links.token_of(alert), alert.language)


def _if_not_you() -> str:
    text = ngettext(
        "If it wasn't you, do nothing: the address is deleted after %(days)s day.",
        "If it wasn't you, do nothing: the address is deleted after %(days)s days.",
        DAYS_UNCONFIRMED,
    )
    return text % {"days": DAYS_UNCONFIRMED}


def _headers(token: str, language: str) -> dict[str, str]:
    """Return what lets mail programs end an alert by one click (RFC 8058, over HTTPS alone) and answer nothing."""
    found = {"List-Unsubscribe": f"<{links.full('alert-end', token, language)}>", "Auto-Submitted": "auto-generated"}
    return found | ({"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if settings.HTTPS else {})
