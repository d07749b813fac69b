"""What the index knows of each practice, read from the database in batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import tantivy

from practices.facets import SEARCHED, values_of
from practices.models import Practice
from practices.vocabularies import LANGUAGES, Vocabularies, sort_key

from . import analysis, schema

BATCH = 1000
_SECTIONS = ("problem", "done", "results", "lessons")
_LONGEST_KEY = 24  # characters of a title by which it is ordered; practices alike in these stand by number


@dataclass(frozen=True)
class Document:
    """One published practice as the index sees it."""

    pk: int
    texts: dict[str, str]  # text field -> its text
    facets: dict[str, list[str]]  # facet -> values
    title_keys: dict[str, str]  # field -> key, for each language that it has a title in
    newest: int

    @cached_property
    def digest(self) -> int:
        """A short sum of all of it."""
        everything = repr((sorted(self.texts.items()), sorted(self.facets.items()), self.title_keys, self.newest))
        return int.from_bytes(hashlib.blake2b(everything.encode(), digest_size=8).digest(), "big")

    @property
    def words(self) -> set[str]:
        """All of its words but function words, as they are compared."""
        return {word for text in self.texts.values() for word in analysis.meaningful().analyze(text)}

    def for_index(self) -> tantivy.Document:
        """Return it in tantivy's form."""
        document = tantivy.Document()
        document.add_integer("id", self.pk)
        document.add_unsigned(schema.DIGEST, self.digest)
        document.add_unsigned(schema.NEWEST, self.newest)
        for field, text in {**self.texts, **self.title_keys}.items():
            document.add_text(field, text)
        for name, values in self.facets.items():
            for value in values:
                document.add_text(schema.facet_field(name), value)
        return document


def read(practice_ids: Iterable[int], vocabularies: Vocabularies) -> Iterator[Document]:
    """Yield a document for each of these practices that is published."""
    ids = list(practice_ids)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        practices = (
            Practice.objects.published().filter(pk__in=batch).prefetch_related("requirements", "figures", "citations")
        )
        values = values_of(batch, vocabularies, SEARCHED)
        for practice in practices:
            yield _document(practice, values[practice.pk])


def _document(practice: Practice, values: dict[str, list[str]]) -> Document:
    texts = {
        schema.text_field(part, language): text
        for language in LANGUAGES
        for part, text in texts_of(practice, language).items()
        if text
    }
    keys = {
        schema.title_key(language): title_key(title, practice.pk)
        for language in LANGUAGES
        if (title := in_language(practice, "title", language))
    }
    return Document(practice.pk, texts, values, keys, newest_key(practice.published_at, practice.pk))


def title_key(title: str, pk: int) -> str:
    """Return the key by which a practice is ordered by its title."""
    return f"{sort_key(title)[:_LONGEST_KEY]} {pk:08x}"


def newest_key(published: datetime | None, pk: int) -> int:
    """Return the key by which a practice is ordered by the second of its publication, then by its number."""
    return int(published.timestamp() if published else 0) << 32 | pk


def texts_of(practice: Practice, language: str) -> dict[str, str]:
    """Return the text of each part of a practice in one language, empty where it is not translated."""
    rows = [(practice.requirements.all(), "text"), (practice.figures.all(), "label")]
    body = [text for _name, text in sections(practice, language)]
    body += [text for found, field in rows for row in found if (text := in_language(row, field, language))]
    if language == "en":
        body += [row.section for row in practice.citations.all() if row.section]
    return {
        "title": in_language(practice, "title", language),
        "summary": in_language(practice, "summary", language),
        "body": " \n ".join(body),
    }


def own_texts(practice: Practice, language: str) -> list[str]:
    """Return title, summary and sections of a practice in one language."""
    texts = [in_language(practice, "title", language), in_language(practice, "summary", language)]
    return [*texts, *(text for _name, text in sections(practice, language))]


def sections(practice: Practice, language: str) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each section that a practice has in one language."""
    for name in _SECTIONS:
        if text := in_language(practice, name, language):
            yield name, text


def in_language(row: object, field: str, language: str) -> str:
    return str(getattr(row, f"{field}_{language}") or "")
