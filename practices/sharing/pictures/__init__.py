"""Draws the picture that a link to a page brings along in social networks and chats."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from practices.web.colours import colours

from .typesetting import balanced, can_write, cut, sans, serif, widest, wrapped

WIDTH, HEIGHT = 1200, 630  # pixels, as networks ask for
_MARGIN = 72
_INNER = WIDTH - 2 * _MARGIN
_HEAD = 112  # how high the head with the catalogue's name is
_PLACES = 178  # the base line of what stands above the title
_TITLE_TOP, _TITLE_BOTTOM = 200, 410
_FACTS = 440  # the base line of what stands below it
_BAND = 466  # where the band with the phases begins
_LABELS = _INNER + 80  # the outer labels may reach into the margin
_TRACK = 530  # how far down its line runs
_LARGEST, _SMALLEST = 34, 14  # radius of a stop; those of a practice are all the smallest

_INK, _INK_2, _INK_3, _PAPER, _WASH, _LINE, _LINE_2, _STOP, _BRAND, _ON_BRAND, _WAY, _SIGNAL = (
    colours()[f"light-{name}"]
    for name in (
        "ink", "ink-2", "ink-3", "paper", "wash", "line", "line-2", "stop", "brand", "on-brand", "on-brand-2", "signal",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Stop:
    """A migration phase, and how many practices act in it: one or none in the picture of a practice."""

    label: str
    count: int


@dataclass(frozen=True)
class Subject:
    """What a picture shows."""

    catalogue: str
    places: str  # above the title: the countries of a practice, or what kind of page it is
    title: str
    otherwise: str  # in the place of a title in letters that our fonts don't have
    stops: tuple[Stop, ...]
    facts: str = ""  # below the title
    is_counted: bool = False  # whether the stops say how many practices act there


@lru_cache(maxsize=300)  # of some 20 kB each: drawing one takes a hundred times as long as finding what it shows
def draw(subject: Subject) -> bytes:
    """Return the picture as a PNG file."""
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, WIDTH, _HEAD), _BRAND)
    _paste(image, _mark(), (_MARGIN + 46, _HEAD // 2))
    name = cut(subject.catalogue, serif(32), _INNER - 116)
    canvas.text((_MARGIN + 116, _HEAD // 2), name, _ON_BRAND, serif(32), anchor="lm")
    for text, base in ((subject.places, _PLACES), (subject.facts, _FACTS)):
        if can_write(text):
            canvas.text((_MARGIN, base), cut(text, sans(28, 600), _INNER), _INK_2, sans(28, 600), anchor="ls")
    bottom = _TITLE_BOTTOM if subject.facts else _BAND - 26
    _draw_title(canvas, subject.title if can_write(subject.title) else subject.otherwise, bottom)
    _draw_track(image, canvas, subject)
    file = io.BytesIO()
    image.quantize(96, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_title(canvas: ImageDraw.ImageDraw, title: str, bottom: int) -> None:
    """Draw the title as large as there is room for."""
    for size in range(72, 32, -4):
        font, step = serif(size), round(size * 1.16)
        lines = wrapped(title, font, _INNER)
        if widest(lines, font) <= _INNER and step * len(lines) <= bottom - _TITLE_TOP:
            break
    for number, line in enumerate(balanced(title, font, _INNER)):
        canvas.text((_MARGIN, _TITLE_TOP + number * step), cut(line, font, _INNER), _INK, font, anchor="la")


def _draw_track(image: Image.Image, canvas: ImageDraw.ImageDraw, subject: Subject) -> None:
    """Draw the migration phases as a line with stops: a disc where something is done, a tick where nothing is."""
    canvas.rectangle((0, _BAND, WIDTH, HEIGHT), _WASH)
    canvas.line((0, _BAND, WIDTH, _BAND), _LINE, 2)
    stops = subject.stops
    if not stops:
        return
    step = _LABELS / len(stops)
    room = step - 10
    middles = [WIDTH / 2 + step * (number - (len(stops) - 1) / 2) for number in range(len(stops))]
    size = _size_of_labels([stop.label for stop in stops], room)
    most = max(stop.count for stop in stops) if subject.is_counted else 0
    canvas.line((middles[0], _TRACK, middles[-1], _TRACK), _LINE_2, 3)
    for stop, middle in zip(stops, middles, strict=True):
        if not stop.count:
            canvas.line((middle, _TRACK - 11, middle, _TRACK + 11), _LINE_2, 3)
        elif most:
            radius = max(22, round(_LARGEST * math.sqrt(stop.count / most)))
            _paste(image, _disc(radius), (round(middle), _TRACK))
            canvas.text((middle, _TRACK), f"{stop.count}", _PAPER, sans(24, 600), anchor="mm")
        else:
            _paste(image, _disc(_SMALLEST), (round(middle), _TRACK))
        font = sans(size, 600 if stop.count else 400)
        for number, line in enumerate(wrapped(stop.label, font, room)[:2]):
            place = (middle, _TRACK + 58 + number * size * 1.15)
            canvas.text(place, cut(line, font, room), _INK if stop.count else _INK_3, font, anchor="ms")


def _size_of_labels(labels: list[str], room: float) -> int:
    """Return the largest size at which the longest word has room."""
    words = [word for label in labels for word in label.split()]
    return next((size for size in range(24, 12, -1) if widest(words, sans(size, 600)) <= room), 12)


# Round shapes: Pillow's own have jagged edges ------------------------------------------------------


@lru_cache
def _disc(radius: int) -> Image.Image:
    """Return a stop of the track where something is done."""
    size = 2 * radius
    return _smooth((size, size), lambda canvas, unit: canvas.ellipse((0, 0, size * unit, size * unit), _STOP))


@lru_cache
def _mark() -> Image.Image:
    """Return the catalogue's mark, as in templates/_mark.html: the stops of a way that comes back."""

    def draw_mark(canvas: ImageDraw.ImageDraw, unit: int) -> None:
        def at(*lengths: float) -> tuple[float, ...]:
            return tuple(1.5 * unit * length for length in lengths)

        thick = round(3 * unit)
        for y in (9, 35):
            canvas.line(at(7, y, 43, y), _WAY, thick)
        canvas.arc(at(29, 8, 57, 36), -90, 90, _WAY, thick)
        for x, y in ((23, 9), (54.5, 16), (54.5, 28), (23, 35), (7, 35)):
            canvas.circle(at(x, y), 1.5 * unit * 5.2, _BRAND, _WAY, thick)
        for x, y in ((7, 9), (41, 9), (41, 35)):
            canvas.circle(at(x, y), 1.5 * unit * 6, _SIGNAL)

    return _smooth((93, 66), draw_mark)


def _smooth(size: tuple[int, int], draw_large: Callable[[ImageDraw.ImageDraw, int], None]) -> Image.Image:
    """Draw something at eight times its size and make it smaller."""
    unit = 8
    large = Image.new("RGBA", (size[0] * unit + 1, size[1] * unit + 1), (255, 255, 255, 0))
    draw_large(ImageDraw.Draw(large), unit)
    return large.resize(size, Image.Resampling.LANCZOS)


def _paste(image: Image.Image, shape: Image.Image, middle: tuple[int, int]) -> None:
    image.paste(shape, (middle[0] - shape.width // 2, middle[1] - shape.height // 2), shape)
