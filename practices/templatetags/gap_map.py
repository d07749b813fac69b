"""What the gap map needs: its addresses, and its cells with a mark for each entry.

Cells are not templates: a map has hundreds of them, and as a template each costs thirty times as much.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from practices.discovery.criteria import Criteria
from practices.discovery.gaps import Asked, Cell, GapMap
from practices.discovery.panels import Option
from practices.discovery.tallies import Tally
from practices.discovery.themes import Theme
from practices.taxonomy.facets import Choice

from .drawings import track_of

register = template.Library()

_MOST_MARKS = 15  # beyond, the number alone
_IN_A_LINE = 5
_STEP = 9.6
_BAR = 64.0
_STEPS = ((10, 4), (6, 3), (3, 2), (1, 1), (0, 0))  # from how many on a number has which hue


@register.filter
def gaps_url(asked: Asked) -> str:
    """The address of a gap map."""
    return asked.url(reverse("gaps"))


@register.filter
def gaps_csv_url(asked: Asked) -> str:
    """The address of its file."""
    return asked.closed.url(reverse("gaps-csv"))


@register.filter
def gaps_svg_url(asked: Asked) -> str:
    """The address of its drawing."""
    return asked.closed.url(reverse("gaps-svg"))


@register.filter
def asking(asked: Asked, criteria: Criteria) -> Asked:
    """The same map under another question."""
    return asked.asking(criteria)


@register.simple_tag
def gap_of(theme: Theme, option: Option) -> str:
    """The address of the map with the cell opened in which a policy area and a phase meet."""
    area, phase = (theme.value, option.choice.value) if theme.is_area else (option.choice.value, theme.value)
    return f"{Asked(cell=f'{area}:{phase}').url(reverse('gaps'))}#gap"


@register.simple_tag
def cells(found: GapMap, row_cells: Iterable[Cell]) -> SafeString:
    """The cells of a row: the number and its marks lead to the results, a zero opens the cell."""
    gaps, browse = reverse("gaps"), reverse("browse")
    return mark_safe("".join(_cell(cell, found, gaps, browse) for cell in row_cells))


def _cell(cell: Cell, found: GapMap, gaps: str, browse: str) -> str:
    # What is translated has no tags of its own.
    place = _("%(row)s, %(column)s") % {"row": _named(cell.row), "column": _named(cell.column)}
    beside = f'<i class="col" aria-hidden="true">{_named(cell.column)}</i>'  # on phones, where no head is above it
    said = f'<span class="hidden">{escape(cell.tally.words)}: {place}</span>'
    number = f'<b aria-hidden="true">{number_format(cell.tally.total, use_l10n=True, force_grouping=True)}</b>'
    if cell.tally.total:
        address: str = escape(cell.tally.criteria.url(browse))
        marks = _marks(cell.tally.named, cell.tally.approaches)
        return f'<td><a href="{address}">{beside}{number}{marks}{said}</a></td>\n'
    is_open = found.opened is not None and found.opened.key == cell.key
    address = f"{escape(found.asked.opening(cell.key).url(gaps))}#gap"
    state = ' class="none open"' if is_open else ' class="none"'
    current = ' aria-current="true"' if is_open else ""
    empty = f'<i class="nil" aria-hidden="true">{escape(cell.tally.words)}</i>'
    return f'<td{state}><a href="{address}" rel="nofollow"{current}>{beside}{number}{empty}{said}</a></td>\n'


@lru_cache(maxsize=500)
def _named(choice: Choice) -> str:
    """A label, marked if it is in another language than the page."""
    label: str = escape(choice.label)
    return f'<span lang="{choice.language}">{label}</span>' if choice.language else label


@register.simple_tag
def filled(row_cells: Iterable[Cell]) -> SafeString:
    """On phones, where one row is open: in how many cells of another something stands, and in which."""
    covered = tuple(cell.tally.total > 0 for cell in row_cells)
    count = escape(_("%(covered)s of %(all)s") % {"covered": sum(covered), "all": len(covered)})
    return mark_safe(f'{track_of(covered)}<span class="num">{count}</span>')


@register.simple_tag
def numbers(row_cells: Iterable[Cell]) -> SafeString:
    """The cells of a row of a small map: numbers alone, in steps of one hue."""
    return mark_safe("".join(_number(cell.tally.total) for cell in row_cells))


@lru_cache(maxsize=500)
def _number(total: int) -> str:
    return f'<td class="some-{hue_of(total)}">{total}</td>\n'


def hue_of(total: int) -> int:
    """Return which of the hues of numbers one has, from 0 to 4."""
    return next(step for least, step in _STEPS if total >= least)


@lru_cache(maxsize=200)
def _marks(named: int, approaches: int) -> str:
    """A disc for each named practice and a square for each approach. Nothing where they would be too many."""
    count = named + approaches
    if count > _MOST_MARKS:
        return ""
    drawn = []
    for i in range(count):
        x, y = 5 + _STEP * (i % _IN_A_LINE), 5 + _STEP * (i // _IN_A_LINE)
        drawn.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6"/>'
            if i < named
            else f'<rect x="{x - 2.9:.1f}" y="{y - 2.9:.1f}" width="5.8" height="5.8"/>'
        )
    width, height = _STEP * min(count, _IN_A_LINE) + 0.4, _STEP * -(-count // _IN_A_LINE) + 0.4
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.1f} {height:.1f}"'
    return f'<svg class="marks" {size} aria-hidden="true" focusable="false">{"".join(drawn)}</svg>'


@register.simple_tag
@lru_cache(maxsize=2)
def entry_mark(kind: str) -> SafeString:
    """The mark of one entry: 'named' or 'approach'."""
    return mark_safe(_marks(1, 0) if kind == "named" else _marks(0, 1))


@register.simple_tag
def tally_bar(tally: Tally, largest: int) -> SafeString:
    """A bar for the total of a row, as long as its share of the largest: full for named practices, else hollow."""
    scale = (_BAR - 1.5) / largest if largest else 0
    named, approaches = tally.named * scale, tally.approaches * scale
    full = format_html('<rect class="n" width="{}" height="8"/>', f"{named:.1f}") if named else ""
    start, width = f"{named + 0.75:.1f}", f"{max(approaches - 0.75, 0.5):.1f}"
    hollow = format_html('<rect class="a" x="{}" y=".75" width="{}" height="6.5"/>', start, width) if approaches else ""
    return format_html(
        '<svg class="tally" width="64" height="8" viewBox="0 0 64 8" aria-hidden="true" focusable="false">{}{}</svg>',
        full,
        hollow,
    )
