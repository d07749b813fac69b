"""Draws the picture that a link to a page brings along in social networks and chats."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw

from practices.web.colours import colours

from .shapes import disc, mark, paste
from .typesetting import balanced, can_write, cut, sans, serif, size_of_labels, widest, wrapped

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

_INK, _INK_2, _INK_3, _PAPER, _WASH, _LINE, _LINE_2, _STOP, _BRAND, _ON_BRAND = (
    colours()[f"light-{name}"]
    for name in (
        "ink", "ink-2", "ink-3", "paper", "wash", "line", "line-2", "stop", "brand", "on-brand",
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
    paste(image, mark(), (_MARGIN + 46, _HEAD // 2))
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
    size = size_of_labels([stop.label for stop in stops], room, 24)
    most = max(stop.count for stop in stops) if subject.is_counted else 0
    canvas.line((middles[0], _TRACK, middles[-1], _TRACK), _LINE_2, 3)
    for stop, middle in zip(stops, middles, strict=True):
        if not stop.count:
            canvas.line((middle, _TRACK - 11, middle, _TRACK + 11), _LINE_2, 3)
        elif most:
            radius = max(22, round(_LARGEST * math.sqrt(stop.count / most)))
            paste(image, disc(radius, _STOP), (round(middle), _TRACK))
            canvas.text((middle, _TRACK), f"{stop.count}", _PAPER, sans(24, 600), anchor="mm")
        else:
            paste(image, disc(_SMALLEST, _STOP), (round(middle), _TRACK))
        font = sans(size, 600 if stop.count else 400)
        for number, line in enumerate(wrapped(stop.label, font, room)[:2]):
            place = (middle, _TRACK + 58 + number * size * 1.15)
            canvas.text(place, cut(line, font, room), _INK if stop.count else _INK_3, font, anchor="ms")
