"""The curators' rooms as a whole.

Not in `practices/admin/`, which registers with the site while it is imported: the site would be made twice.
"""

from .index import DeskIndex


class DeskSite(DeskIndex):
    """Django's admin site with our first page."""
