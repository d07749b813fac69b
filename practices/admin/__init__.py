"""The curators' rooms: Django's admin, with our own order of things."""

from . import practice, submission, vocabulary  # noqa: F401 (they register themselves)
