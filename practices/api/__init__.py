"""The JSON API, read-only, at /api/v1/. The parameters for practices are those of the browse page."""

from .application import api

__all__ = ["api"]
