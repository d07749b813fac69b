"""Copying a practice as a new draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from practices.editorial import copying, permissions
from practices.models import Practice

from .moves import PracticePage
from .pages import sentences


class Copy(PracticePage):
    """Says what a copy has and what it lacks, then makes it."""

    route, name, template = "<id:pk>/copy/", "copy", "practices/practice/copy"

    def check(self) -> None:
        super().check()
        if not self.user.has_perm(permissions.ADD):
            raise PermissionDenied

    def make_form(self, data: Any) -> forms.Form:
        return forms.Form(data)

    def do(self, said: dict[str, Any]) -> HttpResponse:
        draft = copying.copy(self.thing, self.user)
        return self.done(_("This is the copy: a draft of yours."), self.model_admin.address(draft))

    def refuse(self, form: forms.Form, error: ValidationError) -> None:
        form.add_error(None, sentences(error, Practice))

    def ask(self, form: forms.Form) -> HttpResponse:
        return self.render(_("Copy"), form=form)


PAGES = [Copy]
