"""The pages of the second step: asking for a code, setting up a phone, recovery codes."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import django_otp
import segno
from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.views import PasswordChangeView, RedirectURLMixin, redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from practices.web.colours import colours

from . import browsers, second_factor, session
from .forms import ChangePasswordForm, CodeForm, OwnPasswordForm, RecoveryCodeForm, SessionsForm, SetUpForm
from .notices import notify
from .refusals import marked
from .told import tell

_KEY = "key_to_set_up"  # in the session: of the app that is being set up
_private = [never_cache, sensitive_post_parameters()]


class SitePage:
    """What all pages have: the admin's frame around them."""

    site: Any = None
    title: Any = ""
    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**self.site.each_context(self.request), "title": self.title, **context}


class FormPage(SitePage):
    """A page whose form asks for a password or a code, and says so if it is refused."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}  # type: ignore[misc]

    def form_invalid(self, form: Any) -> Any:
        return marked(super().form_invalid(form), form)  # type: ignore[misc]


@method_decorator(_private, name="dispatch")
class _StepPage(FormPage, RedirectURLMixin, FormView):
    """A page for whoever has given the password. It leads on to where somebody wanted to go, within this site."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.site.has_given_password(request):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return self.detour() or super().dispatch(request, *args, **kwargs)

    def detour(self) -> HttpResponse | None:
        """Return the way to another page for whom this one isn't, or None."""
        raise NotImplementedError

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "query": self.request.GET.urlencode()}


class _AskPage(_StepPage):
    """Asks for a code, and lets in whoever knows it."""

    device: Any = None
    device_of: Callable[[Any], Any]  # with which a user's codes are checked; None for who has none

    def detour(self) -> HttpResponse | None:
        if self.site.has_permission(self.request):
            return HttpResponseRedirect(self.get_success_url())
        self.device = self.device_of(self.request.user)
        if self.device is None:
            return HttpResponseRedirect(_with_query(self.request, "admin:second_factor_set_up"))
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "device": self.device}

    def form_valid(self, form: Any) -> HttpResponse:
        _let_in(self.request, self.device)
        response: HttpResponse = super().form_valid(form)
        browsers.remember(response, self.request.user)
        return response


class Code(_AskPage):
    """The second step, with the phone."""

    title = gettext_lazy("The code from your phone")
    form_class = CodeForm
    template_name = "admin/signin/code.html"
    device_of = staticmethod(second_factor.phone_of)


class RecoveryCode(_AskPage):
    """The second step, without the phone."""

    title = gettext_lazy("Sign in with a recovery code")
    form_class = RecoveryCodeForm
    template_name = "admin/signin/recovery.html"
    device_of = staticmethod(second_factor.recovery_of)

    def form_valid(self, form: Any) -> HttpResponse:
        left = second_factor.codes_left(self.request.user)
        text = ngettext(
            "You have %(count)d recovery code left. Is your phone lost? Set up another under ‘Two-step sign-in’.",
            "You have %(count)d recovery codes left. Is your phone lost? Set up another under ‘Two-step sign-in’.",
            left,
        )
        messages.warning(self.request, text % {"count": left})
        _log(self.request, _("Signed in with a recovery code."), "Signed in with a recovery code")
        return super().form_valid(form)


class SetUp(_StepPage):
    """Sets up a phone: the first, or another in its place."""

    form_class = SetUpForm
    template_name = "admin/signin/set_up.html"

    def detour(self) -> HttpResponse | None:
        is_first = second_factor.phone_of(self.request.user) is None
        self.is_in = self.site.has_permission(self.request)
        self.title = _("Set up two-step sign-in") if is_first else _("Set up another phone")
        if not is_first and not self.is_in:
            return HttpResponseRedirect(_with_query(self.request, "admin:second_factor_code"))
        if not is_first and self.request.method == "POST" and _KEY not in self.request.session:
            return HttpResponseRedirect(reverse("admin:second_factor"))  # the form was sent again: it is done
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "asks_password": self.is_in}

    def form_valid(self, form: Any) -> HttpResponse:
        phone = second_factor.set_up(self.request.user, self._key(), form.cleaned_data["code"])
        if phone is None:
            form.add_error("code", _("This code is wrong. Wait until the app shows the next one, and enter that."))
            return self.form_invalid(form)  # type: ignore[no-any-return]
        del self.request.session[_KEY]
        _let_in(self.request, phone)
        _log(self.request, _("Two-step sign-in set up."), "Two-step sign-in set up")
        response = _show_new_codes(self.site, self.request, self.get_success_url())
        browsers.remember(response, self.request.user)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        device = second_factor.device_of_key(self.request.user, self._key())
        picture = segno.make(device.config_url, error="m").svg_data_uri(scale=5, light=colours()["print-paper"])
        key = base64.b32encode(device.bin_key).decode()
        groups = [key[at : at + 4] for at in range(0, len(key), 4)]
        context = {"address": device.config_url, "picture": picture, "key": " ".join(groups), "is_in": self.is_in}
        return {**super().get_context_data(**kwargs), **context}

    def _key(self) -> str:
        """Return the key that this session offers. Nobody else has seen it, not even with the same password."""
        key: str = self.request.session.setdefault(_KEY, default_key())
        return key


class Overview(SitePage, TemplateView):
    """What somebody has set up, and ways to change it."""

    title = gettext_lazy("Two-step sign-in")
    template_name = "admin/signin/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        phone, left = second_factor.phone_of(self.request.user), second_factor.codes_left(self.request.user)
        return {**super().get_context_data(**kwargs), "phone": phone, "left": left}


@method_decorator(_private, name="dispatch")
class NewCodes(FormPage, FormView):
    """Makes new recovery codes, and shows them once."""

    title = gettext_lazy("Make new recovery codes")
    form_class = OwnPasswordForm
    template_name = "admin/signin/new_codes.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if second_factor.phone_of(request.user) is None:
            return HttpResponseRedirect(reverse("admin:second_factor_set_up"))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.request.session.cycle_key()
        _log(self.request, _("New recovery codes made."), "New recovery codes made")
        return _show_new_codes(self.site, self.request, reverse("admin:second_factor"))


class ChangePassword(FormPage, PasswordChangeView):
    """Changes one's own password."""

    title = PasswordChangeView.title
    form_class = ChangePasswordForm
    success_url = reverse_lazy("admin:password_change_done")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _log(self.request, _("Password changed."), "Password changed")
        return response


@method_decorator(_private, name="dispatch")
class Sessions(FormPage, FormView):
    """Where somebody is signed in; ends the sessions that they choose."""

    title = gettext_lazy("Where you are signed in")
    form_class = SessionsForm
    template_name = "admin/signin/sessions.html"
    success_url = reverse_lazy("admin:sessions")

    def get_form_kwargs(self) -> dict[str, Any]:
        self.others = [one for one in session.of(self.request.user) if one.key != self.request.session.session_key]
        return {**super().get_form_kwargs(), "choices": [(one.mark, _in_words(one)) for one in self.others]}

    def get_initial(self) -> dict[str, Any]:
        return {"ended": [one.mark for one in session.of(self.request.user)]}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        ended = session.end_these(one.key for one in self.others if one.mark in form.cleaned_data["ended"])
        self.request.session.cycle_key()
        tell(f"{ended} other sessions ended", self.request.user)
        text = ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", ended) % {"count": ended}
        messages.success(self.request, text)
        response: HttpResponse = super().form_valid(form)
        return response


def _in_words(one: session.Open) -> str:
    began, used = (moment and date_format(localtime(moment), "DATETIME_FORMAT") for moment in (one.signed_in, one.used))
    return _("Signed in %(began)s, last used %(used)s (UTC)") % {"began": began or "–", "used": used or "–"}


def _show_new_codes(site: Any, request: HttpRequest, then: str) -> HttpResponse:
    """Make recovery codes and show them. They are kept nowhere, so the answer to the form itself has to show them."""
    codes = second_factor.new_codes(request.user)
    file = "data:text/plain;charset=utf-8," + quote("\n".join([f"{site.site_title}: {request.get_host()}", *codes, ""]))
    context = {"title": _("Your recovery codes"), "codes": codes, "file": file, "then": then}
    return render(request, "admin/signin/codes.html", {**site.each_context(request), **context})


def _let_in(request: HttpRequest, device: TOTPDevice | StaticDevice) -> None:
    """Note in the session that the second step is taken, under another key than before."""
    django_otp.login(request, device)
    request.session.cycle_key()
    rotate_token(request)


def _log(request: HttpRequest, what: str, in_log: str) -> None:
    """Write into the history of somebody's account what they did to it, in English into the log; and mail it."""
    log_change(request.user, what, in_log)


def log_change(user: Any, what: str, in_log: str) -> None:
    """Do so for somebody who need not be signed in."""
    LogEntry.objects.log_actions(user.pk, [user], CHANGE, what, single_object=True)
    tell(in_log, user)
    notify(user, what)


def _with_query(request: HttpRequest, name: str) -> str:
    query = request.GET.urlencode()
    return reverse(name) + (f"?{query}" if query else "")
