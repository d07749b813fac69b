"""Django's admin, with our site in the place of its own."""

from django.contrib.admin.apps import AdminConfig


class CuratorsConfig(AdminConfig):
    default_site = "practices.desk.site.DeskSite"
