"""Our own scripts and styles, each with what a browser checks it by (subresource integrity). Needs no `load`.

So a cache or proxy on the way that alters a file gets it refused. Files under plain names (while developing, in tests)
have no such check.
"""

from __future__ import annotations

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def stylesheet(name: str, is_framed: bool = False) -> SafeString:
    """The link to a stylesheet. A frame that its page has locked up must ask for it as for another site's."""
    asked = SafeString(' crossorigin="anonymous"') if is_framed else ""
    return format_html('<link rel="stylesheet" href="{}"{}{}>', staticfiles_storage.url(name), _integrity(name), asked)


@register.simple_tag
def script(name: str, is_module: bool = True) -> SafeString:
    """The element that loads a script: a module unless it is said to be none."""
    kind = SafeString(' type="module"') if is_module else ""
    return format_html('<script src="{}"{}{}></script>', staticfiles_storage.url(name), _integrity(name), kind)


def _integrity(name: str) -> SafeString:
    read = getattr(staticfiles_storage, "integrity", None)
    found = read(name) if read else ""
    return format_html(' integrity="{}"', found) if found else SafeString()
