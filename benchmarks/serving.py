"""The site's settings, with the addresses of `constant.py`."""

from catalogue.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.constant"
