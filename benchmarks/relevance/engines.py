"""Ours and two plain engines on the same texts. Each takes a question and returns the practices it shows first."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from unittest.mock import patch

import tantivy
from django.test import override_settings
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from benchmarks.entries import TEXTS, WEIGHTS, Entry
from benchmarks.relevance.questions import Question
from practices.discovery.browse import Browse
from practices.discovery.criteria import Criteria
from practices.search import encoder

Ask = Callable[[Question], list[int]]

DEPTH = 10  # practices asked for
_STEMMERS = {"en": "english", "fr": "french", "es": "spanish"}
_WRITER_MEMORY = 15_000_000  # bytes, the least that tantivy takes


def engines(entries: list[Entry]) -> dict[str, Ask]:
    """Return all by name, made to answer from these entries; ours answers from the database that they are of. The
    encoder is asked where it is installed.
    """
    second = {"with encoder": _with_encoder} if encoder.is_installed() else {}
    return {"ours": _without_encoder, **second, "FTS5": _fts5(entries), "BM25": _bm25(entries)}


def _ours(question: Question) -> list[int]:
    """As a page of results reads and answers it. What is shown where nothing is found does not count."""
    with translation.override(question.language):
        return Browse(Criteria.from_parameters(MultiValueDict({"q": [question.text]}))).results.ids[:DEPTH]


def _without_encoder(question: Question) -> list[int]:
    with override_settings(SEARCH_ENCODER=False):
        return _ours(question)


def _with_encoder(question: Question) -> list[int]:
    """It may take its time to read practices: a site has read them after some questions."""
    with override_settings(SEARCH_ENCODER=True), patch.object(encoder, "_SECONDS", 60):
        return _ours(question)


def _fts5(entries: list[Entry]) -> Ask:
    """SQLite's full text search with its own stemmer; any word may be found."""
    connection = sqlite3.connect(":memory:")
    weights = ", ".join(map(str, WEIGHTS.values()))
    connection.executescript(
        f"CREATE VIRTUAL TABLE words USING fts5 ({', '.join(TEXTS)}, tokenize='porter unicode61 remove_diacritics 2');"
        f"INSERT INTO words (words, rank) VALUES ('rank', 'bm25({weights})');"
    )
    connection.executemany(
        f"INSERT INTO words (rowid, {', '.join(TEXTS)}) VALUES (?, ?, ?, ?, ?)",
        [(entry.id, *_texts(entry)) for entry in entries],
    )

    def ask(question: Question) -> list[int]:
        text = " OR ".join(f'"{word}"' for word in _words(question))
        rows = connection.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", (text, DEPTH))
        return [pk for (pk,) in rows]

    return ask


def _bm25(entries: list[Entry]) -> Ask:
    """Tantivy's BM25 with the Snowball stemmer of the question's language; any word may be found."""
    indexes = {language: _index(entries, language) for language in _STEMMERS}

    def ask(question: Question) -> list[int]:
        index = indexes[question.language]
        searcher = index.searcher()
        query = index.parse_query(" ".join(_words(question)), list(TEXTS), field_boosts=WEIGHTS)
        hits = searcher.search(query, DEPTH).hits
        ids = searcher.fast_field_values("id", [address for _score, address in hits])
        return [int(pk) for pk in ids if pk is not None]

    return ask


def _index(entries: list[Entry], language: str) -> tantivy.Index:
    builder = tantivy.SchemaBuilder().add_integer_field("id", fast=True)
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name=language)
    index = tantivy.Index(builder.build())
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    analyzer = analyzer.filter(tantivy.Filter.stemmer(_STEMMERS[language])).filter(tantivy.Filter.ascii_fold())
    index.register_tokenizer(language, analyzer.build())
    writer = index.writer(heap_size=_WRITER_MEMORY, num_threads=1)
    for entry in entries:
        writer.add_document(tantivy.Document(id=entry.id, **dict(zip(TEXTS, _texts(entry), strict=True))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def _texts(entry: Entry) -> list[str]:
    return [getattr(entry, name) for name in TEXTS]


def _words(question: Question) -> list[str]:
    """The words without signs, which would be operators; in small letters, so that none is."""
    return re.findall(r"\w+", question.text.lower())
