"""The curators' rooms as a whole.

Not in `practices/admin/`, which registers with the site while it is imported: the site would be made twice.
"""

from django.utils.translation import gettext_lazy as _

from practices.signin.site import SignInSite


class DeskSite(SignInSite):
    """Django's admin site with our name on it, and our way of signing in."""

    site_header = _("Labour Mobility Practices: curators")
    site_title = _("Labour Mobility Practices")
    index_title = _("The catalogue")
