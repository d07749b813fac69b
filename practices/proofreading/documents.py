"""The source documents as plain text: which passage a citation names."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from practices.models import locators

_PARAGRAPH = re.compile(r"^ *(\d+)\.\s", re.MULTILINE)
_FOOTNOTE = re.compile(r"^(?:<sup>(\d+)</sup>|([⁰¹²³⁴-⁹]+)) ?(.*)$", re.MULTILINE)
_MARK = re.compile(r"<sup>(\d+)</sup>|([⁰¹²³⁴-⁹]+)")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class Heading(NamedTuple):
    """A heading as a document prints it, as citations call it, and its page if there is a table of contents."""

    printed: str
    called: str
    page: int | None


@dataclass(frozen=True)
class Document:
    """A document's text, and its headings in their order."""

    slug: str
    text: str
    headings: tuple[Heading, ...] = ()

    def passage(self, citation: dict[str, Any]) -> str:
        """Return what stands at the cited place. Raise LookupError if there is no such place."""
        if numbers := citation.get("paragraphs"):
            return "\n".join(map(self._paragraph, _numbers(locators.normalised(numbers, locators.PARAGRAPHS))))
        if pages := citation.get("pages"):
            return self._pages(locators.normalised(pages))
        return self._section(citation["section"])

    @cached_property
    def _paragraphs(self) -> dict[int, str]:
        marks = list(_PARAGRAPH.finditer(self.text))
        ends = [*(mark.start() for mark in marks[1:]), len(self.text)]
        return {int(mark[1]): self.text[mark.start() : end] for mark, end in zip(marks, ends, strict=False)}

    @cached_property
    def _footnotes(self) -> dict[str, str]:
        return {_number(note): note[3] for note in _FOOTNOTE.finditer(self.text)}

    def _paragraph(self, number: int) -> str:
        """A paragraph with the footnotes that it marks, wherever these stand, and without those of others."""
        if number not in self._paragraphs:
            raise LookupError(f"{self.slug} has no paragraph {number}.")
        text = _FOOTNOTE.sub("", self._paragraphs[number])
        marks = map(_number, _MARK.finditer(text))
        return "\n".join([text, *(f"{mark} {self._footnotes[mark]}" for mark in marks if mark in self._footnotes)])

    @cached_property
    def _starts(self) -> list[int]:
        """Where each heading stands in the text, found one after the other."""
        found: list[int] = []
        since = 0
        for heading in self.headings:
            words = r"\s+".join(map(re.escape, heading.printed.split()))
            match = re.compile(rf"^\W*{words}\W*$", re.MULTILINE | re.IGNORECASE).search(self.text, since)
            if match is None:
                raise LookupError(f"{self.slug} has no heading {heading.printed!r} where documents.toml expects it.")
            found.append(match.start())
            since = match.end()
        return found

    def _pages(self, pages: str) -> str:
        """The text from the last heading on or before the first page to the first heading after the last page."""
        first, last = locators.ends(pages)
        if not f"{first}{last}".isdigit():
            raise LookupError(f"{self.slug} has no page {pages}, since its table of contents names none but numbers.")
        paged = [(one.page, start) for one, start in zip(self.headings, self._starts, strict=True) if one.page]
        begins = [start for page, start in paged if page <= int(first)]
        if not begins:
            raise LookupError(f"{self.slug} has no page {first}.")
        until = int(last or first)
        ends = [start for page, start in paged if page > until and not pages.endswith("-")]  # '47-' has no end
        return _with_numbered_footnotes(self.text[begins[-1] : ends[0] if ends else None])

    def _section(self, section: str) -> str:
        """The text below the heading that the section names last."""
        named = [
            (section.rindex(one.called), place) for place, one in enumerate(self.headings) if one.called in section
        ]
        if not named:
            raise LookupError(f"{self.slug} has no section {section!r}.")
        _at, place = max(named)
        ends = [*self._starts[1:], len(self.text)]
        return _with_numbered_footnotes(self.text[self._starts[place] : ends[place]])


def documents(fixtures: Path, folder: Path) -> dict[str, Document]:
    """Read the documents in a folder, by the link names of their sources. Raise OSError if one is missing."""
    told = tomllib.loads((fixtures / "documents.toml").read_text(encoding="utf-8"))
    return {
        slug: Document(
            slug,
            (folder / one["file"]).read_text(encoding="utf-8", errors="replace"),
            tuple(
                Heading(line["title"], line.get("called", line["title"]), line.get("page"))
                for line in one.get("headings", [])
            ),
        )
        for slug, one in told["documents"].items()
    }


def _number(mark: re.Match[str]) -> str:
    """Return the number of a footnote, from its mark."""
    return str(mark[1] or mark[2].translate(_RAISED))


def _with_numbered_footnotes(text: str) -> str:
    return _FOOTNOTE.sub(lambda note: f"{_number(note)} {note[3]}", text)


def _numbers(paragraphs: str) -> list[int]:
    """Return the numbers in '5-7, 9'."""
    found: list[int] = []
    for part in paragraphs.replace(" ", "").split(","):
        first, _dash, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found
