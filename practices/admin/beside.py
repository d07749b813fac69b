"""The preview beside the form: the page that would be, had somebody saved what is typed now.

It is saved for a moment, shown, and taken back: so the page is made of rows as every
other one, and nothing of it stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms.formsets import all_valid
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from practices.editorial import permissions, previews
from practices.models import LARGEST_ID, Practice
from practices.views.preview import page
from practices.web.privacy import for_these_eyes_only

from .duplicates import IS_ANOTHER
from .pages import Page, ThingPage

_MOST_TOLD = 30  # complaints


@method_decorator(for_these_eyes_only, name="dispatch")
class TypedPreviewNew(Page):
    """The page of a new practice as its form stands. A GET, to which sign-in may lead, finds nothing typed."""

    http_method_names = ["get", "head", "post"]
    route, name = "add/preview/", "typed_preview_new"
    thing: Practice | None = None

    def check(self) -> None:
        if not self.model_admin.has_add_permission(self.request):
            raise PermissionDenied

    def get(self, request: HttpRequest, **address: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse(self.model_admin.route("add")))

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        admin: Any = self.model_admin
        posted = request.POST.copy()
        posted[IS_ANOTHER] = "1"  # whether it is in the catalogue already is asked with the save
        form = admin.get_form(request, self.thing, change=bool(self.thing))(posted, instance=self.thing)
        is_valid = form.is_valid()
        practice = form.save(commit=False) if is_valid else form.instance
        formsets, _inlines = admin._create_formsets(request, practice, change=bool(self.thing))
        if all_valid(formsets) and is_valid:
            return self._shown(practice, form, formsets)
        problems = [one for one, _n in zip(_problems(form, formsets), range(_MOST_TOLD), strict=False)]
        return render(request, "practices/preview_refused.html", {"problems": problems})

    def _shown(self, practice: Practice, form: Any, formsets: Any) -> HttpResponse:
        """Save what was sent, make its page, and take it back."""
        with transaction.atomic():
            if self.thing is None:
                practice.pk, practice.author = LARGEST_ID, self.user  # no number is used up
            practice.save()
            form.save_m2m()
            for formset in formsets:
                formset.save()
            saved = Practice.objects.with_page_relations().get(pk=practice.pk)
            untranslated = previews.untranslated(saved, get_language() or "en")
            answer = page(self.request, saved, {"is_typed": True, "untranslated": untranslated})
            transaction.set_rollback(True)
        return answer


class TypedPreview(TypedPreviewNew, ThingPage):
    """The page of a practice as its form stands."""

    route, name = "<id:pk>/preview/typed/", "typed_preview"
    thing: Practice

    def check(self) -> None:
        ThingPage.check(self)
        if self.request.method == "POST" and not permissions.may_edit(self.thing, self.user):
            raise PermissionDenied

    def get(self, request: HttpRequest, **address: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse(self.model_admin.route("preview"), args=[self.thing.pk]))


PAGES = [TypedPreviewNew, TypedPreview]


def addresses(request: HttpRequest, practice: Practice | None) -> list[tuple[str, str, str]]:
    """Return for each language its code, its name, and where the form is sent to be shown in it.

    What of the form is on its page, the query of its address says, so it goes along.
    """
    found, query = [], f"?{request.GET.urlencode()}" if request.GET else ""
    for code, name in settings.LANGUAGES:
        with override(code):
            route = "admin:practices_practice_typed_preview"
            address = reverse(route, args=[practice.pk]) if practice else reverse(f"{route}_new")
        found.append((code, str(name), address + query))
    return found


def _problems(form: Any, formsets: Any) -> Iterator[str]:
    """Yield what is wrong with a form and its rows, each with where that is."""
    yield from _complaints(form, "")
    for formset in formsets:
        rows = capfirst(str(formset.model._meta.verbose_name))
        yield from map(str, formset.non_form_errors())
        for number, row in enumerate(formset.forms, 1):
            yield from _complaints(row, f"{rows} {number}")


def _complaints(form: Any, where: str) -> Iterator[str]:
    for name, errors in form.errors.items():
        label = str(form.fields[name].label) if name in form.fields else ""
        for error in errors:
            place = ", ".join(filter(None, [where, label]))
            yield _("%(field)s: %(text)s") % {"field": place, "text": error} if place else str(error)
