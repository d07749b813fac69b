"""Settings of the processes: the real ones, without files that `collectstatic` would have to make.

Not tests.settings, which would start a PostgreSQL server for each process.
"""

from catalogue.settings import *  # noqa: F403
from catalogue.settings import DATA_DIR

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
