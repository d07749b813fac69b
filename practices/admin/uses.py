"""The practices that use an organisation or a source, as far as the user may see them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from practices.editorial import references

from .pages import ThingPage

PAGE_SIZE = 50


class Uses(ThingPage):
    """Lists them, the last changed first, each with its state; and says how many the user may not see."""

    route, name, template = "<id:pk>/uses/", "uses", "terms/uses"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        used_in = references.uses(self.thing)
        visible = used_in.visible_to(self.user).order_by("-updated_at", "-pk")
        page = Paginator(visible, PAGE_SIZE).get_page(request.GET.get("p", "1")[:9])
        hidden = used_in.count() - page.paginator.count
        return self.render(_("What uses ‘%(name)s’") % {"name": self.thing}, page=page, hidden=hidden)
