"""The desk as the first page of the admin."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from . import page


class DeskIndex(AdminSite):
    """Mixin for the site of the admin."""

    index_title = _("Your desk")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        context = {**page.context_for(request.user), **(extra_context or {})}  # type: ignore[arg-type]
        return super().index(request, context)  # type: ignore[no-any-return]
