"""Lines of text in Source Serif and Source Sans, whose licences lie beside them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

_FOLDER = Path(__file__).parent
_IN_NO_FONT = "\uffff"


@lru_cache(maxsize=64)
def serif(size: int) -> FreeTypeFont:
    """Return the font of titles."""
    font = ImageFont.truetype(_FOLDER / "SourceSerif4.ttf", size)
    font.set_variation_by_axes([600, min(size, 60)])  # weight, optical size
    return font


@lru_cache(maxsize=64)
def sans(size: int, weight: int) -> FreeTypeFont:
    """Return the font of everything else."""
    font = ImageFont.truetype(_FOLDER / "SourceSans3.ttf", size)
    font.set_variation_by_axes([weight])
    return font


def font_of(is_serif: bool, size: int, weight: int = 400) -> FreeTypeFont:
    """Return one of the two. The serif has but one weight."""
    return serif(size) if is_serif else sans(size, weight)


def can_write(text: str) -> bool:
    """Return whether both fonts have every letter of a text."""
    letters = set(unicodedata.normalize("NFC", text))
    return all(_has(is_serif, letter) for is_serif in (True, False) for letter in letters)


@lru_cache(maxsize=4_000)
def _has(is_serif: bool, letter: str) -> bool:
    font = font_of(is_serif, 24)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask(_IN_NO_FONT))


def widest(lines: Iterable[str], font: FreeTypeFont) -> float:
    """Return the width of the longest of some lines."""
    return max((font.getlength(line) for line in lines), default=0)


def wrapped(text: str, font: FreeTypeFont, width: float) -> list[str]:
    """Break a text into lines between its words. A line is too wide only where one word is."""
    lines: list[str] = []
    for word in unicodedata.normalize("NFC", text).split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def first_lines(text: str, font: FreeTypeFont, width: float, most: int) -> list[str]:
    """Break a text into lines. Of more than there may be, the first ones, with an ellipsis after the last word."""
    lines = wrapped(text, font, width)
    if len(lines) <= most or most < 1:
        return lines[: max(most, 0)]
    words = lines[most - 1].split()
    while len(words) > 1 and font.getlength(f"{' '.join(words)} …") > width:
        words.pop()
    return [*lines[: most - 1], f"{' '.join(words).rstrip('.,;:')} …"]


def balanced(text: str, font: FreeTypeFont, width: int) -> list[str]:
    """Break a text into as few lines as fit, of about the same width."""
    best = wrapped(text, font, width)
    for narrower in range(width - 20, width // 2, -20):
        lines = wrapped(text, font, narrower)
        if len(lines) > len(best) or widest(lines, font) > narrower:
            break
        best = lines
    return best


def cut(line: str, font: FreeTypeFont, width: float) -> str:
    """Return a line, or what there is room for with an ellipsis."""
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(f"{line} …") > width:
        line = line[:-1]
    return f"{line.rstrip(' ·→')} …"


def size_of_labels(labels: Iterable[str], room: float, largest: int) -> int:
    """Return the largest size at which the longest word of some labels has room, 12 at least."""
    words = [word for label in labels for word in label.split()]
    return next((size for size in range(largest, 12, -1) if widest(words, sans(size, 600)) <= room), 12)
