"""Copying the whole site: from its sitemap and its fixed addresses, along the links that its pages have."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import URLPattern, get_resolver
from django.utils.translation import override

from practices import search
from practices.caching.release import release
from practices.changelog import records
from practices.dumps import files
from practices.taxonomy.vocabularies import LANGUAGES

from . import searching
from .asking import Site
from .copying import Copied, Copier
from .folder import Entries, Folder
from .places import Kind, matched, place_of
from .processes import copying

if TYPE_CHECKING:
    from .processes import Copy, Task

_SAVED_EVERY = 5_000  # addresses, so that a run that is broken off has not worked in vain
_PERMANENT = "practices/<id:pk>/"
_OF_PRACTICE = re.compile(r"[^<>]*<id:pk>[^<>]*")  # routes with the number alone


@dataclass
class Report:
    """What a run did."""

    files: int = 0
    written: int = 0
    removed: int = 0
    is_unchanged: bool = False  # the site is what it was, so nothing was asked
    missing: list[tuple[str, int]] = field(default_factory=list)  # addresses that pages link to, with their status


def mirror(path: Path, today: datetime.date, jobs: int = 1) -> Report:
    """Bring a mirror up to date. Raises NotAMirror where the folder holds something else."""
    folder = Folder(path)
    state = _state(today)
    if state and folder.state == state:
        return Report(files=len(folder.before), is_unchanged=True)
    with copying(path, today, jobs) as copy:
        run = _Run(folder, copy)
        run.follow(_fixed(), may_be_missing=True)
        run.follow(run.remembered())
        for copied in _own_pages(Copier(path, today), folder.before):
            run.take(copied)
        run.follow(run.found)  # what these need
    run.report.removed = folder.remove_all_but(run.entries)
    run.report.files = len(run.entries)
    folder.save(run.entries, state if not run.report.missing else "")
    return run.report


class _Run:
    """One run: what was seen and what is still to be copied."""

    def __init__(self, folder: Folder, copy: Copy) -> None:
        self._folder, self._copy = folder, copy
        self._editions = _editions()
        self.report, self.entries = Report(), Entries()
        self.seen: set[str] = set()
        self._may_be_missing: set[str] = set()
        self.found: set[str] = set()
        self._saved = 0

    def follow(self, addresses: Iterable[str], may_be_missing: bool = False) -> None:
        """Copy these addresses, at all of which there need not be something, and what they lead to."""
        self.found = set(addresses) - self.seen
        self._may_be_missing = self.found if may_be_missing else set()
        while self.found:
            asked = sorted(self.found)
            self.seen |= self.found
            self.found = set()
            for copied in self._copy(self._tasks(asked)):
                self.take(copied)

    def take(self, copied: Copied) -> None:
        """Take down what became of an address, and what it leads to."""
        self.seen.add(copied.address)
        if copied.entry is None:
            self._miss(copied)
            return
        self.entries[copied.address] = copied.entry
        self.report.written += copied.is_written
        self.found |= {one for one in copied.links if place_of(one).kind is Kind.HERE} - self.seen
        if len(self.entries) - self._saved >= _SAVED_EVERY:
            self._saved = len(self.entries)
            self._folder.save({**self._folder.before, **self.entries}, "")

    def _miss(self, copied: Copied) -> None:
        """Take down that there is nothing to copy. Where the site could not answer, what the mirror has stays."""
        before = self._folder.before.get(copied.address)
        is_fault = copied.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if is_fault and before:
            self.entries[copied.address] = before
        if is_fault or copied.address not in self._may_be_missing:
            self.report.missing.append((copied.address, copied.status))

    def remembered(self) -> list[str]:
        """Return the pages that the mirror has of practices which nothing leads to any more: their tombstones stay.

        Files for machines go: without a server they can't say that they are gone.
        """
        left = (one for one in self._folder.before.keys() - self.seen if one.endswith("/") and _number(one) is not None)
        site = Site()
        return [one for one in left if site.ask(one).status in {301, 410}]

    def _tasks(self, addresses: Iterable[str]) -> Iterator[Task]:
        return ((one, self._folder.before.get(one), _edition_of(one, self._editions)) for one in addresses)


def _fixed() -> Iterator[str]:
    """Yield the addresses without a parameter, and those of each practice that is or was public, by the routes."""
    numbers = list(records.current().values_list("practice_id", "is_gone"))
    with override(LANGUAGES[0]):
        found = [
            (language, route)
            for is_translated, route in _routes()
            for language in LANGUAGES[: 3 if is_translated else 1]
        ]
    for language, route in found:
        prefix = "/" if language == LANGUAGES[0] else f"/{language}/"
        if "<" not in route:
            yield from _here(prefix + route)
        elif _OF_PRACTICE.fullmatch(route):
            for number, is_gone in numbers:
                # Of what is gone the page tells, from its permanent address.
                yield from (
                    _here(prefix + route.replace("<id:pk>", str(number))) if not is_gone or route == _PERMANENT else ()
                )


def _routes() -> Iterator[tuple[bool, str]]:
    """Yield the route of each address of the site, and whether there is one for each language."""
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield False, str(pattern.pattern)
        else:
            for inside in pattern.url_patterns:
                yield from (
                    (True, str(one.pattern)) for one in getattr(inside, "url_patterns", ()) if not str(inside.pattern)
                )


def _here(address: str) -> Iterator[str]:
    if place_of(address).kind is Kind.HERE:
        yield address


def _number(address: str) -> int | None:
    """Return the number of the practice that an address is about."""
    match = matched(address.partition("?")[0])
    return match.kwargs.get("pk") if match else None


def _edition_of(address: str, editions: dict[int, str]) -> str:
    """Return of what a file for machines about one practice is made. Pages show more than their practice."""
    return "" if address.endswith("/") else editions.get(_number(address) or 0, "")


def _editions() -> dict[int, str]:
    """Return what each practice says to machines, as the number of its last change and what else is in its files."""
    made_by = f"{release()} {_settings()}"
    return {pk: f"{number} {made_by}" for pk, number in records.current().values_list("practice_id", "number")}


def _settings() -> str:
    said = (settings.SITE_URL, settings.CONTACT_EMAIL, settings.PUBLISHER, settings.LICENCE_NAME, settings.LICENCE_URL)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:8]


def _state(today: datetime.date) -> str:
    """Return what a mirror is made of: as long as it is the same, there is nothing to do. '' where it is not known."""
    if not records.keep_up() or not (edition := search.snapshot().edition):
        return ""
    dumped = [manifest["made"] for manifest in files.manifests()]
    parts = (edition, release(), _settings(), dumped, today.isoformat())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


def _own_pages(copier: Copier, before: Entries) -> Iterator[Copied]:
    """Yield what the site has not: the small search, and the page that is shown where there is nothing."""
    for language in LANGUAGES:
        yield from searching.write(copier, language, before)
        yield copier.missing_page(language, before.get(copier.missing_address(language)))
