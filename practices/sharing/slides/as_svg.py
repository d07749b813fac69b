"""A slide as SVG that stands alone: text is text, in fonts of the reader where ours are missing. Nothing is loaded."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from practices.text.xml import add, written
from practices.web.colours import colours

from . import HEIGHT, WIDTH, Slide
from .layout import Box, Code, Disc, Mark, Shape, Text, shapes

SANS = "'Source Sans 3', 'Source Sans Pro', Arial, sans-serif"
SERIF = "'Source Serif 4', 'Source Serif Pro', Georgia, serif"
# As in templates/_mark.html: a way that comes back, the stops on it, and those where something is done.
_WAY, _STOPS, _FULL = "M7 9h36a13 13 0 0 1 0 26H7", ((23, 9), (54.5, 16), (54.5, 28), (23, 35), (7, 35)), (
    (7, 9), (41, 9), (41, 35),
)  # fmt: skip


def svg(slide: Slide) -> bytes:
    """Return the file."""
    size = {"width": str(WIDTH), "height": str(HEIGHT), "viewBox": f"0 0 {WIDTH} {HEIGHT}"}
    about = {"role": "img", "aria-labelledby": "title desc", "lang": slide.language, "font-family": SANS}
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, **about})
    add(root, "title", slide.title, {"id": "title"})
    add(root, "desc", slide.alt, {"id": "desc"})
    for shape in shapes(slide):
        _draw(root, shape)
    return written(root)


def _draw(into: Element, shape: Shape) -> None:
    match shape:
        case Text():
            _text(into, shape)
        case Box(x, y, width, height, colour):
            place = {"x": _length(x), "y": _length(y), "width": _length(width), "height": _length(height)}
            add(into, "rect", "", place | {"fill": colour})
        case Disc(x, y, radius, colour):
            add(into, "circle", "", {"cx": _length(x), "cy": _length(y), "r": str(radius), "fill": colour})
        case Mark(x, y):
            _mark(into, x, y)
        case Code(x, y, module, runs, colour):
            drawn = "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in runs)
            place = {"transform": f"translate({_length(x)} {_length(y)}) scale({module})"}
            add(into, "path", "", {"d": drawn, "fill": colour, "shape-rendering": "crispEdges"} | place)


def _text(into: Element, one: Text) -> None:
    """Write a line as wide as it is in our fonts, whatever the reader's are."""
    how = {
        "font-weight": str(one.weight) if one.weight != 400 else "",
        "font-family": SERIF if one.is_serif else "",
        "text-anchor": "middle" if one.is_centred else "",
        "lang": one.language,
    }
    fixed = {"x": _length(one.x), "y": _length(one.y), "font-size": str(one.size), "fill": one.colour}
    fixed |= {"textLength": _length(one.width), "lengthAdjust": "spacingAndGlyphs"}
    add(into, "text", one.text, fixed | {name: value for name, value in how.items() if value})


def _mark(into: Element, x: float, y: float) -> None:
    brand, way, signal = (colours()[f"light-{name}"] for name in ("brand", "on-brand-2", "signal"))
    group = add(into, "g", "", {"transform": f"translate({_length(x - 46.5)} {_length(y - 33)}) scale(1.5)"})
    add(group, "path", "", {"d": _WAY, "fill": "none", "stroke": way, "stroke-width": "2"})
    for cx, cy in _STOPS:
        place = {"cx": str(cx), "cy": str(cy), "r": "4.2"}
        add(group, "circle", "", place | {"fill": brand, "stroke": way, "stroke-width": "2"})
    for cx, cy in _FULL:
        add(group, "circle", "", {"cx": str(cx), "cy": str(cy), "r": "6", "fill": signal})


def _length(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
