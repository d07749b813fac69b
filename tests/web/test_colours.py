"""Colours stand in `tokens.css` alone: styles, templates, pictures and addresses of machines take them from there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from PIL import ImageColor

from practices.web.colours import colours

ROOT: Path = settings.BASE_DIR
CSS = ROOT / "static" / "css"
TOKENS = CSS / "tokens.css"
# Browsers show it outside any page, where no token is known. A test below holds its colours to the tokens.
ICON = ROOT / "static" / "img" / "icon.svg"

VALUE = re.compile(r":\s*([^;{}]+)[;}]")  # of a declaration
COLOUR = re.compile(
    rf"#[0-9a-f]{{3,8}}\b|\b(?:rgb|hsl|hwb|lab|lch|color)a?\(|(?<![\w-])(?:{'|'.join(ImageColor.colormap)})(?![\w-])"
)
QUOTED = re.compile(r"""["']#(?:[0-9a-f]{3}|[0-9a-f]{6})["']|\b(?:rgb|hsl)a?\(""", re.IGNORECASE)


def colours_in(text: str, suffix: str) -> list[str]:
    """Return the colours that are written out in a style, or in anything else."""
    if suffix != ".css":
        return QUOTED.findall(text)
    values = VALUE.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return [colour for value in values for colour in COLOUR.findall(value)]


def test_no_colour_is_written_out_anywhere_else() -> None:
    found = {}
    for folder in ("static", "templates", "practices", "catalogue"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".css", ".js", ".svg", ".html", ".py"} and path not in {TOKENS, ICON}:
                found[str(path.relative_to(ROOT))] = colours_in(path.read_text(encoding="utf-8"), path.suffix)
    assert len(found) > 300
    assert {path: colours for path, colours in found.items() if colours} == {}


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("a { color: #0033a0; }", ".css"),
        ("a { border: 1px solid rgb(0 0 0 / 0.5) }", ".css"),
        ("a { background: white; }", ".css"),
        ('canvas.text("a", "#16213A")', ".py"),
        ("<rect fill='#fff'/>", ".svg"),
    ],
)
def test_a_colour_that_is_written_out_would_be_found(text: str, suffix: str) -> None:
    assert colours_in(text, suffix)


@pytest.mark.parametrize(
    "text",
    ["a { white-space: nowrap; }", "#cafe a { color: inherit; }", "a { color: var(--ink); }"],
)
def test_what_is_no_colour_is_not_taken_for_one(text: str) -> None:
    assert colours_in(text, ".css") == []


def test_the_icon_has_the_colours_of_the_tokens() -> None:
    own = {colours()[f"light-{name}"] for name in ("brand", "on-brand-2", "signal")}
    assert set(re.findall("#[0-9a-f]+", ICON.read_text())) == own


def test_each_colour_is_a_pair_from_which_each_page_chooses() -> None:
    pairs = {theme: {name for name in colours() if name.startswith(theme)} for theme in ("light-", "dark-")}
    names = {name.removeprefix("light-") for name in pairs["light-"]}
    assert names == {name.removeprefix("dark-") for name in pairs["dark-"]}

    text = TOKENS.read_text()
    otherwise = re.findall(r"--([a-z0-9-]+): var\(--light-\1\);", text)
    chosen = re.findall(r"--([a-z0-9-]+): light-dark\(var\(--light-\1\), var\(--dark-\1\)\);", text)
    assert set(otherwise) == set(chosen) == names
