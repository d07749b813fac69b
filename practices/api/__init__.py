"""The JSON API, read-only, at /api/v1/. Its parameters are those of the browse page."""

from .routes import api

__all__ = ["api"]
