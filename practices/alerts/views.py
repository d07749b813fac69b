"""The pages of alerts: asking for one, confirming, changing and ending it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from practices.discovery.criteria import Criteria
from practices.mails import sealing
from practices.models import Alert
from practices.web import visitors
from practices.web.private_forms import Refusal, answer, busy, private, refused, shows_form_again, too_much
from practices.web.throttle import Throttled

from . import letters, links, signing_up
from .forms import AddressForm, AskForm, ChangeForm, NewAddressForm
from .question import NoPractice, Question

_DAY = 24 * 3600  # seconds


@shows_form_again
@private
def new(request: HttpRequest) -> HttpResponse:
    """The form for an alert of the request's parameters."""
    try:
        question = Question.from_parameters(request.GET)
    except NoPractice:
        raise Http404 from None
    form = AskForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and question.can_be_told and signing_up.is_on():
        refusal = refused(request) or _asked(request, question, form)
        if refusal is None and form.is_valid():
            return _look(request, form)
    context = {"question": question, "days": letters.DAYS_UNCONFIRMED}
    return _answer(request, "new", context | {"form": form}, refusal)


def _asked(request: HttpRequest, question: Question, form: AskForm) -> Refusal | None:
    """Ask for an alert if the form is right. Return why it can't be had."""
    if not form.is_valid():
        return None
    address, rhythm = form.cleaned_data["email"], form.cleaned_data["rhythm"]
    try:
        signing_up.ask(question, address, rhythm, get_language() or "en", _visitor(request))
    except Throttled as throttled:
        return too_much(throttled)
    except signing_up.Full:
        return Refusal(_("There are as many alerts as this catalogue can send. Follow the feed instead."), 503, _DAY)
    return None


@shows_form_again
@private
def overview(request: HttpRequest) -> HttpResponse:
    """What alerts are, and a form for who has lost the links to theirs."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound and signing_up.is_on():
        refusal = refused(request)
        if refusal is None and form.is_valid():
            try:
                signing_up.mail_links(form.cleaned_data["email"], get_language() or "en", _visitor(request))
            except Throttled as throttled:
                refusal = too_much(throttled)
            else:
                return _look(request, form)
    return _answer(request, "overview", {"form": form, "feed": Question(Criteria()).feed}, refusal)


@shows_form_again
@private
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """An alert: to confirm it, by a button since programs that look through mails open links; then to change it."""
    try:
        alert = links.following(token)
    except Alert.DoesNotExist:
        return _answer(request, "ended", {"was_before": True}, None, 404)
    refusal = refused(request) if request.method == "POST" else None
    question = Question.from_text(alert.question)
    context = {"alert": alert, "question": question, "token": token}
    if not alert.is_confirmed:
        if request.method == "POST" and refusal is None:
            signing_up.confirm(alert)
            messages.success(request, _("Confirmed. From now on you are told by mail."))
            return HttpResponseRedirect(request.path)
        return _answer(request, "confirm", context, refusal)
    form = ChangeForm(alert, question, request.POST if request.method == "POST" else None)
    if form.is_bound and refusal is None and form.is_valid():
        if signing_up.change(alert, form.cleaned_data["search"], form.cleaned_data["rhythm"]):
            messages.success(request, _("Your changes are saved."))
            return HttpResponseRedirect(request.path)
        refusal = Refusal(_("You are told of that already, by another alert of this address."), 409)
    return _answer(request, "alert", context | {"form": form, "address": _shown(alert)}, refusal)


@shows_form_again
@private
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for another address, and mail it the link that confirms it."""
    alert = links.following(token)
    form = NewAddressForm(request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_bound:
        refusal = refused(request)
        if refusal is None and form.is_valid():
            try:
                signing_up.ask_for_address(alert, form.cleaned_data["email"], _visitor(request))
            except Throttled as throttled:
                refusal = too_much(throttled)
            else:
                return _look(request, form)
    return _answer(request, "move", {"alert": alert, "token": token, "form": form}, refusal)


@private
def address(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm another address, by a button."""
    try:
        alert, wanted = links.changing(token)
    except Alert.DoesNotExist:
        return _answer(request, "ended", {"was_before": True}, None, 404)
    refusal = refused(request) if request.method == "POST" else None
    if request.method == "POST" and refusal is None:
        moved = signing_up.change_address(alert, wanted)
        messages.success(request, _("From now on the mails go to this address."))
        return HttpResponseRedirect(reverse("alert", args=[links.token_of(moved)]))
    return _answer(request, "address", {"address": wanted}, refusal)


@csrf_exempt  # mail programs end an alert by one POST (RFC 8058), without a cookie: who has the link may
@private
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to end an alert, by a button; then do so. What has ended stays ended, however often it is asked."""
    try:
        alert = links.following(token)
    except Alert.DoesNotExist:
        is_over = links.is_over(token)
        return _answer(request, "ended", {"was_before": not is_over}, None, 200 if is_over else 404)
    refusal = busy(request) if request.method == "POST" else None
    if request.method == "POST" and refusal is None:
        signing_up.end(alert)
        return _answer(request, "ended", {}, None)
    return _answer(request, "end", {"alert": alert, "question": Question.from_text(alert.question)}, refusal)


def _look(request: HttpRequest, form: AddressForm) -> HttpResponse:
    """Say that there is mail, whatever was mailed and whether."""
    context = {"address": form.cleaned_data["email"], "most": signing_up.TO.most}
    return _answer(request, "look", context, None)


def _answer(
    request: HttpRequest, name: str, context: dict[str, Any], refusal: Refusal | None, status: int = 200
) -> HttpResponse:
    shared = {"is_on": signing_up.is_on(), "private": True}
    response = answer(request, f"practices/alerts/{name}.html", context | shared, refusal)
    response.status_code = status if refusal is None else response.status_code
    return response


def _shown(alert: Alert) -> str:
    """Return the address of an alert, or nothing where its key is lost."""
    try:
        return sealing.opened(alert.address)
    except sealing.Unreadable:
        return ""


def _visitor(request: HttpRequest) -> str:
    return visitors.address_of(request) or ""
