"""Redirects from an old address to the one that counts now."""

from django.http import HttpResponsePermanentRedirect, QueryDict
from django.utils.cache import patch_cache_control


def permanent(address: str, parameters: QueryDict | None = None) -> HttpResponsePermanentRedirect:
    """Return a 301, keeping the parameters.

    Browsers must ask again each time: a slug may be changed back, and a kept redirect would then run in a circle.
    """
    query = f"?{parameters.urlencode()}" if parameters else ""
    response = HttpResponsePermanentRedirect(address + query)
    patch_cache_control(response, no_cache=True)
    return response
