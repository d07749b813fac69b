from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        from . import changes, checks  # noqa: F401 (the checks register themselves)

        changes.connect()
