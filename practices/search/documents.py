"""What the index knows of each practice, read from the database in batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import tantivy
from django.db.models import QuerySet

from practices.models import ORDER, Citation, Figure, Practice, Requirement
from practices.taxonomy.facets import COUNTED, SEARCHED, values_of
from practices.taxonomy.vocabularies import LANGUAGES, Vocabularies
from practices.text import collation

from . import analysis, schema

BATCH = 1000
ORDERED_BY = ("published_at", "evidence_basis")
_COLUMNS = ("pk", *ORDERED_BY, *(f"{name}_{code}" for name in Practice.TEXTS for code in LANGUAGES))
_LONGEST_KEY = 64  # characters of a title by which it is ordered; practices alike in these stand by number

Columns = Mapping[str, Any]  # a practice's columns by name, such as title_en


@dataclass(frozen=True)
class Document:
    """One published practice as the index sees it."""

    pk: int
    texts: dict[str, str]  # text field -> its text
    facets: dict[str, list[str]]  # facet -> values
    title_keys: dict[str, str]  # field -> key, for each language that it has a title in
    orders: dict[str, int]  # field of an order -> key

    @cached_property
    def digest(self) -> int:
        """A short sum of all of it."""
        everything = repr((sorted(self.texts.items()), sorted(self.facets.items()), self.title_keys, self.orders))
        return int.from_bytes(hashlib.blake2b(everything.encode(), digest_size=8).digest(), "big")

    @property
    def words(self) -> set[str]:
        """All of its words but function words, as they are compared."""
        texts = map(analysis.indexed, self.texts.values())
        return {word for text in texts for word in analysis.meaningful().analyze(text)}

    def for_index(self) -> tantivy.Document:
        """Return it in tantivy's form."""
        document = tantivy.Document()
        document.add_integer("id", self.pk)
        document.add_unsigned(schema.DIGEST, self.digest)
        for field, order in self.orders.items():
            document.add_unsigned(field, order)
        for field, text in self.texts.items():
            document.add_text(field, analysis.indexed(text))
        for field, key in self.title_keys.items():
            document.add_text(field, key)
        for facet in SEARCHED:
            for value in self.facets[facet.name]:
                document.add_text(schema.facet_field(facet.name), value)
        return document


def read(practice_ids: Iterable[int], vocabularies: Vocabularies) -> Iterator[Document]:
    """Yield a document for each of these practices that is published."""
    ids = list(practice_ids)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        # Plain rows: making objects of them would take most of the time of a rebuild.
        found: Any = (
            QuerySet(Practice).filter(state=Practice.State.PUBLISHED, pk__in=batch).order_by("pk").values(*_COLUMNS)
        )
        # Two queries: the ids of a batch for each way to values would be too many for one.
        values, counted = (values_of(batch, vocabularies, facets) for facets in (SEARCHED, COUNTED))
        below = _texts_below(batch)
        for columns in found:
            pk = columns["pk"]
            yield _document(columns, below.get(pk, {}), values[pk] | counted[pk])


def _texts_below(practice_ids: list[int]) -> dict[int, dict[str, list[str]]]:
    """Return the texts of the rows below each practice, by language."""
    texts: dict[int, dict[str, list[str]]] = {}
    for model, field in ((Requirement, "text"), (Figure, "label")):
        columns = [f"{field}_{language}" for language in LANGUAGES]
        rows: Any = QuerySet(model).filter(practice__in=practice_ids).order_by(*ORDER)
        for pk, *found in rows.values_list("practice_id", *columns):
            for language, text in zip(LANGUAGES, found, strict=True):
                texts.setdefault(pk, {}).setdefault(language, []).append(text or "")
    citations: Any = QuerySet(Citation).filter(practice__in=practice_ids).order_by(*ORDER)
    for pk, section in citations.values_list("practice_id", "section"):
        texts.setdefault(pk, {}).setdefault("en", []).append(section)
    return texts


def _document(columns: Columns, below: Mapping[str, list[str]], values: dict[str, list[str]]) -> Document:
    texts = {}
    for language in LANGUAGES:
        body = [text for _name, text in sections(columns, language)] + below.get(language, [])
        for part in ("title", "summary"):
            texts[schema.text_field(part, language)] = columns[f"{part}_{language}"]
        texts[schema.text_field("body", language)] = " \n ".join(text for text in body if text)
    keys = {
        schema.title_key(language): title_key(title, columns["pk"], language)
        for language in LANGUAGES
        if (title := columns[f"title_{language}"])
    }
    texts = {field: text for field, text in texts.items() if text}
    return Document(columns["pk"], texts, values, keys, {order: order_key(order, columns) for order in schema.ORDERS})


def sections(columns: Columns, language: str) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each section that a practice has in one language."""
    for name in Practice.SECTIONS:
        if text := columns[f"{name}_{language}"]:
            yield name, text


def own_texts(columns: Columns, language: str) -> list[str]:
    """Return title, summary and sections of a practice in one language."""
    return [columns[f"{name}_{language}"] or "" for name in Practice.TEXTS]


def title_key(title: str, pk: int, language: str) -> str:
    """Return the key by which a practice is ordered by its title in a language."""
    return f"{collation.title_key(title, language)[:_LONGEST_KEY]} {pk:08x}"


def order_key(order: str, columns: Columns) -> int:
    """Return the key, of 64 bits, by which a practice stands in one of `schema.ORDERS`, from `pk` and ORDERED_BY."""
    published: datetime | None = columns["published_at"]
    seconds, pk = int(published.timestamp() if published else 0), int(columns["pk"])
    if order == schema.NEWEST:
        return seconds << 32 | pk
    # One bit says whether it is named. For that, practices of the same two seconds stand by number.
    is_named = columns["evidence_basis"] == Practice.EvidenceBasis.NAMED_PRACTICE
    return int(is_named) << 63 | seconds // 2 << 32 | pk
