"""Round shapes: Pillow's own have jagged edges."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageDraw

from practices.web.colours import colours

_BRAND, _WAY, _SIGNAL = (colours()[f"light-{name}"] for name in ("brand", "on-brand-2", "signal"))


def paste(image: Image.Image, shape: Image.Image, middle: tuple[int, int]) -> None:
    """Put a shape on an image, with its middle at a place."""
    image.paste(shape, (middle[0] - shape.width // 2, middle[1] - shape.height // 2), shape)


@lru_cache
def disc(radius: int, colour: str) -> Image.Image:
    """Return a stop of the track where something is done."""
    size = 2 * radius
    return _smooth((size, size), lambda canvas, unit: canvas.ellipse((0, 0, size * unit, size * unit), colour))


@lru_cache
def mark() -> Image.Image:
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
