"""Copying one address: the site's answer, as it is to stand in the mirror."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from defusedxml import ElementTree
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import override

from practices.taxonomy.vocabularies import LANGUAGES

from .asking import Site
from .folder import Entry, put
from .places import language_of, place_of, search_page
from .rewriting import Page, rewritten

_IN_STYLES = re.compile(r"""url\(["']?([^"')#]+)""")
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
_MISSING_PAGE = "404.html"


@dataclass(frozen=True)
class Copied:
    """What became of one address."""

    address: str
    entry: Entry | None  # None where the site has nothing that can be copied
    links: frozenset[str] = frozenset()  # what else the mirror should have
    status: int = 200
    is_written: bool = False  # else the folder had it already


class Copier:
    """Copies addresses of the site into a folder, as of one day."""

    def __init__(self, root: Path, today: datetime.date) -> None:
        self._root, self._today = root, today
        self._site = Site()

    def copy(self, address: str, before: Entry | None, edition: str = "") -> Copied:
        """Copy what is at an address, unless the folder has it as it is.

        `edition`: of what it is made, where that is known; if it is that of before, the site is not asked.
        """
        file = place_of(address).file
        if edition and before and before.edition == edition and (self._root / file).exists():
            return Copied(address, before)
        if address.startswith(settings.STATIC_URL):
            return self._static(address, file, before)
        answer = self._site.ask(address)
        if answer.status in {301, 302}:
            target = answer.headers["location"].removeprefix(settings.SITE_URL)
            body = self._leading_on(address, file, target)
            return self.put(address, file, body, before, {target})
        if answer.status not in {200, 410}:
            return Copied(address, None, status=answer.status)
        if answer.is_page:
            page = self._rewritten(answer.body, address, file)
            return self.put(address, file, page.text.encode(), before, page.links)
        links = named_by_sitemap(answer.body) if "sitemap" in file else set()
        return self.put(address, file, answer.body, before, links, edition)

    def put(
        self,
        key: str,
        file: str,
        body: bytes,
        before: Entry | None,
        links: Iterable[str] = (),
        edition: str = "",
    ) -> Copied:
        """Write a file, unless the folder has the same, but for the date of the day."""
        digest = self._digest(body)
        if before and before.digest == digest and before.file == file and (self._root / file).exists():
            entry, is_written = Entry(file, digest, edition, before.made), False
        else:
            put(self._root, file, body)
            entry, is_written = Entry(file, digest, edition, self._today.isoformat()), True
        return Copied(key, entry, frozenset(links), is_written=is_written)

    @staticmethod
    def missing_address(language: str) -> str:
        """Return an address at which the site has nothing, in one language."""
        return f"/{_MISSING_PAGE}" if language == LANGUAGES[0] else f"/{language}/{_MISSING_PAGE}"

    def missing_page(self, language: str, before: Entry | None) -> Copied:
        """Write the page for addresses at which there is nothing. It is shown at any address, so its links are full."""
        address = self.missing_address(language)
        file = address[1:]
        said = self._site.ask(address).body
        page = self._rewritten(said, address, file, absolute=True)
        return self.put(address, file, page.text.encode(), before, page.links)

    def page(self, key: str, address: str, file: str, text: str, before: Entry | None) -> Copied:
        """Write a page of the mirror's own, which stands for the site's at an address."""
        page = self._rewritten(text.encode(), address, file)
        return self.put(key, file, page.text.encode(), before, page.links)

    def _rewritten(self, said: bytes, address: str, file: str, absolute: bool = False) -> Page:
        is_search = file == search_page(language_of(address))
        root = f"{settings.SITE_URL}/" if absolute else "../" * file.count("/")
        return rewritten(
            said.decode(), address, file, lambda page: self._notice(address, root, page, is_search), absolute=absolute
        )

    def _notice(self, address: str, root: str, page: Page, is_search: bool) -> str:
        """Return the line that says that it is a copy, of which day, and where the living page is."""
        language = language_of(address)
        given = {
            "page": page,
            "today": self._today,
            "search": root + search_page(language),
            "is_search": is_search,
            "living": settings.SITE_URL + address,
        }
        with override(language):
            return render_to_string("mirror/_notice.html", given)

    def _leading_on(self, address: str, file: str, target: str) -> bytes:
        """Return a page that leads to another address."""
        place = place_of(target)
        link = "../" * file.count("/") + place.file if place.file else settings.SITE_URL + target
        with override(language_of(address)):
            return render_to_string("mirror/moved.html", {"link": link, "living": settings.SITE_URL + target}).encode()

    def _static(self, address: str, file: str, before: Entry | None) -> Copied:
        """Copy a static file, from where the web server has it or, in development, from where it is made."""
        name = address.removeprefix(settings.STATIC_URL)
        collected = Path(settings.STATIC_ROOT) / name
        found = collected if collected.is_file() else finders.find(name)
        if not found:
            return Copied(address, None, status=404)
        body = Path(str(found)).read_bytes()
        links = {urljoin(address, one) for one in _IN_STYLES.findall(body.decode())} if name.endswith(".css") else set()
        return self.put(address, file, body, before, {one for one in links if one.startswith(settings.STATIC_URL)})

    def _digest(self, body: bytes) -> str:
        """Return what a file says, shortened, without the date of the day."""
        return hashlib.sha256(_day_in_any_form(self._today).sub(b"today", body)).hexdigest()[:20]


@cache
def _day_in_any_form(day: datetime.date) -> re.Pattern[bytes]:
    """Return what finds a day as pages and records for reference managers write it."""
    found = [day.isoformat(), day.strftime("%Y/%m/%d"), rf"{day.year},\s*{day.month},\s*{day.day}\b"]
    for language in LANGUAGES:
        with override(language):
            found.append(re.escape(date_format(day)))
    return re.compile("|".join(found).encode())


def named_by_sitemap(sitemap: bytes) -> set[str]:
    """Return the addresses that a sitemap names."""
    found = (str(loc.text) for loc in ElementTree.fromstring(sitemap).iter(_SITEMAP))
    return {urlsplit(one).path for one in found if one.startswith(f"{settings.SITE_URL}/")}
