"""Django's admin, with our site in the place of its own."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class CuratorsConfig(AdminConfig):
    default_site = "practices.desk.site.DeskSite"

    def ready(self) -> None:
        super().ready()
        from practices.admin import registry  # its models are there only now

        registry.register_all(admin.site)
