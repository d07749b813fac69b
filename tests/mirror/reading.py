"""Reading what was written: the links of pages."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Links(HTMLParser):
    """Takes down where the elements of a page lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def targets(self) -> list[str]:
        names = ("href", "src", "action")
        return [value for _tag, given in self.found for name in names if (value := given.get(name)) is not None]


def broken(root: Path) -> list[str]:
    """Return the links of all pages in a folder that lead to no file in it, or to a server's root."""
    wrong = []
    for page in root.rglob("*.html"):
        if page.name == "404.html":  # shown at any address, so its links are full
            continue
        for target in Links(page.read_text()).targets():
            parts = urlsplit(target)
            if parts.scheme or not parts.path:
                continue
            file = (page.parent / unquote(parts.path)).resolve()
            if target.startswith("/") or not file.is_file() or root.resolve() not in file.parents:
                wrong.append(f"{page.relative_to(root)}: {target}")
    return wrong
