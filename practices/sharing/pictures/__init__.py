"""Draws the picture that a link to a practice brings along in social networks and chats."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from practices.web.colours import colours

from .typesetting import balanced, can_write, cut, sans, serif, widest, wrapped

WIDTH, HEIGHT = 1200, 630  # pixels, as networks ask for
_MARGIN = 72
_INNER = WIDTH - 2 * _MARGIN
_TITLE_TOP, _TITLE_BOTTOM = 206, 440
_BAND = 466  # where the band with the phases begins
_LABELS = _INNER + 80  # the outer labels may reach into the margin
_TRACK = 530  # how far down its line runs

_INK, _INK_3, _PAPER, _WASH, _LINE, _LINE_2, _ACCENT, _WARM = (
    colours()[f"light-{name}"] for name in ("ink", "ink-3", "paper", "wash", "line", "line-2", "brand", "due")
)

Stops = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Subject:
    """What a picture shows."""

    catalogue: str
    places: str
    title: str
    otherwise: str  # in the place of a title in letters that our fonts don't have
    stops: Stops  # migration phases, and whether the practice acts in them


@lru_cache(maxsize=300)  # of some 20 kB each: drawing one takes a hundred times as long as finding what it shows
def draw(subject: Subject) -> bytes:
    """Return the picture as a PNG file."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    canvas = ImageDraw.Draw(image)
    _paste(image, _sign(), (_MARGIN + 26, 90))
    canvas.text((_MARGIN + 70, 90), subject.catalogue, _INK, serif(31), anchor="lm")
    if can_write(subject.places):
        canvas.text((_MARGIN, 184), cut(subject.places, sans(29, 600), _INNER), _WARM, sans(29, 600), anchor="ls")
    _draw_title(canvas, subject.title if can_write(subject.title) else subject.otherwise)
    _draw_track(image, canvas, subject.stops)
    file = io.BytesIO()
    image.quantize(96, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_title(canvas: ImageDraw.ImageDraw, title: str) -> None:
    """Draw the title as large as there is room for."""
    for size in range(72, 32, -4):
        font, step = serif(size), round(size * 1.16)
        lines = wrapped(title, font, _INNER)
        if widest(lines, font) <= _INNER and step * len(lines) <= _TITLE_BOTTOM - _TITLE_TOP:
            break
    for number, line in enumerate(balanced(title, font, _INNER)):
        canvas.text((_MARGIN, _TITLE_TOP + number * step), cut(line, font, _INNER), _INK, font, anchor="la")


def _draw_track(image: Image.Image, canvas: ImageDraw.ImageDraw, stops: Stops) -> None:
    """Draw the migration phases as a line with stops."""
    canvas.rectangle((0, _BAND, WIDTH, HEIGHT), _WASH)
    canvas.line((0, _BAND, WIDTH, _BAND), _LINE, 2)
    if not stops:
        return
    step = _LABELS / len(stops)
    room = step - 10
    middles = [WIDTH / 2 + step * (number - (len(stops) - 1) / 2) for number in range(len(stops))]
    size = _size_of_labels([label for label, _is_covered in stops], room)
    canvas.line((middles[0], _TRACK, middles[-1], _TRACK), _LINE_2, 3)
    for (label, is_covered), middle in zip(stops, middles, strict=True):
        _paste(image, _dot(is_covered), (round(middle), _TRACK))
        font = sans(size, 600 if is_covered else 400)
        for number, line in enumerate(wrapped(label, font, room)[:2]):
            place = (middle, _TRACK + 50 + number * size * 1.15)
            canvas.text(place, cut(line, font, room), _INK if is_covered else _INK_3, font, anchor="ms")


def _size_of_labels(labels: list[str], room: float) -> int:
    """Return the largest size at which the longest word has room."""
    words = [word for label in labels for word in label.split()]
    return next((size for size in range(24, 12, -1) if widest(words, sans(size, 600)) <= room), 12)


# Round shapes: Pillow's own have jagged edges ------------------------------------------------------


@lru_cache
def _dot(is_covered: bool) -> Image.Image:
    """Return a stop of the track: filled where the practice acts."""
    fill, outline = (_ACCENT, _ACCENT) if is_covered else (_PAPER, _LINE_2)
    return _smooth(30, lambda canvas, unit: canvas.ellipse((0, 0, 30 * unit, 30 * unit), fill, outline, 4 * unit))


@lru_cache
def _sign() -> Image.Image:
    """Return the catalogue's sign, as in static/img/icon.svg."""

    def draw_sign(canvas: ImageDraw.ImageDraw, unit: int) -> None:
        canvas.rounded_rectangle((0, 0, 52 * unit, 52 * unit), 10 * unit, _ACCENT)
        canvas.line((8 * unit, 26 * unit, 44 * unit, 26 * unit), _PAPER, 3 * unit)
        for middle, fill in ((11, _PAPER), (26, _ACCENT), (41, _PAPER)):
            canvas.circle((middle * unit, 26 * unit), 6.5 * unit, fill, _PAPER, 3 * unit)

    return _smooth(52, draw_sign)


def _smooth(size: int, draw_large: Callable[[ImageDraw.ImageDraw, int], None]) -> Image.Image:
    """Draw something at eight times its size and make it smaller."""
    unit = 8
    large = Image.new("RGBA", (size * unit + 1, size * unit + 1), (255, 255, 255, 0))
    draw_large(ImageDraw.Draw(large), unit)
    return large.resize((size, size), Image.Resampling.LANCZOS)


def _paste(image: Image.Image, shape: Image.Image, middle: tuple[int, int]) -> None:
    image.paste(shape, (middle[0] - shape.width // 2, middle[1] - shape.height // 2), shape)
