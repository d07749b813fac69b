"""What its proposer does with a submission: saves it step by step, sends, confirms and withdraws it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practices.mails import outbox
from practices.models import Submission

from . import mail, steps, throttle

State = Submission.State


def save(submission: Submission, answers: dict[str, Any]) -> Submission:
    """Save the answers of one step, and return the submission as it is now. What was sent has to be sent again.

    Raise ValidationError if it can't be changed any more.
    """
    with transaction.atomic():
        if not submission._state.adding:
            submission = lock(submission)
        refuse_closed(submission)
        submission.put(answers)
        submission.state = State.STARTED
        submission.save()
    return submission


def send(submission: Submission, visitor: str) -> bool:
    """Send it: it now waits for its proposer to confirm the address. Return whether the mail for that was sent at once.

    Raise ValidationError if it can't be sent any more or lacks something by now, and Throttled if many mails went to
    the address, or were asked for by the visitor; nothing is changed then.
    """
    with transaction.atomic():
        submission = lock(submission)
        refuse_closed(submission)
        if missing := steps.missing(submission):
            raise ValidationError([item.sentence for item in missing])
        throttle.count_mail(submission, visitor)
        submission.state = State.SENT
        submission.sent_at = timezone.now()
        submission.save()
        letter = mail.link_to_confirm(submission)
    return outbox.send([letter])


@transaction.atomic
def confirm(submission: Submission) -> Submission:
    """Confirm the address, so that editors see it. Raise ValidationError if it was changed and not sent again."""
    confirmed, submission = submission.email, lock(submission)
    if submission.state == State.SENT and submission.email == confirmed:
        submission.state = State.WAITING
        submission.save()
    elif submission.is_open:
        raise ValidationError(_("You changed it after you sent it. Please send it again."))
    return submission


@transaction.atomic
def withdraw(submission: Submission) -> bool:
    """Delete it. If the editors have decided already it stays, and its proposer is forgotten: return whether."""
    submission = lock(submission)
    if submission.is_decided:
        forget(submission)
        return True
    submission.delete()
    return False


def forget(submission: Submission) -> None:
    """Forget who proposed it. A name that stands on the public page with their wish stays."""
    submission.email = ""
    if not (submission.credit_wished and submission.state == State.TAKEN):
        submission.name = submission.organisation = ""
    submission.save()


def refuse_closed(submission: Submission) -> None:
    """Raise ValidationError if its proposer can't change it any more."""
    if not submission.is_open:
        raise ValidationError(_("The editors have it already. It can't be changed any more."))


def lock(submission: Submission) -> Submission:
    """Return it as it is in the database, which nobody else changes until this transaction ends.

    Raise Submission.DoesNotExist if it is gone.
    """
    return Submission.objects.select_for_update().get(pk=submission.pk)  # type: ignore[no-any-return]
