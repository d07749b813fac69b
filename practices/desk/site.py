"""The curators' rooms as a whole."""

from functools import wraps
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from practices.admin.autocomplete import Lookup
from practices.admin.pages import user_of
from practices.admin.refused import NotSaved
from practices.admin.saving import report_saved
from practices.editorial.history import DeletedMeanwhile
from practices.models import Practice
from practices.signin.site import SignInSite
from practices.web import converters  # noqa: F401 (of the addresses)

from . import help, page


class DeskSite(SignInSite):
    """Django's admin site with our name on it, our first page, our help, and our way of signing in."""

    site_header = _("Labour Mobility Practices: curators")
    site_title = _("Labour Mobility Practices")
    site_url = None  # our name leads there, in the language of the page
    index_title = _("Your desk")

    def get_urls(self) -> list[Any]:
        # Django's own leads to anything, and so tells the address of what isn't published.
        others = [route for route in super().get_urls() if getattr(route, "name", None) != "view_on_site"]
        view = self.admin_view(self.view_on_site)
        return [
            path("r/<id:content_type_id>/<id:object_id>/", view, name="view_on_site"),
            path("help/", self.admin_view(self.help_view), name="help"),
            path("help/<slug:name>/", self.admin_view(self.help_view), name="help_page"),
            *others,
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The desk: what waits for whom, and how much there is."""
        return super().index(request, {**page.context_for(user_of(request)), **(extra_context or {})})

    def help_view(self, request: HttpRequest, name: str = help.PAGES[0]) -> HttpResponse:
        """One page of help, with the list of all of them."""
        return TemplateResponse(request, "admin/help.html", {**self.each_context(request), **help.context_for(name)})

    def view_on_site(self, request: HttpRequest, content_type_id: int, object_id: int) -> HttpResponse:
        """Lead to the public page of a published practice. Nothing else has one."""
        if content_type_id != ContentType.objects.get_for_model(Practice).pk:
            raise Http404
        practice = get_object_or_404(Practice.objects.published(), pk=object_id)
        return HttpResponseRedirect(practice.get_absolute_url())

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Answer what is typed into a field that completes itself."""
        return Lookup.as_view(admin_site=self)(request)  # type: ignore[return-value]

    def _refused(self, request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        """Answer on a page of the desk what its user may not do."""
        address = ""
        if isinstance(error, NotSaved):
            opts = error.thing._meta
            address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[error.thing.pk])
        said = {
            "title": _("Not saved") if address else _("Not allowed"),
            "error": error,
            "why": str(error),
            "default_why": _("Your account may not do this, or not as things stand now."),
            "address": address,
        }
        return TemplateResponse(request, "admin/refused.html", {**self.each_context(request), **said}, status=403)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Let pages say whether a save went through, for the text that the browser keeps, and why nothing was done."""

        @wraps(view)
        def found(*args: Any, **kwargs: Any) -> Any:
            try:
                return view(*args, **kwargs)
            except DeletedMeanwhile as error:
                raise Http404 from error
            except PermissionDenied as error:
                return self._refused(args[0], error)

        return super().admin_view(report_saved(found), cacheable)
