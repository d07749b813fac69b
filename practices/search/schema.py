"""The index's fields, made from FACETS and the languages, and the weights of the text fields."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version

import tantivy

from practices.facets import FACETS

from . import analysis

# What a match in each part of a practice is worth. `names` are its countries, terms, institutions and acronyms.
WEIGHTS = {"title": 4.0, "names": 2.5, "summary": 2.0, "body": 1.0}
# Words as they stand, for beginnings of words while somebody types.
PLAIN = "plain"
PREFIX_WEIGHT = 0.5
# A short sum of all texts of a practice, by which `index --check` sees whether they are the database's.
DIGEST = "digest"
# Raise it when documents.py puts other things into the same fields: every machine then rebuilds its index.
VERSION = 2


def text_field(part: str, language: str) -> str:
    """The field that holds one part of a practice in one language."""
    return f"{part}_{language}"


def facet_field(name: str) -> str:
    """The field that holds a facet's values."""
    return f"facet_{name}"


def sort_field(sort: str, language: str) -> str:
    """The field that results are ordered by, unless they are by best match."""
    return f"sort_{sort}_{language}" if sort == "title" else f"sort_{sort}"


@cache
def build() -> tantivy.Schema:
    """Return the schema. The id is found by term and read from its column; no text is stored."""
    builder = tantivy.SchemaBuilder()
    # Not an unsigned field: tantivy's delete_documents_by_term would find nothing in it.
    builder.add_integer_field("id", stored=False, indexed=True, fast=True)
    for language in analysis.STEMMERS:
        for part in WEIGHTS:
            builder.add_text_field(text_field(part, language), tokenizer_name=language)
        builder.add_text_field(sort_field("title", language), fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(sort_field("newest", ""), fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(DIGEST, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(PLAIN, tokenizer_name=PLAIN, index_option="basic")
    for facet in FACETS:
        builder.add_text_field(facet_field(facet.name), fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


@cache
def fingerprint() -> str:
    """Return a short name of all that decides what an index holds. Another fingerprint means: rebuild."""
    parts = [VERSION, version("tantivy"), sorted(WEIGHTS), sorted(analysis.STEMMERS)]
    parts += [(facet.name, facet.paths) for facet in FACETS]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def register_analyzers(index: tantivy.Index) -> None:
    """Tell an index how to split text. Needed each time that one is opened."""
    index.register_tokenizer(PLAIN, analysis.plain())
    for language in analysis.STEMMERS:
        index.register_tokenizer(language, analysis.stemming(language))
