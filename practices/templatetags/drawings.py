"""Small drawings in SVG. Sizes are attributes, since no page has a style of its own.

Not templates: a page shows hundreds of them, and as a template each costs thirty times as much.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from practices.discovery.countries import Atlas, Block, Tile
from practices.discovery.terms import Stop
from practices.sharing.qr import inline as in_svg

register = template.Library()

_LARGEST, _SMALLEST = 34.0, 6.5  # radius of a stop on the large track, in a box of 72
_INSIDE = 20.0  # from here on the number stands inside
_STEP, _TILE = 25, 23  # of the atlas: from tile to tile, and the side of one
_COLUMNS, _ACROSS = 3, 7  # of blocks, and tiles in each
_HEADING, _BETWEEN = 22, 24  # above a block's tiles; below them
_WIDTH = (_ACROSS * _STEP + _BETWEEN) * _COLUMNS - _BETWEEN


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
    return track_of(tuple(stop.is_covered for stop in stops))


@lru_cache(maxsize=1_000)
def track_of(covered: tuple[bool, ...]) -> SafeString:
    """The same of stops without names."""
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


@register.simple_tag
def qr(address: str) -> SafeString:
    """An address for cameras, for paper: it stands beside it in words, too."""
    return in_svg(address)


@register.simple_tag(name="atlas")
def draw_atlas(found: Atlas) -> SafeString:
    """The atlas: a tile of the same size for every country or territory, in blocks by region, each with its link.

    Keyboards reach the countries with practices; of the others a list beside it has the links.
    """
    base = reverse("countries")
    if not found.is_whole:
        return _drawn(found, base)
    kept: dict[str, SafeString] = found.found.snapshot.memory.setdefault("drawn atlas", {})
    if base not in kept:  # in one language, by its address
        kept[base] = _drawn(found, base)
    return kept[base]


def _drawn(found: Atlas, base: str) -> SafeString:
    ends = [0] * _COLUMNS
    drawn = []
    for block in found.blocks:
        column = ends.index(min(ends))
        drawn.append(_block(block, base, column * (_ACROSS * _STEP + _BETWEEN), ends[column]))
        ends[column] += _HEADING + _STEP * -(-len(block.tiles) // _ACROSS) + _BETWEEN
    label = escape(_("Countries and territories, one tile each, by region"))
    height = max(ends) - _BETWEEN
    return mark_safe(
        f'<svg class="atlas" viewBox="0 0 {_WIDTH} {height}" role="group" aria-label="{label}">{"".join(drawn)}</svg>'
    )


def _block(block: Block, base: str, left: int, top: int) -> str:
    count = _("%(covered)s of %(all)s") % {"covered": block.covered, "all": len(block.tiles)}
    name = escape(block.name or _("Elsewhere"))
    heading = f'<text class="reg" x="{left}" y="{top + 13}">{name} <tspan class="cnt">{escape(count)}</tspan></text>'
    tiles = [
        _tile(tile, base, left + _STEP * (place % _ACROSS), top + _HEADING + _STEP * (place // _ACROSS))
        for place, tile in enumerate(block.tiles)
    ]
    return heading + "".join(tiles)


def _tile(tile: Tile, base: str, x: int, y: int) -> str:
    square = f'<rect class="t{tile.step}" x="{x}" y="{y}" width="{_TILE}" height="{_TILE}"/>'
    if not tile.count:
        words = escape(_("%(country)s: none yet") % {"country": tile.name})
        return f'<a href="{base}{tile.code}/" tabindex="-1" aria-label="{words}"><title>{words}</title>{square}</a>'
    practices = ngettext("%(count)s practice", "%(count)s practices", tile.count) % {"count": tile.count}
    words = escape(_("%(country)s: %(practices)s") % {"country": tile.name, "practices": practices})
    code = f'<text x="{x + _TILE / 2}" y="{y + 15.5}">{tile.code}</text>'
    return f'<a href="{base}{tile.code}/" aria-label="{words}"><title>{words}</title>{square}{code}</a>'
