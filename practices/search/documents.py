"""What the index knows of each practice, read from the database in batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import tantivy

from practices.facets import FACETS, values_of
from practices.models import Practice
from practices.vocabularies import LANGUAGES, Entry, Vocabularies, sort_key

from . import schema

BATCH = 1000


@dataclass(frozen=True)
class Document:
    """One published practice as the index sees it."""

    pk: int
    texts: dict[str, str]  # text field -> its text
    facets: dict[str, list[str]]  # facet -> values
    sort_keys: dict[str, str]  # sort field -> key

    @property
    def digest(self) -> str:
        """A short sum of all its texts."""
        return hashlib.sha256(repr(sorted(self.texts.items())).encode()).hexdigest()[:16]

    def for_index(self) -> tantivy.Document:
        """Return it in tantivy's form."""
        document = tantivy.Document()
        document.add_integer("id", self.pk)
        document.add_text(schema.DIGEST, self.digest)
        for field, text in {**self.texts, **self.sort_keys}.items():
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
            Practice.objects.published()
            .filter(pk__in=batch)
            .prefetch_related("requirements", "figures", "citations", "involvements__organisation")
        )
        values = values_of(batch, vocabularies)
        for practice in practices:
            yield _document(practice, values[practice.pk], vocabularies)


def _document(practice: Practice, values: dict[str, list[str]], vocabularies: Vocabularies) -> Document:
    texts = {}
    for language in LANGUAGES:
        for part, text in _parts(practice, values, vocabularies, language).items():
            if text:
                texts[schema.text_field(part, language)] = text
    texts[schema.PLAIN] = " \n ".join(texts.values())
    published = practice.published_at.timestamp() if practice.published_at else 0
    sort_keys = {schema.sort_field("newest", ""): f"{int(published * 1_000_000):020d}{practice.pk:012d}"}
    for language in LANGUAGES:
        title = getattr(practice, f"title_{language}") or practice.title_en  # type: ignore[attr-defined]
        sort_keys[schema.sort_field("title", language)] = f"{sort_key(title)} {practice.pk:012d}"
    return Document(practice.pk, texts, values, sort_keys)


def _parts(
    practice: Practice, values: dict[str, list[str]], vocabularies: Vocabularies, language: str
) -> dict[str, str]:
    """Return the text of each part in one language, empty where it is not translated."""

    def own(row: object, field: str) -> str:
        return str(getattr(row, f"{field}_{language}") or "")

    body = [own(practice, field) for field in ("problem", "done", "results", "lessons")]
    body += [own(row, "text") for row in practice.requirements.all()]
    body += [own(row, "label") for row in practice.figures.all()]
    if language == "en":
        body += [row.section for row in practice.citations.all()]
    return {
        "title": own(practice, "title"),
        "summary": own(practice, "summary"),
        "body": " \n ".join(text for text in body if text),
        "names": " \n ".join(_names(practice, values, vocabularies, language)),
    }


def _names(
    practice: Practice, values: dict[str, list[str]], vocabularies: Vocabularies, language: str
) -> Iterator[str]:
    """Yield the names in one language of all that the practice is tagged with, and of its organisations."""
    for facet in FACETS:
        if facet.vocabulary is None:
            continue
        vocabulary = vocabularies[facet.vocabulary]
        for value in values[facet.name]:
            if entry := vocabulary.get(value):
                yield from _names_of(entry, language)
    for involvement in practice.involvements.all():
        organisation = involvement.organisation
        for field in ("name", "acronym"):
            if text := getattr(organisation, f"{field}_{language}"):
                yield text


def _names_of(entry: Entry, language: str) -> Iterator[str]:
    if language in entry.names:
        yield entry.names[language]
    yield from entry.aliases[language]
