"""What anybody proposes through the public form, until an editor takes or declines it."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import texts

# Answers that say who proposes. They have columns of their own, so that they can be forgotten.
PERSONAL = ("email", "name", "organisation", "credit_wished", "language")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions, as editors ask for them."""

    def waiting(self) -> Self:
        """Those that wait for an editor."""
        return self.filter(state=Submission.State.WAITING)


class Submission(models.Model):
    """A proposal for a practice, or a correction to one. Never public: only its proposer and editors see it."""

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", _("Proposal")
        CORRECTION = "correction", _("Correction")

    class State(models.TextChoices):
        STARTED = "started", _("Not sent yet")
        SENT = "sent", _("Mail address not confirmed yet")
        WAITING = "waiting", _("Waiting")
        TAKEN = "taken", _("Taken")
        DECLINED = "declined", _("Declined")

    # Nobody can guess it or count with it. Links carry it signed (`submissions/links.py`).
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    corrects = models.ForeignKey(
        "practices.Practice",
        verbose_name=_("practice to correct"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )
    # Answers of the form by field, and, of a correction, what the form showed at first.
    content = models.JSONField(default=dict)
    shown_at_first = models.JSONField(default=dict)
    # Of a correction it is the language of the text that it changes: who writes French may correct English.
    text_language = models.CharField(max_length=8, choices=settings.LANGUAGES, default="en")

    email = models.EmailField(_("mail address"), blank=True)
    name = texts.LineField(_("name"), max_length=100, blank=True)
    organisation = texts.LineField(_("organisation"), max_length=90, blank=True)
    credit_wished = models.BooleanField(_("wants to be named"), default=False)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.STARTED)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = texts.TextField(_("reason"), blank=True, validators=[MaxLengthValidator(1000)])
    became = models.ForeignKey(
        "practices.Practice",
        verbose_name=_("became"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects: ClassVar[Any] = SubmissionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-started_at"]
        default_permissions = ("change",)
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        indexes = [models.Index(fields=["state", "-sent_at"], name="submission_state_sent")]

    def __str__(self) -> str:
        title = str(self.content.get("title") or self.corrects or "")
        return title or str(_("without a title"))

    @property
    def answers(self) -> dict[str, Any]:
        """All answers of the form, by field."""
        return {**self.content, **{name: getattr(self, name) for name in PERSONAL}}

    def put(self, answers: dict[str, Any]) -> None:
        """Take over the answers of one step, which its form has cleaned. Doesn't save."""
        for name, value in answers.items():
            if name in PERSONAL:
                setattr(self, name, value)
            else:
                self.content[name] = value
        if self.kind == self.Kind.PROPOSAL:
            self.text_language = self.language

    @property
    def is_open(self) -> bool:
        """Whether its proposer may still change it."""
        return self.state in {self.State.STARTED, self.State.SENT}

    @property
    def is_decided(self) -> bool:
        return self.state in {self.State.TAKEN, self.State.DECLINED}

    @property
    def credit(self) -> str:
        """Who is to be named as its proposer on the public page; empty if nobody wished it."""
        parts = [self.name, self.organisation] if self.credit_wished else []
        return ", ".join(part for part in parts if part)


class Attempts(models.Model):
    """How often somebody did something within a period of a day at most, to bound it. Says nothing of who it was."""

    action = models.CharField(max_length=20)
    key = models.CharField(max_length=64)  # a hash that changes daily; empty for everybody together
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "key", "since"], name="one_count_per_period")]

    def __str__(self) -> str:
        return f"{self.action} since {self.since}: {self.count}"
