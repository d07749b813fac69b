"""Asking, before an organisation or a source is saved, whether it is there already; and telling two apart."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.editorial import link_names, twins
from practices.editorial.twins import Twin
from practices.models.told_apart import tell_apart

from .duplicates import IS_ANOTHER
from .pages import ThingPage
from .versioned import VersionedForm

# By which something is recognised. A change of any of these may make it another's twin.
_TELLING = ("name_", "acronym_", "title", "year", "doi", "isbn", "document_symbol", "url")


class ReferenceForm(VersionedForm):
    """Refuses what resembles others, until somebody has looked at these."""

    twins: list[Twin] = []
    NAMED: ClassVar[str] = "name_en"  # the field of which an empty link name is made

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Part of its links. Left empty, it is made of the name.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "slug" in self.fields and "slug" not in self.errors and not data.get("slug") and data.get(self.NAMED):
            model: Any = self._meta.model
            data["slug"] = link_names.free(data[self.NAMED], model._meta.model_name, model=model)
        return data

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # fills the instance
        is_telling = self.instance.pk is None or any(name.startswith(_TELLING) for name in self.changed_data)
        if not is_telling or self.instance.merged_into_id is not None:
            return
        self.twins = twins.of(self.instance)
        if self.twins and IS_ANOTHER not in self.data:
            self.add_error(
                None, _("Not saved yet: it may be in the list already. Look at what resembles it, then decide.")
            )


class Apart(ThingPage):
    """Notes that two that resemble each other are two, with a button on other pages."""

    route, name = "<id:pk>/not/<id:other>/", "apart"
    http_method_names = ["post", "options"]

    def check(self) -> None:
        super().check()
        self.other = self.find(self.kwargs["other"])
        if not self.model_admin.has_change_permission(self.request):
            raise PermissionDenied

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        if self.thing.pk != self.other.pk:
            tell_apart(self.thing, [self.other])
        said = {"one": self.thing, "other": self.other}
        return self.done(_("Noted: ‘%(one)s’ and ‘%(other)s’ are not the same.") % said, reverse("admin:index"))
