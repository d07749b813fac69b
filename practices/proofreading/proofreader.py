"""All that is asked of the first content, in one place: what the command says and the tests hold."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from . import documents, entries, evidence, figures, glossary, wording
from .entries import Entry
from .figures import Evidence

TRANSLATIONS = ("fr", "es")


class Proofreader:
    """Reads the fixtures of a project, given by its folder. Each method yields sentences that say what to mend."""

    def __init__(self, project: Path) -> None:
        self._fixtures, self._glossary = project / "fixtures", project / "docs" / "glossary.md"
        self._lists = self._fixtures / "proof"

    @cached_property
    def entries(self) -> list[Entry]:
        """The practices of the fixtures."""
        return entries.entries(self._fixtures)

    def by_documents(self, folder: Path) -> Iterator[str]:
        """Hold each number against the cited passage and each text against the documents. Write both lists anew."""
        read = documents.documents(self._fixtures, folder)
        found = [one for entry in self.entries for one in figures.find(entry, read, self._records)]
        evidence.write(self._lists, [one for one in found if isinstance(one, Evidence)], read.values(), self._names)
        yield from (one for one in found if isinstance(one, str))
        for entry in self.entries:
            yield from self.shared_runs(entry)

    def unproven_numbers(self, entry: Entry) -> Iterator[str]:
        """Hold every number of an entry against the list that was made of the documents."""
        return evidence.unproven(entry, self._proven, self._records)

    def shared_runs(self, entry: Entry) -> Iterator[str]:
        """Hold every text, in each language, against the runs of words of the documents."""
        for language in ("en", *TRANSLATIONS):
            for place, text in entry.texts(language).items():
                for run in wording.runs(text, self._names):
                    if wording.digest(run) in self._runs:
                        yield f"{entry.file}, {language}, {place}: a document has the words ‘{run}’."

    def translation(self, entry: Entry, language: str) -> Iterator[str]:
        """Hold a translation against the English and the glossary: all of it, the same numbers, the agreed terms."""
        english, texts = entry.texts("en"), entry.texts(language)
        for place in english.keys() ^ texts.keys():
            yield f"{entry.file}, {language}, {place}: stands in one of the languages only."
        for place in english.keys() & texts.keys():
            ours, theirs = figures.numbers(english[place]), figures.numbers(texts[place], language)
            if Counter(ours) != Counter(theirs):
                yield f"{entry.file}, {language}, {place}: the English has the numbers {ours}, this {theirs}."
        yield from glossary.departures(entry, language, self._terms)

    # Read after `by_documents` has written them, where that is asked at all.

    @cached_property
    def _proven(self) -> frozenset[tuple[str, ...]]:
        return evidence.figures(self._lists)

    @cached_property
    def _runs(self) -> frozenset[bytes]:
        return evidence.runs(self._lists)

    @cached_property
    def _terms(self) -> list[glossary.Term]:
        return glossary.terms(self._glossary)

    @cached_property
    def _sources(self) -> list[dict[str, Any]]:
        return self._read("sources.toml", "sources")

    @cached_property
    def _records(self) -> dict[str, set[str]]:
        return figures.records(self._sources)

    @cached_property
    def _names(self) -> wording.Names:
        organisations = self._read("organisations.toml", "organisations")
        texts = self._read("documents.toml", "names")
        titles = [source["title"] for source in self._sources]
        return wording.Names([*texts, *titles, *(organisation["name"] for organisation in organisations)])

    def _read(self, name: str, table: str) -> list[Any]:
        return list(tomllib.loads((self._fixtures / name).read_text(encoding="utf-8"))[table])
