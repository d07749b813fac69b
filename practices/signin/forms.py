"""What the pages of signing in ask."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import guard, second_factor
from .passwords import LONGEST
from .refusals import RefusableForm
from .told import tell

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class _Name(UsernameField):
    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the page shows again: no more than somebody can have typed."""
        return data and data[: self.max_length]


class PasswordForm(RefusableForm, AdminAuthenticationForm):
    """The first step. Neither name nor password may be longer than any that somebody has."""

    username = _Name(widget=forms.TextInput({"autofocus": True}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        name.validators.append(MaxLengthValidator(name.max_length))  # type: ignore[attr-defined]
        self.fields["password"].validators.append(MaxLengthValidator(LONGEST))

    def clean(self) -> dict[str, Any]:
        """Return what was given if the password is right. Raise ValidationError if not, or if it isn't looked at."""
        with self.saying_why():
            return super().clean()


class SixDigits(forms.CharField):
    """A code from the app, written with spaces or without."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "size": 10}
        super().__init__(max_length=20, widget=forms.TextInput(attributes), **kwargs)

    def clean(self, value: Any) -> str:
        """Return the six digits. Raise ValidationError for anything else."""
        code = "".join(super().clean(value).split())
        if not re.fullmatch(r"\d{6}", code):
            raise ValidationError(_("A code has six digits."))
        return code


class _StepForm(RefusableForm, forms.Form):
    """Checks a code of a device."""

    accepts: Callable[[Any, str], bool]  # whether a device accepts a code, which uses it up
    wrong: StrOrPromise  # what is said of a wrong one
    what: str  # what the log calls it

    def __init__(self, *args: Any, request: HttpRequest, device: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.device = device
        self.fields["code"].widget.attrs["autofocus"] = True

    def clean_code(self) -> str:
        """Return the code. Raise ValidationError if it is wrong, or if one has to wait."""
        code: str = self.cleaned_data["code"]
        with self.saying_why():
            if seconds := second_factor.seconds_to_wait(self.device):
                raise guard.too_many_codes(seconds)
            with guard.code_attempt(self.request, self.device.user) as attempt:
                attempt.is_right = self.accepts(self.device, code)
        if not attempt.is_right:
            tell(f"Wrong {self.what}", self.device.user, logging.WARNING)
            raise ValidationError(self.wrong)
        tell(f"Right {self.what}", self.device.user)
        return code


class CodeForm(_StepForm):
    """The second step."""

    accepts = staticmethod(second_factor.accepts_code)
    what = "code of a phone"
    wrong = gettext_lazy("This code is wrong or has been used. Wait until the app shows the next one, and enter that.")
    code = SixDigits(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Open the app on your phone in which you set up this site. It shows six digits."),
    )


class RecoveryCodeForm(_StepForm):
    """The second step for somebody without the phone."""

    accepts = staticmethod(second_factor.accepts_recovery_code)
    what = "recovery code"
    wrong = gettext_lazy("This is none of your recovery codes, or it has been used.")
    code = forms.CharField(
        label=gettext_lazy("Recovery code"),
        max_length=40,
        help_text=gettext_lazy("One of the codes that you kept when you set up your phone. Each works once."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "size": 32}),
    )


class _OwnPassword(RefusableForm):
    """Makes sure that it is still the same person who sits there."""

    request: HttpRequest

    def own_password(self, password: str) -> str:
        """Return the password. Raise ValidationError if it is not that of who is signed in, or isn't looked at."""
        # Not `check_password`: wrong ones count, as they do when signing in.
        with self.saying_why():
            if authenticate(self.request, username=self.request.user.get_username(), password=password) is None:
                raise ValidationError(_("This is not your password."))
        return password


class OwnPasswordForm(_OwnPassword, forms.Form):
    """Asks for the password of who is signed in."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Return the password. Raise ValidationError if it is another, or isn't looked at."""
        return self.own_password(self.cleaned_data["password"])


class SessionsForm(OwnPasswordForm):
    """Which of one's other sessions are to be ended."""

    ended = forms.MultipleChoiceField(
        label=gettext_lazy("Sessions to end"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["ended", "password"]

    def __init__(self, *args: Any, choices: list[tuple[str, StrOrPromise]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended"].choices = choices  # type: ignore[attr-defined]


class ChangePasswordForm(_OwnPassword, AdminPasswordChangeForm):
    """A new password in the place of one's own."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        """Return the old password. Raise ValidationError if it is another, or isn't looked at."""
        return self.own_password(self.cleaned_data["old_password"])


class SetUpForm(OwnPasswordForm):
    """A code that shows that the app has the key; and the password of somebody who is in already."""

    code = SixDigits(label=gettext_lazy("Code"), help_text=gettext_lazy("The six digits that the app shows now."))
    field_order = ["code", "password"]

    def __init__(self, *args: Any, asks_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_password:
            del self.fields["password"]
