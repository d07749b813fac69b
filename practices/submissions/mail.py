"""Mails to those who propose something, in the language in which they write.

Until an address is confirmed, its mails hold no word that somebody typed: else anybody could send their
words to anybody in our name. No subject ever holds one.

Each writes the mail down and returns it: to be called in the transaction that it tells of, and sent after it.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.mails import outbox
from practices.models import Mail, Submission

from . import links

DAYS_UNCONFIRMED = 30  # then it is deleted (see `retention.py`)


def link_to_continue(submission: Submission) -> Mail:
    """Mail the link with which its proposer goes on."""
    with override(submission.language):
        return _write(
            submission,
            _("Your link to the catalogue of labour-mobility practices"),
            _("Somebody, probably you, began a proposal for the catalogue and gave this address."),
            _("With this link you continue it, send it and follow what becomes of it. Keep it to yourself:"),
            links.address("submission", links.token_of(submission), submission.language),
            _("If it wasn't you, do nothing: the address is deleted after %(days)s days.") % {"days": DAYS_UNCONFIRMED},
        )


def link_to_confirm(submission: Submission) -> Mail:
    """Mail the link that confirms the address."""
    with override(submission.language):
        return _write(
            submission,
            _("Please confirm your proposal"),
            _("Somebody, probably you, sent a proposal to the catalogue and gave this address."),
            _("Open this link and press ‘Confirm’. Only then do the editors see it:"),
            links.address("propose-confirm", links.confirmation_of(submission), submission.language),
            _("If it wasn't you, do nothing: the address is deleted after %(days)s days.") % {"days": DAYS_UNCONFIRMED},
        )


def taken(submission: Submission) -> Mail:
    """Mail that an editor has taken it."""
    with override(submission.language):
        return _write(
            submission,
            _("The editors have taken up your proposal"),
            _("Your proposal ‘%(title)s’ has been taken up by an editor.") % {"title": submission},
            _("They check it, ask back if need be, and may change its words before it is published."),
            _("Follow it here:"),
            links.address("submission", links.token_of(submission), submission.language),
        )


def declined(submission: Submission) -> Mail:
    """Mail that it was declined, and why."""
    with override(submission.language):
        return _write(
            submission,
            _("The editors have not taken up your proposal"),
            _("Thank you for your proposal ‘%(title)s’. The editors have not taken it up. They write:")
            % {"title": submission},
            submission.reason,
        )


def _write(submission: Submission, subject: str, *paragraphs: str) -> Mail:
    return outbox.write(submission.email, subject, "\n\n".join([*paragraphs, _("Labour Mobility Practices")]) + "\n")
