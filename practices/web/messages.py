"""Where messages wait for the next page: in a cookie that, over HTTPS, is taken from this host alone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage

COOKIE = f"{settings.COOKIE_PREFIX}messages"


class _OurCookie(CookieStorage):
    cookie_name = COOKIE


class Storage(FallbackStorage):
    """Django's own, with another name of the cookie; what is too long for it waits in the session."""

    storage_classes = (_OurCookie, SessionStorage)
