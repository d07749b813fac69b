"""A new password for who has forgotten theirs: by a link that is mailed to the address of the account.

Whoever asks hears the same, whether there is such an account or not, and waits as long. The second step stays as it is.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.mail import send_mail
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from . import guard, session
from .refusals import RefusableForm
from .views import FormPage, SitePage, log_change

_log = logging.getLogger(__name__)


def is_offered() -> bool:
    """Whether there is a mail server, without which nobody gets a link."""
    return bool(settings.EMAIL_HOST)


class AddressForm(RefusableForm, PasswordResetForm):
    """Asks for the mail address of an account."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.fields["email"].label = _("Your mail address")
        self.fields["email"].widget.attrs["autofocus"] = True

    def clean_email(self) -> str:
        """Return the address. Raise ValidationError if links were asked for too often."""
        address: str = self.cleaned_data["email"]
        with self.saying_why():
            guard.count_link(self.request, address)
        return address


class _Offered(SitePage):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer, but where there is no mail server."""
        if not is_offered():
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


@method_decorator(never_cache, name="dispatch")
class Ask(_Offered, FormPage, FormView):
    """Takes a mail address, and mails a link to it if it is that of an account."""

    title = gettext_lazy("A new password by mail")
    form_class = AddressForm
    template_name = "admin/signin/forgotten.html"
    success_url = reverse_lazy("admin:forgotten_sent")

    def form_valid(self, form: Any) -> HttpResponse:
        for user in form.get_users(form.cleaned_data["email"]):
            mail = _mail_to(user)
            transaction.on_commit(lambda mail=mail: later(lambda: _send(*mail)), robust=True)  # type: ignore[misc]
        response: HttpResponse = super().form_valid(form)
        return response


class Sent(_Offered, TemplateView):
    """Says what to do next."""

    title = gettext_lazy("Look into your mail")
    template_name = "admin/signin/forgotten_sent.html"


class Choose(_Offered, PasswordResetConfirmView):
    """Takes the new password from whoever has the link."""

    template_name = "admin/signin/forgotten_choose.html"
    success_url = reverse_lazy("admin:login")

    def form_valid(self, form: Any) -> HttpResponse:
        session.end(self.user, but=self.request.session.session_key)  # that one ends as its password is another
        response: HttpResponse = super().form_valid(form)
        log_change(self.user, _("New password set by a link from a mail."), "New password set by a link from a mail")
        messages.success(self.request, _("Your new password is set. Sign in with it."))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Choose a new password") if self.validlink else _("This link no longer works")
        return {**super().get_context_data(**kwargs), "title": title, "person": self.user if self.validlink else None}


def later(work: Callable[[], None]) -> None:
    """Do some work after the answer, so that its time tells nothing."""
    threading.Thread(target=work, daemon=True).start()


def _mail_to(user: Any) -> tuple[str, str, str]:
    """Return to whom, the subject and the text, in the language of who asks."""
    key = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
    link = settings.SITE_URL + reverse("admin:forgotten_choose", args=key)
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    body = [
        _("Somebody asked for a new password for the account %(name)s.") % {"name": user.get_username()},
        _("Was it you? Open this link within %(count)d minutes, and choose one. It works once.") % {"count": minutes},
        link,
        _("Was it not you? Then do nothing: your password stays as it is."),
    ]
    subject = _("A new password at %(site)s") % {"site": settings.SITE_HOST}
    return user.email, subject, "\n\n".join(body)


def _send(address: str, subject: str, body: str) -> None:
    try:
        send_mail(subject, body, None, [address])
    except OSError:
        _log.exception("A mail with a link for a new password could not be sent.")
