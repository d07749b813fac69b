"""A page of the site made into one of the mirror: relative links, no script that needs the site, and where it is from.

Whatever is not a link, a form or a script is passed on as it came.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.templatetags.static import static

from .passing import Attributes, Passing
from .places import LIVE, Kind, Place, language_of, place_of, search_page

Places = Callable[[str], Place]

SERVER_ONLY = "data-server-only"  # of elements that the mirror leaves out
OWN = "data-mirror"  # of scripts that are the mirror's own
LIVE_MARK = "data-live"  # of links and forms that lead out of it
_LINKS = {
    "a": "href",
    "area": "href",
    "link": "href",
    "iframe": "src",
    "img": "src",
    "source": "src",
    "form": "action",
    "script": "src",
}
_UNUSED_LINKS = {"preload", "manifest", "search"}  # browsers refuse them in a folder, or they need the site
_OF_SCRIPTS = ("data-hx-", "data-suggest", "data-module", "data-htmx", OWN)
_CHECKS = {"integrity", "crossorigin"}  # browsers refuse what has them in a folder
_STYLE, _COPY = "css/mirror.css", "js/copy.js"


@dataclass
class Page:
    """A page of the mirror."""

    text: str = ""
    links: set[str] = field(default_factory=set)  # addresses of the site that the mirror has, or should have
    leads_to_search: bool = False
    leads_out: bool = False


def rewritten(
    text: str, address: str, file: str, notice: Callable[[Page], str], places: Places = place_of, absolute: bool = False
) -> Page:
    """Return the page at an address as it is to stand in a file. `absolute`: for one that is shown at any address."""
    return _Rewriter(address, file, places, absolute).page(text, notice)


class _Rewriter(Passing):
    """Fills in two pieces at the end: what the head needs, and the notice."""

    def __init__(self, address: str, file: str, places: Places, absolute: bool) -> None:
        super().__init__()
        self._address, self._places = address, places
        self._root = f"{settings.SITE_URL}/" if absolute else "../" * file.count("/")
        self._absolute = absolute
        self._page = Page()
        self._head = self._notice = -1  # which pieces are filled in
        self._in_masthead = False
        self._copies = False

    def page(self, text: str, notice: Callable[[Page], str]) -> Page:
        """Return a page made into one of the mirror."""
        self.passed(text)
        if self._notice >= 0:
            self.pieces[self._notice] = notice(self._page)
        if self._head >= 0:
            style = f'<link rel="stylesheet" href="{self._static(_STYLE)}">\n'
            script = f'<script src="{self._static(_COPY)}" defer></script>\n' if self._copies else ""
            self.pieces[self._head] = style + script
        self._page.text = "".join(self.pieces)
        return self._page

    def is_tag_left_out(self, tag: str, given: dict[str, str | None]) -> bool:
        """No script of the site runs here: what is for readers without is for all."""
        return tag == "noscript" or (tag == "link" and given.get("rel") in _UNUSED_LINKS)

    def is_left_out(self, tag: str, given: dict[str, str | None]) -> bool:
        """Scripts of the site, and what makes no sense without it."""
        self._copies |= self._is_copying(given.get("src")) or self._is_copying(given.get("data-module"))
        self._in_masthead |= tag == "header" and given.get("class") == "masthead"
        return SERVER_ONLY in given or (tag == "script" and "src" in given and OWN not in given)

    def ended(self, tag: str) -> None:
        """Keep places for what the head needs, and for the notice: below the masthead or, without one, at the end."""
        if tag == "head":
            self._head = self._place()
        elif tag == "body" and self._notice < 0:
            self._notice = self._place()
        super().ended(tag)
        if tag == "header" and self._in_masthead:
            self._in_masthead, self._notice = False, self._place()

    def _place(self) -> int:
        self.pieces.append("")
        return len(self.pieces) - 1

    def changed(self, tag: str, attrs: Attributes) -> Attributes:
        """Return the attributes without those of scripts, and with links that hold in the mirror."""
        kept = [one for one in attrs if one[0] not in _CHECKS and not one[0].startswith(_OF_SCRIPTS)]
        name = _LINKS.get(tag)
        target = dict(attrs).get(name) if name else None
        if name is None or target is None:
            return kept
        link, leads_out = self._form(dict(attrs), target) if tag == "form" else self._link(target)
        changed: Attributes = [(key, link if key == name else value) for key, value in kept]
        return [*changed, (LIVE_MARK, None)] if leads_out and tag in {"a", "area", "form"} else changed

    def _form(self, given: dict[str, str | None], action: str) -> tuple[str, bool]:
        """Return where a form leads, and whether that is out of the mirror. No file takes what is filled in."""
        target = urljoin(self._address, action).partition("?")[0]
        is_question = (given.get("method") or "get").lower() == "get" and self._places(
            f"{target}?q="
        ).kind is Kind.SEARCH
        if is_question and not self._absolute:
            self._page.leads_to_search = True
            return self._root + search_page(language_of(target)), False
        return self._out(target)

    def _link(self, target: str) -> tuple[str, bool]:
        """Return a link that holds in the mirror, and whether it leads out of it, to the site."""
        if target.startswith("#") or not target:
            return target, False
        joined, sharp, fragment = urljoin(self._address, target).partition("#")
        if joined.startswith(f"{settings.SITE_URL}/"):  # an address that is to hold outside the site
            self._find(joined.removeprefix(settings.SITE_URL))
            return target, False
        if urlsplit(joined).scheme or joined.startswith("//"):
            return target, False
        place = self._find(joined)
        if self._absolute or place is LIVE:
            link, leads_out = self._out(joined)
            return link + sharp + fragment, leads_out and not self._absolute
        if place.kind is Kind.SEARCH:
            self._page.leads_to_search = True
            return self._root + place.file + (f"?{place.query}" if place.query else ""), False
        return self._root + place.file + sharp + fragment, False

    def _find(self, address: str) -> Place:
        place = self._places(address)
        if place.kind is Kind.HERE:
            self._page.links.add(address)
        return place

    def _out(self, address: str) -> tuple[str, bool]:
        self._page.leads_out = True
        return settings.SITE_URL + address, True

    def _static(self, name: str) -> str:
        """Return the link to a static file, which the mirror then needs."""
        address = static(name)
        self._page.links.add(address)
        return self._root + address[1:]

    def _is_copying(self, module: str | None) -> bool:
        return module is not None and module == static(_COPY)
