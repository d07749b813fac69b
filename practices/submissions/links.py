"""Signed links: whoever has one may do what it is for, and nobody can make one up."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import override

from practices.models import Submission


def token_of(submission: Submission) -> str:
    """Return what stands in the addresses at which its proposer goes on with a submission."""
    return _following().sign(submission.pk.hex)


def following(token: str) -> Submission:
    """Return the submission of a proposer's link. Raise Submission.DoesNotExist."""
    return _signed(token, lambda _found: _following())


def confirmation_of(submission: Submission) -> str:
    """Return what stands in the link that is mailed. Who has it reads the mail of that address.

    It is apart from the link to follow, which is shown to whoever types. Another address makes it void.
    """
    return _confirming(submission).sign(submission.pk.hex)


def confirming(token: str) -> Submission:
    """Return the submission of a link that was mailed. Raise Submission.DoesNotExist."""
    return _signed(token, _confirming)


def address(name: str, token: str, language: str) -> str:
    """Return the full address of a page with a token, for a mail."""
    with override(language):
        return settings.SITE_URL + reverse(name, args=[token])


def _following() -> Signer:
    return Signer(salt="practices.submissions.following", sep=".")


def _confirming(submission: Submission) -> Signer:
    return Signer(salt=f"practices.submissions.confirming {submission.email}", sep=".")


def _signed(token: str, signer_for: Callable[[Submission], Signer]) -> Submission:
    try:
        pk = uuid.UUID(token.partition(".")[0])
        found: Submission = Submission.objects.select_related("corrects", "became").get(pk=pk)
        signer_for(found).unsign(token)
    except (ValueError, BadSignature):
        raise Submission.DoesNotExist from None
    return found
