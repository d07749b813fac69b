"""Years and months as small drawings in SVG. Words beside them, or a table, say the same."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from django import template
from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from practices.discovery.age import Age, Mark
from practices.discovery.years import Lasting, Row

register = template.Library()

_LONG, _EDGE, _APART = 420, 42, 86  # of the line: its length, room at its ends, and what the words of a mark need
_WIDTH = 480  # of columns
_LINE = 22  # how far down it runs
_SHAPES = {
    "began": '<rect class="y" x="{2:.0f}" y="13" width="4" height="18"/>',
    "ended": '<rect class="y" x="{2:.0f}" y="13" width="4" height="18"/>',
    "reported": '<circle class="y" cx="{0:.0f}" cy="22" r="7"/>',
    "published": '<rect class="y" x="{1:.0f}" y="16" width="12" height="12"/>',
    "entered": '<circle class="o" cx="{0:.0f}" cy="22" r="6.5"/>',
    "checked": '<path class="y" d="M{0:.0f} 14l8 14h-16z"/>',
    "due": '<path class="o" d="M{0:.0f} 14l8 8-8 8-8-8z"/>',
}
_HIGH, _BELOW, _ABOVE = 64, 20, 16  # of columns: the tallest, room for what stands below them and above
_LABEL = 56  # room that a label needs
_WIDEST = 36  # of a column with the space beside it


@register.filter
def age_line(age: Age) -> SafeString:
    """The years of one practice on a line. Solid is what documents tell; nobody looked on the dotted part."""
    marks = age.marks
    if len(marks) < 2:
        return SafeString("")
    places = _places([mark.year for mark in marks])
    is_crowded = min(to - x for x, to in pairwise(places)) < _APART - 8
    lines, drawn = [], []
    for (mark, x), (after, to) in pairwise(zip(marks, places, strict=True)):
        is_solid = mark.is_documented and after.is_documented
        lines.append(f'<path class="{"l" if is_solid else "gap"}" d="M{x:.0f} {_LINE}H{to:.0f}"/>')
        if mark.is_documented and not after.is_documented and not age.is_checked and to - x > 150:
            words = escape(_("not checked since"))
            lines.append(f'<text x="{(x + to) / 2:.0f}" y="14" text-anchor="middle">{words}</text>')
    for number, (mark, x) in enumerate(zip(marks, places, strict=True)):
        lower = 16 if is_crowded and number % 2 else 0
        drawn.append(_SHAPES[mark.kind].format(x, x - 6, x - 2) + _year(mark, x, lower))
    height = 82 if is_crowded else 66
    return mark_safe(
        f'<svg class="years" viewBox="0 0 {_LONG} {height}" role="img" aria-label="{escape(age.words)}">'
        f"{''.join(lines)}{''.join(drawn)}</svg>"
    )


def _year(mark: Mark, x: float, lower: int) -> str:
    return (
        f'<text class="k" x="{x:.0f}" y="46" text-anchor="middle">{mark.year}</text>'
        f'<text x="{x:.0f}" y="{61 + lower}" text-anchor="middle">{escape(mark.words)}</text>'
    )


def _places(years: list[int]) -> list[float]:
    """Return where years stand: as far apart as they are, but each with room for its words."""
    room = _LONG - 2 * _EDGE
    apart = min(_APART, room / (len(years) - 1))
    span = max(1, years[-1] - years[0])
    places = [_EDGE + room * (year - years[0]) / span for year in years]
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + apart)
    places[-1] = min(places[-1], _LONG - _EDGE)
    for i in reversed(range(len(places) - 1)):
        places[i] = min(places[i], places[i + 1] - apart)
    return places


@register.filter
def span(lasting: Lasting) -> SafeString:
    """The years of a practice as a bar between the first and the last of all; an arrow says that it goes on."""
    start, end = 2 * lasting.start, max(2 * lasting.end, 2 * lasting.start + 6)
    arrow = f'<path class="y" d="M{end + 2} 1l8 5-8 5z"/>' if lasting.is_ongoing else ""
    return mark_safe(
        '<svg class="years span" viewBox="0 0 218 12" aria-hidden="true" focusable="false">'
        '<path class="l" d="M0 6H206"/>'
        f'<rect class="y" x="{start}" y="2" width="{end - start}" height="8"/>{arrow}</svg>'
    )


@register.simple_tag
def columns(rows: list[Row], which: str) -> SafeString:
    """The first or second number of some years or months, as columns. A table beside it holds the same."""
    counts = [getattr(row, which) for row in rows]
    most = max(counts, default=0)
    if not most:
        return SafeString("")
    step = min(_WIDEST, (_WIDTH - 8) / len(rows))
    bottom = _ABOVE + _HIGH
    drawn = [f'<path class="l" d="M0 {bottom}H{_WIDTH}"/>', *_columns(counts, most, step), *_labels(rows, counts, step)]
    return mark_safe(
        f'<svg class="years columns" viewBox="0 0 {_WIDTH} {bottom + _BELOW}" aria-hidden="true" focusable="false">'
        f"{''.join(drawn)}</svg>"
    )


def _columns(counts: list[int], most: int, step: float) -> Iterable[str]:
    for place, count in enumerate(counts):
        if count:
            height = max(2, _HIGH * count / most)
            x, y = 4 + place * step, _ABOVE + _HIGH - height
            yield f'<rect class="y" x="{x:.1f}" y="{y:.1f}" width="{step * 0.8:.1f}" height="{height:.1f}"/>'
            number = number_format(count, use_l10n=True, force_grouping=True)
            yield f'<text class="k" x="{x + step * 0.4:.1f}" y="{y - 4:.1f}" text-anchor="middle">{number}</text>'


def _labels(rows: list[Row], counts: list[int], step: float) -> Iterable[str]:
    """Name the columns as far as there is room, from the newest on."""
    free = float(_WIDTH)
    for place in reversed([place for place, count in enumerate(counts) if count]):
        x = min(max(4 + (place + 0.4) * step, _LABEL / 2), _WIDTH - _LABEL / 2)
        if x + _LABEL / 2 <= free:
            free = x - _LABEL / 2
            yield f'<text x="{x:.1f}" y="{_ABOVE + _HIGH + 15}" text-anchor="middle">{escape(rows[place].short)}</text>'
