"""The offline edition: a mirror's pages for people in one file, small enough for a poor line.

What machines read stays out, as do lists that the small search makes as well, and what needs a line by nature. The
same mirror gives the same bytes.
"""

from __future__ import annotations

import os
import posixpath
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlencode, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from practices.taxonomy.vocabularies import LANGUAGES

from .copying import named_by_sitemap
from .folder import Folder
from .passing import Attributes, Passing
from .places import ORIGINAL, language_of, matched, search_data, search_page
from .rewriting import LIVE_MARK

TOP = "labour-mobility-practices"  # the folder that everything is unpacked into
_README = "README.txt"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first time that the format knows: files have no other here
_ONLINE_ONLY = "data-online-only"  # of elements that make no sense without a line
_LINKS_KEPT = {"stylesheet", "icon", "canonical", "license"}
_METADATA = ("og:", "twitter:", "citation_", "dc.", "dcterms.", "htmx")  # how names begin of what machines read
_PAGES = {"practice", "organisations", "sources"}  # also those that the sitemap does not name
_SEARCHED = {"organisation", "source", "corridor"}  # pages of which the small search shows the list
_LEFT_OUT = _SEARCHED | {"partners"}  # what partners can do needs a line
_PLAIN = {"practice", "country"}  # pages of which there are most: without drawings beside what is told in words


def pack(root: Path, target: Path) -> int:
    """Write the offline edition of the mirror in a folder into a file. Return its size in bytes."""
    folder = Folder(root)
    addresses = {entry.file: address for address, entry in folder.before.items()}
    packed = _chosen(root, addresses)
    handle, partial = tempfile.mkstemp(prefix=".packing-", dir=target.parent)
    try:
        with (
            os.fdopen(handle, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packing,
        ):
            _add(packing, _README, _readme())
            for name in sorted(packed):
                content = (root / name).read_bytes()
                if name.endswith(".html"):
                    content = _Slim(name, content.decode(), packed, addresses).slim().encode()
                _add(packing, name, content)
        Path(partial).chmod(0o644)
        Path(partial).replace(target)
    finally:
        Path(partial).unlink(missing_ok=True)
    return target.stat().st_size


def _chosen(root: Path, addresses: dict[str, str]) -> set[str]:
    """Return the files that are packed: pages for people, and what these need."""
    named = {address for path in root.glob("sitemap-*.xml") for address in named_by_sitemap(path.read_bytes())}
    named = {address for address in named if not _is(address, _LEFT_OUT)}
    own = {find(language) for language in LANGUAGES for find in (search_page, search_data)}
    return own | {file for file, address in addresses.items() if address in named or _is_packed(address)}


def _is_packed(address: str) -> bool:
    if address.startswith(settings.STATIC_URL) or address == "/favicon.ico":
        return True
    _path, _mark, query = address.partition("?")
    return _is(address, _PAGES) and (not query or query.startswith("page="))


def _is(address: str, names: set[str]) -> bool:
    match = matched(address.partition("?")[0])
    return match is not None and match.url_name in names


def _readme() -> bytes:
    """Return what the edition is and where to begin, in each language."""
    texts = []
    for language in LANGUAGES:
        with override(language):
            start = "index.html" if language == ORIGINAL else f"{language}/index.html"
            given = {"start": start, "site": settings.SITE_URL}
            texts.append(render_to_string("mirror/readme.txt", given).strip())
    return ("\n\n----\n\n".join(texts) + "\n").encode()


def _add(packing: zipfile.ZipFile, name: str, content: bytes) -> None:
    about = zipfile.ZipInfo(f"{TOP}/{name}", _LONG_AGO)
    about.external_attr = 0o644 << 16
    about.create_system = 3  # the same on every system that it is packed on
    about.compress_type = zipfile.ZIP_DEFLATED
    packing.writestr(about, content)


class _Slim(Passing):
    """A page of a mirror without what only machines read, with links to what is packed."""

    def __init__(self, file: str, text: str, packed: set[str], addresses: dict[str, str]) -> None:
        super().__init__()
        self._file, self._text, self._packed, self._addresses = file, text, packed, addresses
        self._is_plain = _is(addresses.get(file, ""), _PLAIN)

    def slim(self) -> str:
        """Return the page."""
        return self.passed(self._text)

    def is_tag_left_out(self, tag: str, given: dict[str, str | None]) -> bool:
        """What machines read of a page in its head."""
        if tag == "link":
            return given.get("rel") not in _LINKS_KEPT
        name = (given.get("name") or given.get("property") or "").lower()
        return tag == "meta" and name.startswith(_METADATA)

    def is_left_out(self, tag: str, given: dict[str, str | None]) -> bool:
        """What machines read in its body, what needs a line, and drawings that the page does not show."""
        if tag == "symbol":
            return f'"#{given.get("id")}"' not in self._text
        is_for_machines = given.get("type") == "application/ld+json" or given.get("class") == "Z3988"
        is_drawing = tag == "svg" and given.get("class") != "mark"
        is_decoration = given.get("aria-hidden") == "true" or given.get("class") in {"qr", "years"}
        is_too_much = is_drawing and is_decoration and self._is_plain
        return is_for_machines or is_too_much or tag == "iframe" or _ONLINE_ONLY in given

    def handle_data(self, data: str) -> None:
        """Pass on text, without lines that are empty."""
        super().handle_data("\n" if "\n" in data and data.isspace() else data)

    def changed(self, tag: str, attrs: Attributes) -> Attributes:
        """Return the attributes of a link as they hold in the offline edition."""
        given = dict(attrs)
        target = given.get("href")
        if tag not in {"a", "area"} or not target or target.startswith("#") or urlsplit(target).scheme:
            return attrs
        path, sharp, fragment = target.partition("#")
        path = path.partition("?")[0]
        file = posixpath.normpath(posixpath.join(posixpath.dirname(self._file), unquote(path)))
        if file in self._packed:
            return attrs
        link, is_live = self._elsewhere(self._addresses[file])
        changed: Attributes = [(name, link + sharp + fragment if name == "href" else value) for name, value in attrs]
        return [*changed, (LIVE_MARK, None)] if is_live else changed

    def _elsewhere(self, address: str) -> tuple[str, bool]:
        """Return where a link leads whose file is not packed, and whether that is the site."""
        path, _mark, query = address.partition("?")
        match = matched(path)
        if match is not None and match.url_name in {"organisation", "source"}:
            query = urlencode({match.url_name: match.kwargs["slug"]})
        elif match is not None and match.url_name == "corridor" and _are_countries(match.kwargs.values()):
            query = urlencode(match.kwargs)
        elif match is None or match.url_name != "browse":
            return settings.SITE_URL + address, True
        return f"{'../' * self._file.count('/')}{search_page(language_of(path))}?{query}", False


def _are_countries(ends: Iterable[str]) -> bool:
    """Whether both ends of a corridor are countries: the small search can't ask for others."""
    return all(len(end) == 2 for end in ends)
