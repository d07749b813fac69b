"""Small drawings in SVG. Sizes are attributes, since no page has a style of its own.

Not templates: a page shows hundreds of them, and as a template each costs thirty times as much.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from practices.discovery.terms import Stop

register = template.Library()

_LARGEST, _SMALLEST = 34.0, 6.5  # radius of a stop on the large track, in a box of 72
_INSIDE = 20.0  # from here on the number stands inside


@register.simple_tag
@lru_cache(maxsize=100)
def icon(name: str, classes: str = "") -> SafeString:
    """One picture of `_sprite.html`. Words beside it say what it means."""
    return format_html(
        '<svg class="ic{}" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>',
        f" {classes}" if classes else "",
        name,
    )


@register.simple_tag
@lru_cache(maxsize=20)
def shape(group: str) -> SafeString:
    """The shape of a group of policy areas. Without a group there is none."""
    if not group:
        return SafeString("")
    return format_html('<svg class="sw" aria-hidden="true" focusable="false"><use href="#sw-{}"/></svg>', group)


@register.filter
def small_track(stops: Iterable[Stop]) -> SafeString:
    """The phase track beside a practice: a disc where it acts, a tick where it doesn't."""
    return _small_track(tuple(stop.is_covered for stop in stops))


@lru_cache(maxsize=1_000)
def _small_track(covered: tuple[bool, ...]) -> SafeString:
    step = 180 / max(1, len(covered) - 1)
    marks = [
        f'<circle class="y" cx="{7 + step * place:.1f}" cy="9" r="6.5"/>'
        if is_covered
        else f'<path class="n" d="M{7 + step * place:.1f} 5v8"/>'
        for place, is_covered in enumerate(covered)
    ]
    line = '<path class="l" d="M7 9h180"/>'
    return mark_safe(
        f'<svg class="trk" viewBox="0 0 194 18" aria-hidden="true" focusable="false">{line}{"".join(marks)}</svg>'
    )


@register.simple_tag
def stop(count: int, most: int) -> SafeString:
    """A stop of the large track, whose area grows with the number of practices; `most` is that of the largest."""
    return _stop(count, most, get_language())


@lru_cache(maxsize=500)
def _stop(count: int, most: int, language: str | None) -> SafeString:
    radius = max(_SMALLEST, _LARGEST * math.sqrt(count / most)) if most else 0
    drawn = f'<circle cx="36" cy="36" r="{radius:.1f}"/>' if count else '<path d="M36 26v20"/>'
    is_inside = count and radius >= _INSIDE
    place = 'x="36" y="43"' if is_inside else f'class="out" x="{36 + radius + 11:.1f}" y="28"'
    number = f"<text {place}>{number_format(count, use_l10n=True, force_grouping=True)}</text>"
    return mark_safe(f'<svg viewBox="0 0 72 72" aria-hidden="true" focusable="false">{drawn}{number}</svg>')


@register.simple_tag
@lru_cache(maxsize=200)
def bar(percent: int) -> SafeString:
    """A bar of so many percent of its width."""
    return mark_safe(
        '<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="bg" width="100" height="4"/><rect width="{percent}" height="4"/></svg>'
    )
