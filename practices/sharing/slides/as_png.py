"""A slide as a picture of pixels."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from practices.sharing.pictures.shapes import disc, mark, paste
from practices.sharing.pictures.typesetting import font_of

from . import HEIGHT, WIDTH, Slide
from .layout import Box, Code, Disc, Mark, Shape, Text, shapes


@lru_cache(maxsize=100)  # of some 100 kB each
def png(slide: Slide) -> bytes:
    """Return the file."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    canvas = ImageDraw.Draw(image)
    for shape in shapes(slide):
        _draw(image, canvas, shape)
    file = io.BytesIO()
    image.quantize(256, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _draw(image: Image.Image, canvas: ImageDraw.ImageDraw, shape: Shape) -> None:
    match shape:
        case Text():
            font = font_of(shape.is_serif, shape.size, shape.weight)
            canvas.text((shape.x, shape.y), shape.text, shape.colour, font, anchor="ms" if shape.is_centred else "ls")
        case Box(x, y, width, height, colour):
            canvas.rectangle((x, y, x + width - 1, y + height - 1), colour)
        case Disc(x, y, radius, colour):
            paste(image, disc(radius, colour), (round(x), round(y)))
        case Mark(x, y):
            paste(image, mark(), (round(x), round(y)))
        case Code(x, y, module, runs, colour):
            for column, row, length in runs:
                left, top = x + column * module, y + row * module
                canvas.rectangle((left, top, left + length * module - 1, top + module - 1), colour)
