"""The curators' rooms as a whole.

Not in `practices/admin/`, which registers with the site while it is imported: the site would be made twice.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from practices.help import HelpSite
from practices.signin.site import SignInSite

from .index import DeskIndex


class DeskSite(DeskIndex, HelpSite, SignInSite):
    """Django's admin site with our name on it, our first page, our help, and our way of signing in."""

    site_header = _("Labour Mobility Practices: curators")
    site_title = _("Labour Mobility Practices")
    site_url = None  # our name leads there, in the language of the page

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Answer what is typed into a field that completes itself."""
        from practices.admin.autocomplete import Lookup

        return Lookup.as_view(admin_site=self)(request)  # type: ignore[return-value]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Let pages say whether a save went through, for the text that the browser keeps."""
        from practices.admin.saving import told

        return super().admin_view(told(view), cacheable)
