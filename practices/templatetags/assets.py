"""Our own scripts and styles, each with what a browser checks it by (subresource integrity). Needs no `load`.

So a cache or proxy on the way that alters a file gets it refused. Files under plain names (while developing, in tests,
and what is not collected yet) have no such check.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def stylesheet(name: str, is_framed: bool = False) -> SafeString:
    """The link to a stylesheet. A frame that its page has locked up must ask for it as for another site's."""
    asked = ' crossorigin="anonymous"' if is_framed else ""
    return _element('<link rel="stylesheet" href="{}"{}{}>', name, staticfiles_storage.url(name), asked)


@register.simple_tag
def script(name: str, is_module: bool = True) -> SafeString:
    """The element that loads a script: a module unless it is said to be none."""
    kind = ' type="module"' if is_module else ""
    return _element('<script src="{}"{}{}></script>', name, staticfiles_storage.url(name), kind)


@lru_cache(maxsize=500)
def _element(form: str, name: str, address: str, more: str) -> SafeString:
    """Return an element: made once, since what an address holds does not change."""
    read = getattr(staticfiles_storage, "integrity", None)
    found = read(address) if read and not address.endswith(f"/{name}") else ""
    integrity = format_html(' integrity="{}"', found) if found else ""
    return format_html(form, address, integrity, SafeString(more))
