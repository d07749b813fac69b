"""The index's fields, made from the facets and the languages, and the weights of the text fields."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version

import tantivy

from practices.models import Practice
from practices.taxonomy.facets import INDEXED, SEARCHED

from . import analysis

# What a match in each part of a practice is worth.
WEIGHTS = {"title": 3.0, "summary": 2.0, "body": 1.0}
# A match in the name of a country, term or institution that the practice is tagged with.
NAME_WEIGHT = 2.5
# A word that only begins as what was typed.
COMPLETION_WEIGHT = 0.5
# A short sum of all that the index holds of a practice, by which `index --check` compares it with the database.
DIGEST = "digest"
# The fields of the keys by which practices are ordered, the highest first, whatever is asked for.
NEWEST, NAMED = ORDERS = "newest", "named"
# Raise it when documents.py puts other things into the same fields: every machine then rebuilds its index.
VERSION = 9


def text_field(part: str, language: str) -> str:
    """The field that holds one part of a practice in one language."""
    return f"{part}_{language}"


def facet_field(name: str) -> str:
    """The field that holds a facet's values, by which a name weighs in the order of results."""
    return f"facet_{name}"


def title_key(language: str) -> str:
    """The field that holds the keys by which titles are ordered in one language."""
    return f"sort_title_{language}"


@cache
def build() -> tantivy.Schema:
    """Return the schema. The id is found by term and read from its column; no text is stored."""
    builder = tantivy.SchemaBuilder()
    # Not an unsigned field: tantivy's delete_documents_by_term would find nothing in it.
    builder.add_integer_field("id", stored=False, indexed=True, fast=True)
    for name in (*ORDERS, DIGEST):
        builder.add_unsigned_field(name, stored=False, indexed=False, fast=True)
    for language in analysis.STEMMERS:
        for part in WEIGHTS:
            builder.add_text_field(text_field(part, language), tokenizer_name=language)
        builder.add_text_field(title_key(language), fast=True, tokenizer_name="raw", index_option="basic")
    for facet in SEARCHED:
        builder.add_text_field(facet_field(facet.name), tokenizer_name="raw", index_option="basic")
    return builder.build()


@cache
def fingerprint() -> str:
    """Return a short name of all that decides what an index holds. Another fingerprint means: rebuild."""
    parts = [VERSION, version("tantivy"), sorted(WEIGHTS), sorted(analysis.STEMMERS), sorted(analysis.FUNCTION_WORDS)]
    parts += [Practice.TEXTS, *(facet.definition for facet in INDEXED)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def register_analyzers(index: tantivy.Index) -> None:
    """Tell an index how to split text. Needed each time that one is opened."""
    for language in analysis.STEMMERS:
        index.register_tokenizer(language, analysis.stemming(language))
