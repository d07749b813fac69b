"""What templates need for the head of a page: structured data, and its address in each language."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from practices.web.addresses import absolute, in_language

register = template.Library()

# What could end the element or begin a comment in it, and the line breaks that JSON allows and scripts did not.
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def json_ld(thing: dict[str, Any]) -> SafeString:
    """The element with structured data. No text in it can break out of it."""
    data = json.dumps(thing, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')


@register.inclusion_tag("_alternates.html", takes_context=True)
def alternates(context: dict[str, Any], languages: list[str] | None = None) -> dict[str, Any]:
    """The page's address that search engines should keep, and that in each language in which its text exists.

    A page whose text is in English only, whatever is around it, is the English page.
    """
    path = context["request"].path
    codes = languages or [code for code, _name in settings.LANGUAGES]
    addresses = {code: absolute(in_language(path, code)) for code in codes}
    return {"canonical": addresses.get(get_language() or "en", addresses["en"]), "addresses": addresses}
