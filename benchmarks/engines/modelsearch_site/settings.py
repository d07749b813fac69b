"""Settings of the site: PostgreSQL, which its documentation names first, and the database backend of modelsearch."""

import dj_database_url

from benchmarks.engines import postgresql_server

SECRET_KEY = "a site that nobody visits"  # noqa: S105
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "modelsearch",
    "benchmarks.engines.modelsearch_site",
]
DATABASES = {"default": {**dj_database_url.parse(postgresql_server.address())}}
MODELSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "modelsearch.backends.database",
        "SEARCH_CONFIG": "english",
        "AUTO_UPDATE": False,
    }
}
