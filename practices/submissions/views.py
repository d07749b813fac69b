"""The public form: its steps, sending, confirming, following and withdrawing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import Error, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices import search
from practices.mails import outbox
from practices.models import Practice, Submission
from practices.web import redirects, visitors
from practices.web.busy import trouble_of
from practices.web.private_forms import Refusal, answer, busy, private, refused, shows_form_again, too_much

from . import correcting, links, mail, prefilling, sending, steps, throttle
from .steps import Step


@shows_form_again
@private
def start(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The first step of a proposal, or of a correction to a published practice. Saving it makes the submission."""
    if pk is None:
        answers = prefilling.prefilled(request.GET, search.snapshot().vocabularies)
        submission = Submission(kind=Submission.Kind.PROPOSAL, language=get_language() or "en", content=answers)
    else:
        practice = get_object_or_404(Practice, pk=pk).leads_to  # itself, or what it was merged into
        if not practice.is_published:
            raise Http404
        if practice.pk != pk and request.method != "POST":  # what was typed would be lost on the way
            return redirects.permanent(reverse("propose-correction", args=[practice.pk]), request.GET)
        submission = correcting.begin(practice)
    return _step(request, submission, steps.steps_of(submission)[0])


@shows_form_again
@private
def step(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """One step of a submission that was begun."""
    submission = links.following(token)
    found = next((step for step in steps.steps_of(submission) if step.name == name), None)
    if found is None:
        raise Http404
    if request.method != "POST" and not submission.is_open:
        return HttpResponseRedirect(_address(submission))
    return _step(request, submission, found)


@private
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """All answers: to check and send them, then to follow what becomes of them. POST sends."""
    submission = links.following(token)
    if request.method != "POST" or not submission.is_open or steps.missing(submission):
        return _overview(request, submission)
    if refusal := _refusal(request, throttle.SAVE):
        return _overview(request, submission, refusal)
    try:
        was_mailed = sending.send(submission, _visitor(request))
    except throttle.Throttled as throttled:
        return _overview(request, submission, _too_many_mails(throttled))
    except ValidationError as error:  # another window was faster
        submission.refresh_from_db()
        return _overview(request, submission, Refusal(error.messages[0], 409))
    if not was_mailed:
        messages.warning(request, _("The mail could not be sent just now. Nothing is lost: we try again."))
    return HttpResponseRedirect(_address(submission))


@private
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to delete it, or who proposed it; then do so."""
    submission = links.following(token)
    if request.method == "POST" and not busy(request):
        was_decided = sending.withdraw(submission)
        return render(request, "practices/propose/withdrawn.html", {"was_decided": was_decided, "private": True})
    return answer(request, "practices/propose/withdraw.html", _context(submission), busy(request))


@private
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for one press of a button, since programs that look through mails open links; then confirm the address."""
    submission = links.confirming(token)
    if request.method == "POST" and not busy(request):
        try:
            submission = sending.confirm(submission)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        return HttpResponseRedirect(_address(submission))
    context = {"submission": submission, "private": True}
    return answer(request, "practices/propose/confirm.html", context, busy(request))


def _step(request: HttpRequest, submission: Submission, step: Step) -> HttpResponse:
    is_new = submission._state.adding
    vocabularies = search.snapshot().vocabularies
    data = request.POST if request.method == "POST" else None
    form = step.form(submission, vocabularies, data)
    refusal = _refusal(request, throttle.START if is_new else throttle.SAVE) if data is not None else None
    if data is not None and refusal is None:
        try:
            sending.refuse_closed(submission)
            if form.is_valid():
                return _saved(request, submission, step, form.answers())
        except ValidationError as error:
            submission.refresh_from_db()
            refusal = Refusal(error.messages[0], 409)
        except throttle.Throttled as throttled:
            submission.refresh_from_db()
            text = _("Saved, but your link could not be mailed. Keep the one on this page.")
            refusal = Refusal(text, 429, throttled.seconds)
    all_steps = steps.steps_of(submission)
    context = _context(submission) | {
        "step": step,
        "form": form,
        "number": all_steps.index(step) + 1,
        "is_first": step is all_steps[0],
        "contact": settings.CONTACT_EMAIL,
        "days": mail.DAYS_UNCONFIRMED,
        "prefilled": prefilling.in_words(submission.content, vocabularies) if is_new else [],
    }
    return answer(request, "practices/propose/step.html", context, refusal)


def _saved(request: HttpRequest, submission: Submission, step: Step, answers: dict[str, Any]) -> HttpResponse:
    """Save a step and go on to where the pressed button leads. Raise Throttled if it is saved but can't be mailed."""
    email_before = submission.email
    submission = sending.save(submission, answers)
    if submission.email and submission.email != email_before:
        _mail_link(request, submission)
    names = [other.name for other in steps.steps_of(submission)]
    go, here = request.POST.get("go", ""), names.index(step.name)
    places = {"back": names[max(here - 1, 0)], "stay": step.name, "you": "you", "check": ""}
    following = names[here + 1] if here + 1 < len(names) else ""
    return HttpResponseRedirect(_address(submission, places.get(go, following)))


def _mail_link(request: HttpRequest, submission: Submission) -> None:
    """Mail the link to continue, and say whether that worked. Raise Throttled if too many mails were asked for."""
    try:
        with transaction.atomic():
            throttle.count_mail(submission, _visitor(request))
            letter = mail.link_to_continue(submission)
    except Error as error:
        if trouble_of(error) is None:
            raise
        is_mailed = False  # what is saved is saved
    else:
        is_mailed = outbox.send([letter])
    if is_mailed:
        text = _("Saved. We have mailed your link to %(address)s.") % {"address": submission.email}
        messages.success(request, text)
    else:
        messages.warning(request, _("Saved, but your link could not be mailed. Keep the one on this page."))


def _overview(request: HttpRequest, submission: Submission, refusal: Refusal | None = None) -> HttpResponse:
    vocabularies = search.snapshot().vocabularies
    hidden = _unchanged(submission)
    answers = []
    for step in steps.steps_of(submission):
        rows = steps.shown(step, submission.answers, vocabularies)
        kept = [row for row in rows if row.text and row.name not in hidden]
        answers.append((step, kept, _address(submission, step.name)))
    missing = [(item.sentence, _address(submission, item.step)) for item in steps.missing(submission)]
    context = _context(submission) | {"answers": answers, "missing": missing}
    return answer(request, "practices/propose/follow.html", context, refusal)


def _unchanged(submission: Submission) -> set[str]:
    """Of a correction, the names of the answers that stand in the practice already."""
    if submission.kind == Submission.Kind.PROPOSAL:
        return set()
    return set(submission.content) - correcting.changed(submission)


def _refusal(request: HttpRequest, action: str) -> Refusal | None:
    """Return why what was sent can't be taken now, or None."""
    if found := refused(request):
        return found
    try:
        throttle.count(action, _visitor(request))
    except throttle.Throttled as throttled:
        return too_much(throttled)
    return None


def _too_many_mails(throttled: throttle.Throttled) -> Refusal:
    if not throttled.is_for_the_day:
        return too_much(throttled)
    text = _("This address or proposal has got several mails from us today. Send it again tomorrow; nothing is lost.")
    return Refusal(text, 429, throttled.seconds)


def _visitor(request: HttpRequest) -> str:
    return visitors.address_of(request) or ""


def _context(submission: Submission) -> dict[str, Any]:
    """What every page of a submission shows: its steps and its link, once it is saved."""
    is_new = submission._state.adding
    lacking = {item.step for item in steps.missing(submission)}
    follow_url = "" if is_new else _address(submission)
    return {
        "submission": submission,
        "is_correction": submission.kind == Submission.Kind.CORRECTION,
        "steps": [
            (step, "" if is_new else _address(submission, step.name), step.name in lacking)
            for step in steps.steps_of(submission)
        ],
        "follow_url": follow_url,
        "link": follow_url and settings.SITE_URL + follow_url,
        "withdraw_url": follow_url and reverse("submission-withdraw", args=[links.token_of(submission)]),
    }


def _address(submission: Submission, step: str = "") -> str:
    """The address of one step, or of all answers, in the reader's language."""
    token = links.token_of(submission)
    return reverse("submission-step", args=[token, step]) if step else reverse("submission", args=[token])
