"""The tests' settings with this app, and with tables made from the models as they are."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.models.scratch_section"]
MIGRATION_MODULES = {"practices": None}
