"""Where everything stands on a slide. Lines are broken by the fonts that pictures are drawn with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from practices.sharing import qr
from practices.sharing.pictures.typesetting import (
    balanced,
    can_write,
    cut,
    first_lines,
    font_of,
    size_of_labels,
    widest,
    wrapped,
)
from practices.web.colours import colours

from . import HEIGHT, WIDTH, Figure, Slide

_MARGIN = 96
_INNER = WIDTH - 2 * _MARGIN
_HEAD = 104  # how high the head with the catalogue's name is
_PLACES = 176  # the base line of what stands above the title
_TITLE_TOP = 196
# Sizes of the title, and how many lines it may have then: the larger ones leave no room for a third.
_TITLE_SIZES = (*((size, 2) for size in range(76, 56, -4)), *((size, 3) for size in range(56, 36, -4)))
_CODE_TOP, _CODE, _BESIDE = 148, 252, 64  # of the QR code: its top, its side, what is between it and the text
_COLUMN = _INNER - _CODE - _BESIDE
_FIGURES = 545  # where the figures begin, down to the band with the phases
_BAND, _BAND_END = 748, 892
_TRACK = 800  # how far down its line runs
_STOP = 15  # radius
_FOOT = 934  # the first base line below the band

_INK, _INK_2, _INK_3, _PAPER, _WASH, _LINE, _LINE_2, _STOPS, _BRAND, _ON_BRAND = (
    colours()[f"light-{name}"]
    for name in ("ink", "ink-2", "ink-3", "paper", "wash", "line", "line-2", "stop", "brand", "on-brand")
)


@dataclass(frozen=True)
class Text:
    """One line. `x` is its beginning, or its middle where it is centred; `y` its base line."""

    x: float
    y: float
    text: str
    size: int
    colour: str
    weight: int = 400
    is_serif: bool = False
    is_centred: bool = False
    language: str = ""  # where it is not the slide's

    @property
    def width(self) -> float:
        """How wide it is in our fonts."""
        return font_of(self.is_serif, self.size, self.weight).getlength(self.text)


@dataclass(frozen=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Disc:
    """A filled circle."""

    x: float
    y: float
    radius: int
    colour: str


@dataclass(frozen=True)
class Mark:
    """The catalogue's mark, by its middle."""

    x: float
    y: float


@dataclass(frozen=True)
class Code:
    """A QR code: the top left corner of its dark part, how large a module is, and the runs of dark ones in its rows."""

    x: float
    y: float
    module: int
    runs: tuple[tuple[int, int, int], ...]  # column, row, length
    colour: str


Shape = Text | Box | Disc | Mark | Code


def shapes(slide: Slide) -> Iterator[Shape]:
    """Yield everything on a slide, what lies below first."""
    yield Box(0, 0, WIDTH, HEIGHT, _PAPER)
    yield Box(0, 0, WIDTH, _HEAD, _BRAND)
    yield Mark(_MARGIN + 46, _HEAD / 2)
    yield from _line(_MARGIN + 116, _HEAD / 2 + 12, slide.catalogue, 36, _ON_BRAND, _INNER - 116, 600, is_serif=True)
    yield from _code(slide)
    yield from _line(_MARGIN, _PLACES, slide.places, 32, _INK_2, _COLUMN, weight=600)
    title = list(_title(slide))
    yield from title
    yield from _summary(slide, title[-1].y if title else _PLACES)
    yield from _figures(slide.figures)
    yield from _track(slide)
    yield from _foot(slide)


def _line(
    x: float, y: float, text: str, size: int, colour: str, room: float, weight: int = 400, is_serif: bool = False
) -> Iterator[Text]:
    """Yield one line, cut where there is no room, or none where our fonts lack its letters."""
    if text and can_write(text):
        shown = cut(text, font_of(is_serif, size, weight), room)
        yield Text(x, y, shown, size, colour, weight, is_serif)


def _code(slide: Slide) -> Iterator[Shape]:
    code = qr.code_of(slide.link)
    module = _CODE // len(code.matrix)
    left = WIDTH - _MARGIN - module * len(code.matrix)
    yield Code(left, _CODE_TOP, module, tuple(qr.runs(code)), colours()["print-ink"])
    middle = left + module * len(code.matrix) / 2
    yield Text(middle, _CODE_TOP + _CODE + 54, slide.entry, 26, _INK_2, is_centred=True)


def _title(slide: Slide) -> Iterator[Text]:
    """Yield the title as large as there is room for."""
    is_known = can_write(slide.title)
    title = slide.title if is_known else slide.entry
    language = slide.title_language if is_known and slide.title_language != slide.language else ""
    for size, most in _TITLE_SIZES:
        font, step = font_of(True, size), round(size * 1.14)
        if len(lines := balanced(title, font, _COLUMN)) <= most and widest(lines, font) <= _COLUMN:
            break
    for number, line in enumerate(lines[:most]):
        shown, y = cut(line, font, _COLUMN), _TITLE_TOP + round(size * 0.92) + number * step
        yield Text(_MARGIN, y, shown, size, _INK, 600, is_serif=True, language=language)


def _summary(slide: Slide, above: float) -> Iterator[Text]:
    """Yield the summary as large as there is room for between the title and what follows; else its first lines."""
    if not slide.summary or not can_write(slide.summary):
        return
    bottom = _FIGURES - 34 if slide.figures else _BAND - 40
    language = slide.summary_language if slide.summary_language != slide.language else ""
    for size in range(40, 30, -2):
        font, step = font_of(False, size), round(size * 1.34)
        most = int((bottom - above - 28) // step)
        if len(wrapped(slide.summary, font, _COLUMN)) <= most:
            break
    for number, line in enumerate(first_lines(slide.summary, font, _COLUMN, most), start=1):
        yield Text(_MARGIN, above + 28 + number * step, cut(line, font, _COLUMN), size, _INK_2, language=language)


def _figures(figures: tuple[Figure, ...]) -> Iterator[Shape]:
    """Yield the figures side by side."""
    between = 48
    column = (_INNER - between * (max(len(figures), 2) - 1)) / max(len(figures), 2)
    for number, figure in enumerate(figures):
        x = _MARGIN + number * (column + between)
        yield Box(x, _FIGURES, column, 2, _LINE_2)
        size = next((one for one in range(64, 32, -4) if widest([figure.number], font_of(True, one)) <= column), 32)
        yield from _line(x, _FIGURES + 66, figure.number, size, _INK, column, weight=600, is_serif=True)
        lines = first_lines(figure.label, font_of(False, 28), column, 2)
        for place, line in enumerate(lines):
            yield from _line(x, _FIGURES + 108 + 34 * place, line, 28, _INK, column)
        yield from _line(x, _FIGURES + 108 + 34 * len(lines), figure.source, 24, _INK_3, column)


def _track(slide: Slide) -> Iterator[Shape]:
    """Yield the migration phases as a line with stops: a disc where something is done, a tick where nothing is."""
    yield Box(0, _BAND, WIDTH, _BAND_END - _BAND, _WASH)
    yield Box(0, _BAND, WIDTH, 2, _LINE)
    stops = slide.stops
    if not stops:
        return
    step = (_INNER + 100) / len(stops)
    middles = [WIDTH / 2 + step * (number - (len(stops) - 1) / 2) for number in range(len(stops))]
    size = size_of_labels([stop.label for stop in stops], step - 14, 28)
    yield Box(middles[0], _TRACK - 2, middles[-1] - middles[0], 4, _LINE_2)
    for stop, middle in zip(stops, middles, strict=True):
        yield Disc(middle, _TRACK, _STOP, _STOPS) if stop.count else Box(middle - 2, _TRACK - 13, 4, 26, _LINE_2)
        weight, colour = (600, _INK) if stop.count else (400, _INK_3)
        font = font_of(False, size, weight)
        for number, line in enumerate(wrapped(stop.label, font, step - 14)[:2] if can_write(stop.label) else []):
            y = _TRACK + 52 + number * size * 1.12
            yield Text(middle, y, cut(line, font, step - 14), size, colour, weight, is_centred=True)


def _foot(slide: Slide) -> Iterator[Shape]:
    """Yield where it was reported, how old it is, and where it stands."""
    lines = first_lines(slide.source, font_of(False, 24), _INNER, 2)
    for number, line in enumerate(lines):
        yield from _line(_MARGIN, _FOOT + 32 * number, line, 24, _INK_2, _INNER)
    yield from _line(_MARGIN, _FOOT + 32 * len(lines), slide.age, 24, _INK_2, _INNER)
    yield from _line(_MARGIN, HEIGHT - 36, f"{slide.link} · {slide.licence}", 24, _INK, _INNER, weight=600)
