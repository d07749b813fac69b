"""The admin site behind two steps."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from practices.web.busy import Trouble, or_again

from . import browsers, forgotten, second_factor, session, views
from .forms import PasswordForm
from .refusals import marked
from .told import tell
from .whole import ask_again, whole_or_asked_again


class SignInSite(AdminSite):
    """Lets in who has taken both steps. Who has taken the first sees the pages of the second, and can sign out."""

    login_form = PasswordForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may enter. Whoever does stays signed in for longer."""
        if not (self.has_given_password(request) and second_factor.is_through(request.user)):
            return False
        session.keep(request)
        return True

    def has_given_password(self, request: HttpRequest) -> bool:
        """Whether somebody who may enter has taken the first step."""
        return super().has_permission(request)

    def waits_for_code(self, request: HttpRequest) -> bool:
        """Whether somebody has taken the first step and not the second."""
        return self.has_given_password(request) and not self.has_permission(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if not context["has_permission"]:
            context |= {"available_apps": [], "is_nav_sidebar_enabled": False, "mails_links": forgotten.is_offered()}
        return context

    def get_urls(self) -> list[Any]:
        def page(view: Any) -> Any:
            return whole_or_asked_again(view.as_view(site=self))

        return [
            # Django's own lets out only whom it would let in.
            path("logout/", self.logout, name="logout"),
            path("second-factor/", self.admin_view(page(views.Overview)), name="second_factor"),
            path("second-factor/code/", page(views.Code), name="second_factor_code"),
            path("second-factor/recovery/", page(views.RecoveryCode), name="second_factor_recovery"),
            path("second-factor/set-up/", page(views.SetUp), name="second_factor_set_up"),
            path("second-factor/codes/", self.admin_view(page(views.NewCodes)), name="second_factor_codes"),
            path("sessions/", self.admin_view(page(views.Sessions)), name="sessions"),
            path("forgotten/", page(forgotten.Ask), name="forgotten"),
            path("forgotten/sent/", page(forgotten.Sent), name="forgotten_sent"),
            path("forgotten/<slug:uidb64>/<slug:token>/", page(forgotten.Choose), name="forgotten_choose"),
            *super().get_urls(),
        ]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Ask for the password, then lead on to the second step, with where somebody wanted to go."""

        def again(trouble: Trouble) -> Any:
            """Ask again, with the name that was typed."""
            site, typed = copy.copy(self), {"username": request.POST.get("username", "")}
            site.login_form = lambda **given: PasswordForm(**{**given, "initial": typed})  # type: ignore
            ask_again(request, trouble)
            return AdminSite.login(site, request, extra_context)

        return or_again(request, lambda: self._login(request, extra_context), again)

    def _login(self, request: HttpRequest, extra_context: dict[str, Any] | None) -> Any:
        if request.method == "GET" and self.waits_for_code(request):
            return _second_step(request.GET.get(REDIRECT_FIELD_NAME, ""))
        response: Any = super().login(request, extra_context)
        if request.method != "POST":
            return response
        if not isinstance(response, HttpResponseRedirect):
            return marked(response, response.context_data["form"])
        session.begin(request)
        if self.waits_for_code(request):
            return _second_step(response.url)
        browsers.remember(response, request.user)
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """End the session of who asks for it."""
        user = request.user
        response = super().logout(request, extra_context)
        if request.method == "POST" and user.is_authenticated:
            tell("Signed out", user)
        return response

    @method_decorator([never_cache, whole_or_asked_again])
    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Change one's own password. Not Django's own page: there, nobody counts wrong ones."""
        return views.ChangePassword.as_view(site=self, extra_context=extra_context)(request)

    password_change_done = method_decorator(never_cache)(AdminSite.password_change_done)


def _second_step(then: str) -> HttpResponse:
    query = f"?{urlencode({REDIRECT_FIELD_NAME: then})}" if then else ""
    return HttpResponseRedirect(reverse("admin:second_factor_code") + query)
