"""The gap map as a drawing for papers and slides: SVG that stands alone, with real text and no style sheet."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.citing.entry import catalogue_name
from practices.discovery.gaps import GapMap, Row
from practices.discovery.tallies import Tally
from practices.text.xml import add, written
from practices.web.addresses import absolute
from practices.web.colours import colours

# Lengths are pixels; of letters there is but a guess, since nobody knows the reader's fonts.
_MARGIN, _SIDE, _COLUMN, _SUM, _ROW = 20, 250, 88, 70, 36
_LINE, _LETTER = 15, 6.6
_STEP, _IN_A_LINE, _MOST_MARKS = 9.6, 5, 15  # marks of a cell; beyond, the number alone
_SANS = "'Source Sans 3', 'Source Sans Pro', Arial, sans-serif"
_SERIF = "'Source Serif 4', 'Source Serif Pro', Georgia, serif"


def svg(found: GapMap, today: datetime.date) -> bytes:
    """Return the map as a file, light, in the reader's language."""
    return written(_Drawing(found, today).root)


class _Drawing:
    """The map, drawn from the top."""

    def __init__(self, found: GapMap, today: datetime.date) -> None:
        self.found, self.today = found, today
        self.ink, self.quiet, self.paper, self.line, self.tile, self.stop = (
            colours()[f"light-{name}"] for name in ("ink", "ink-2", "paper", "line-2", "some-1", "stop")
        )
        self.width = 2 * _MARGIN + _SIDE + _COLUMN * len(found.columns) + _SUM
        self.y = float(_MARGIN)
        self.root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "lang": get_language() or "en"})
        self._draw()
        size = {"width": str(self.width), "height": f"{self.y:.0f}", "viewBox": f"0 0 {self.width} {self.y:.0f}"}
        for name, value in (size | {"role": "group", "aria-labelledby": "title desc", "font-family": _SANS}).items():
            self.root.set(name, value)

    def _draw(self) -> None:
        found = self.found
        add(self.root, "title", _("Gap map"), {"id": "title"})
        what = _("Number of practices. Rows: %(rows)s. Columns: %(columns)s.")
        what %= {"rows": found.rows_facet.label, "columns": found.columns_facet.label}
        add(self.root, "desc", " · ".join([what, *self._said()]), {"id": "desc"})
        add(self.root, "rect", "", {"width": "100%", "height": "100%", "fill": self.paper})
        self.y += 26
        self._text(_MARGIN, self.y, _("Gap map"), size=26, weight=600, family=_SERIF)
        self.y += 8
        self._lines(self._said())
        self._heads()
        for row in (row for group in found.groups for row in group):
            self._row(row)
        self._foot()
        self._lines(self._below(), size=12)
        self.y += _MARGIN

    def _said(self) -> Iterator[str]:
        """What was asked, what came of it, and what it doesn't mean."""
        yield self.found.found.in_full or _("All practices")
        yield self.found.words
        yield _("A gap in the catalogue is not a gap in the world.")

    def _below(self) -> Iterator[str]:
        yield _("A practice may stand in several cells; totals count it once.")
        if self.found.is_cut:
            yield _("Only the rows and columns with most practices are shown. The CSV file has all of them.")
        page = absolute(self.found.asked.closed.url(reverse("gaps")))
        yield f"{catalogue_name()} · {page} · {date_format(self.today)}"

    def _heads(self) -> None:
        heads = [_wrapped(column.label, _COLUMN - 8, 3) for column in self.found.columns]
        tallest = max((len(lines) for lines in heads), default=1)
        self._key()
        self.y += _LINE * tallest + 8
        for place, lines in enumerate(heads):
            for number, line in enumerate(reversed(lines)):
                self._text(self._left(place) + 4, self.y - 13 * number, line, size=12, fill=self.quiet)
        self._text(_MARGIN, self.y, str(self.found.rows_facet.label), size=12, fill=self.quiet)
        self._text(self._left(len(heads)) + 4, self.y, _("Total"), size=12, fill=self.quiet)
        self.y += 6

    def _key(self) -> None:
        """What the marks mean."""
        self.y += 30
        x = float(_MARGIN)
        for tally, words in (
            (Tally(named=1), _("named practice")),
            (Tally(approaches=1), _("approach, recommended without naming who does it")),
        ):
            self._marks(self.root, tally, x, self.y - 9)
            self._text(x + 15, self.y, words, size=12, fill=self.quiet)
            x += 45 + _LETTER * len(words)

    def _row(self, row: Row) -> None:
        lines = _wrapped(row.choice.label, _SIDE - 12, 2)
        for number, line in enumerate(lines):
            self._text(_MARGIN, self.y + 22 + _LINE * (number - (len(lines) - 1) / 2), line)
        for place, cell in enumerate(row.cells):
            self._cell(cell.tally, self._left(place), f"{cell.row.label}, {cell.column.label}: {cell.tally.words}")
        total = f"{row.choice.label}, {_('Total')}: {row.total.words}"
        self._number(row.total, self._left(len(row.cells)), total)
        self.y += _ROW

    def _cell(self, tally: Tally, x: float, words: str) -> None:
        group = add(self.root, "g", "", {"role": "img"})
        add(group, "title", words)
        if not tally.total:
            self._text(x + 24, self.y + 22, "0", fill=self.quiet, anchor="end", into=group)
            return
        place = {"x": f"{x + 1:.1f}", "y": f"{self.y + 1:.1f}", "width": str(_COLUMN - 2), "height": str(_ROW - 2)}
        add(group, "rect", "", place | {"rx": "2", "fill": self.tile})
        self._text(x + 24, self.y + 22, _written(tally.total), weight=600, anchor="end", into=group)
        if tally.total <= _MOST_MARKS:
            high = _STEP * -(-tally.total // _IN_A_LINE)
            self._marks(group, tally, x + 30, self.y + (_ROW - high) / 2)

    def _number(self, tally: Tally, x: float, words: str) -> None:
        group = add(self.root, "g", "", {"role": "img"})
        add(group, "title", words)
        self._text(x + 4, self.y + 22, _written(tally.total), weight=600, into=group)

    def _foot(self) -> None:
        line = {
            "x1": str(_MARGIN),
            "x2": str(self.width - _MARGIN),
            "y1": f"{self.y + 3:.1f}",
            "y2": f"{self.y + 3:.1f}",
        }
        add(self.root, "line", "", line | {"stroke": self.ink, "stroke-width": "2"})
        self._text(_MARGIN, self.y + 22, _("Total"), weight=600)
        for place, (column, tally) in enumerate(zip(self.found.columns, self.found.foot, strict=True)):
            self._number(tally, self._left(place) + 6, f"{column.label}, {_('Total')}: {tally.words}")
        self._number(self.found.total, self._left(len(self.found.columns)), f"{_('Total')}: {self.found.total.words}")
        self.y += _ROW

    def _marks(self, into: Element, tally: Tally, left: float, top: float) -> None:
        """Draw a disc for each named practice and a square for each approach."""
        for number in range(tally.total):
            x, y = left + 5 + _STEP * (number % _IN_A_LINE), top + 5 + _STEP * (number // _IN_A_LINE)
            if number < tally.named:
                add(into, "circle", "", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "3.6", "fill": self.stop})
            else:
                box = {"x": f"{x - 2.9:.1f}", "y": f"{y - 2.9:.1f}", "width": "5.8", "height": "5.8"}
                add(into, "rect", "", box | {"fill": "none", "stroke": self.stop, "stroke-width": "1.5"})

    def _lines(self, texts: Iterable[str], size: int = 14) -> None:
        for text in texts:
            for line in _wrapped(text, self.width - 2 * _MARGIN, 6):
                self.y += _LINE + 4
                self._text(_MARGIN, self.y, line, size=size, fill=self.quiet)

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: int = 14,
        weight: int = 400,
        fill: str = "",
        anchor: str = "",
        family: str = "",
        into: Element | None = None,
    ) -> None:
        how = {"font-weight": str(weight), "text-anchor": anchor, "font-family": family}
        place = {"x": f"{x:.1f}", "y": f"{y:.1f}", "font-size": str(size), "fill": fill or self.ink}
        chosen = {name: value for name, value in how.items() if value not in {"", "400"}}
        add(self.root if into is None else into, "text", text, place | chosen)

    def _left(self, place: int) -> float:
        return _MARGIN + _SIDE + _COLUMN * place


def _wrapped(text: str, width: float, most: int) -> list[str]:
    """Break a text into lines that are about so wide, not more than `most`."""
    return textwrap.wrap(text, max(1, int(width / _LETTER)), max_lines=most, placeholder=" …") or [""]


def _written(number: int) -> str:
    return str(number_format(number, use_l10n=True, force_grouping=True))
