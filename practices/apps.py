from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        from . import changes, checks, numbering, roles  # noqa: F401 (the checks register themselves)

        changes.connect()
        # After every migration, so that a new permission reaches the roles that list it.
        post_migrate.connect(roles.grant, sender=self)
        post_migrate.connect(numbering.never_again, sender=self)
