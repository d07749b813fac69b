from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        from . import checks  # noqa: F401  # which registers them
        from .editorial import roles
        from .models import sequences, signals
        from .monitoring import observing
        from .text import dates

        dates.write_first_of_month()
        signals.connect()
        observing.connect()
        # After every migration, so that a new permission reaches the roles that list it.
        post_migrate.connect(roles.grant, sender=self)
        post_migrate.connect(sequences.never_again, sender=self)
