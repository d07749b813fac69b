"""What a curator's browser keeps of a form until it is saved (static/js/keep.js), and how it learns that it was."""

from django.conf import settings

COOKIE = f"{settings.COOKIE_PREFIX}saved-"  # and what the browser calls what it keeps
COOKIE_SECONDS = 24 * 3600
DAYS_IN_BROWSER = 30  # as the script says, too
