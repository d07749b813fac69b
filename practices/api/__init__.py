"""The JSON API, read-only, at /api/v1/. The parameters for practices are those of the browse page.

Uses `discovery`, `search`, `changelog` and `citing` as the pages do; knows no page.
"""

from .application import api, root_without_slash

__all__ = ["api", "root_without_slash"]
