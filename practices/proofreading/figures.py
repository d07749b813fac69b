"""The numbers that an entry gives, and whether its source gives them at the cited place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from .documents import Document
from .entries import Entry

# Thousands are parted by a comma in English, by a (narrow, unbroken) space in French and Spanish, which write 0,6.
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_OTHERS = re.compile(r"\d{1,3}(?:[\u202f\u00a0]\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
# What English and French count in billions and milliards, Spanish counts in thousands of millions.
_THOUSAND_MILLIONS = re.compile(r"(\d+)[\u202f\u00a0]000(?= millones)")
_WORDS = {
    **{word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)},
    **{word: 10 * number for number, word in enumerate("twenty thirty forty fifty sixty seventy".split(), 2)},
    **dict.fromkeys(("twice", "double", "doubled"), 2),
    "half": 50,  # per cent
}
_SCALES = (1, 1_000_000, 1_000_000_000)  # '204 billion' is a figure of 204000000000


class Evidence(NamedTuple):
    """A number of an entry, and the passage that it stands in."""

    entry: int
    number: str
    source: str
    place: str


def numbers(text: str, language: str = "en") -> list[str]:
    """Return the numbers in a text as they are computed with: 300000, 0.6."""
    if language == "en":
        found = [one.replace(",", "") for one in _ENGLISH.findall(text)]
    else:
        text = _THOUSAND_MILLIONS.sub(r"\1", text)
        found = [re.sub(r"[\u202f\u00a0]", "", one).replace(",", ".") for one in _OTHERS.findall(text)]
    return [one.lstrip("0") or "0" if one.isdigit() else one for one in found]


def place_of(citation: dict[str, Any]) -> str:
    """Return how the list of evidence names a passage."""
    return str(citation.get("paragraphs") or citation.get("pages") or citation["section"])


def given(entry: Entry) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield each number that an entry gives in English, with the citations of which one must have it."""
    for place, text in entry.texts("en").items():
        own = _citation_of(entry, place)
        yield from ((number, own or entry.citations) for number in numbers(text))
    for figure in entry.data.get("figures", []):
        for name in ("value", "value_max"):
            if name in figure:
                yield f"{Decimal(str(figure[name])).normalize():f}", [entry.citations[figure["citation"] - 1]]


def find(entry: Entry, documents: dict[str, Document], records: dict[str, set[str]]) -> Iterator[Evidence | str]:
    """Yield the passage of each number, or a sentence that says that there is none.

    `records` holds the numbers of the sources' own records, such as their year.
    """
    seen = set()
    for number, citations in given(entry):
        if (number, key := tuple(map(place_of, citations))) in seen:
            continue
        seen.add((number, key))
        if is_recorded(number, entry, citations, records):
            continue
        found = next((one for one in citations if _has(documents[one["source"]].passage(one), number)), None)
        if found is None:
            yield f"{entry.file}: {number} does not stand in {' or '.join(map(place_of, citations))}."
        else:
            yield Evidence(entry.number, number, found["source"], place_of(found))


def is_recorded(number: str, entry: Entry, citations: list[dict[str, Any]], records: dict[str, set[str]]) -> bool:
    """Return whether a number tells when or as what it was reported, which no passage need have."""
    reported = numbers(str(entry.data.get("reported_on", "")))
    return number in reported or any(number in records[citation["source"]] for citation in citations)


def records(sources: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Return the numbers of each source's record, by link name."""
    told = ("year", "date", "number", "document_symbol")
    return {
        source["slug"]: {number for name in told for number in numbers(str(source.get(name, "")))} for source in sources
    }


def _citation_of(entry: Entry, place: str) -> list[dict[str, Any]]:
    """The one citation that a text of a citation or a figure belongs to."""
    rows, _space, rest = place.partition(" ")
    if rows == "citations":
        return [entry.citations[int(rest.split()[0]) - 1]]
    if rows == "figures":
        figure = entry.data["figures"][int(rest.split()[0]) - 1]
        return [entry.citations[figure["citation"] - 1]]
    return []


def _has(passage: str, number: str) -> bool:
    wanted = Decimal(number)
    said = {Decimal(one) for one in numbers(passage)}
    said |= {Decimal(_WORDS[word]) for word in re.findall(r"[a-z]+", passage.lower()) if word in _WORDS}
    return any(wanted / scale in said for scale in _SCALES)
