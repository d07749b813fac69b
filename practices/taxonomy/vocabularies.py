"""All terms of all vocabularies in memory, read with one query and kept until a vocabulary changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.db.models import CharField, Model, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language

from practices import models
from practices.text.collation import sort_key
from practices.text.plain import comparable, printable

VOCABULARIES = (
    models.Country,
    models.MigrationPhase,
    models.MobilityType,
    models.Organisation,
    models.PolicyArea,
    models.Region,
    models.SkillLevel,
    models.Source,
    models.StakeholderType,
    models.Synonym,
)
# What stands for name, description and other names where they are in one language only.
_UNTRANSLATED: dict[type[Model], tuple[str, str, str]] = {
    models.Source: ("short_citation", "", "title"),
    models.Synonym: ("words", "", "words"),
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@dataclass(frozen=True)
class Entry:
    """One term, country, organisation or source, in every language."""

    value: str  # what a link names it by
    slug: str
    parent: str
    order: int
    retired: bool
    replacement: str  # the value of the term that it was merged into
    names: dict[str, str]
    descriptions: dict[str, str]
    aliases: dict[str, list[str]]
    codes: tuple[str, ...] = ()  # other official ones: of three letters, of a country
    former: tuple[str, ...] = ()  # names that old links have for it
    group: str = ""  # of a policy area

    @property
    def name(self) -> str:
        """The name in the reader's language, or in English where there is none."""
        return self.names.get(get_language() or "en") or self.names["en"]

    @property
    def language(self) -> str:
        """The language of the name, if that is not the reader's: English, where it is not translated."""
        return "" if (get_language() or "en") in self.names else "en"

    @property
    def description(self) -> str:
        """The description in the reader's language, or in English where there is none."""
        return self.descriptions.get(get_language() or "en") or self.descriptions["en"]

    @property
    def language_of_description(self) -> str:
        """The language of the description, if that is not the reader's."""
        return "" if self.descriptions.get(get_language() or "en") else "en"

    @property
    def spellings(self) -> Iterator[str]:
        """All that it is called, in every language: names before other names."""
        yield from self.names.values()
        for aliases in self.aliases.values():
            yield from aliases

    def __str__(self) -> str:
        return self.name


class Vocabulary:
    """The terms of one kind, by value and in order. With `by_spelling`, links may name them as people do, too."""

    def __init__(self, entries: list[Entry], *, by_spelling: bool = False) -> None:
        self._entries = {entry.value: entry for entry in entries}
        self._has_spellings = by_spelling
        self._by_any_name = {name: entry.value for entry in entries for name in entry.former}
        self._by_any_name |= {code.lower(): entry.value for entry in entries for code in entry.codes}
        self._by_any_name |= {entry.slug.lower(): entry.value for entry in entries}
        self._by_any_name |= {entry.value.lower(): entry.value for entry in entries}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def get(self, value: str) -> Entry | None:
        """Return the term of a value as practices and links name it, merged or not. None if there is none."""
        return self._entries.get(value)

    def resolve(self, text: str) -> str | None:
        """Return the value that a link means, following merged and renamed terms, or None if there is no such term.

        This is how every door reads a country: by its codes of two and three letters and its link names; else by what
        it is called in any language.
        """
        value = self._by_any_name.get(printable(text).lower())
        if value is None and self._has_spellings:
            return self._by_spelling.get(comparable(text))
        return None if value is None else self.meaning(value)

    @cached_property
    def _by_spelling(self) -> dict[str, str]:
        """The values that count, by each name in each language. What two things are called names neither."""
        found: dict[str, set[str]] = {}
        for entry in self:
            for spelling in entry.spellings:
                found.setdefault(comparable(spelling), set()).add(self.meaning(entry.value))
        return {key: values.pop() for key, values in found.items() if key and len(values) == 1}

    def meaning(self, value: str) -> str:
        """Return the value of the term that counts for this one: itself, or what it was merged into."""
        seen: set[str] = set()
        while value not in seen and (entry := self._entries.get(value)) and entry.replacement:
            seen.add(value)
            value = entry.replacement
        return value

    def merged_into(self, value: str) -> list[str]:
        """Return the values of all terms that count as this one, itself included."""
        return [entry.value for entry in self if self.meaning(entry.value) == value]

    @cached_property
    def lineages(self) -> dict[str, tuple[str, ...]]:
        """For each value the line from the topmost term down to it."""
        lines = {}
        for value in self._entries:
            line = [value]
            # A circle, which only an update past the forms could make, ends where it began.
            while (parent := self._entries[line[0]].parent) in self._entries and parent not in line:
                line.insert(0, parent)
            lines[value] = tuple(line)
        return lines


class Vocabularies:
    """A snapshot of every vocabulary."""

    def __init__(self, vocabularies: dict[type, Vocabulary]) -> None:
        self._vocabularies = vocabularies
        # What others work out from this snapshot and keep as long as it lasts.
        self.memory: dict[tuple[str, ...], Any] = {}

    def __getitem__(self, model: type) -> Vocabulary:
        return self._vocabularies[model]

    @property
    def synonyms(self) -> list[list[str]]:
        """Groups of words that mean the same."""
        return [entry.aliases["en"] for entry in self[models.Synonym] if not entry.retired]


def read() -> Vocabularies:
    """Read all vocabularies from the database, in one query."""
    return _of(tuple(_everything().all()))


@lru_cache(maxsize=2)  # what is worked out from them takes longer than reading, and most changes are no change of them
def _of(rows: tuple[tuple[Any, ...], ...]) -> Vocabularies:
    """Return the vocabularies that these rows hold: those of before, with their memory, where nothing has changed."""
    former: dict[tuple[str, str], list[str]] = {}
    for model_name, name, pk, *_empty in (row[1:] for row in rows if not row[0]):
        former.setdefault((model_name, pk), []).append(name)
    found: dict[type[Model], list[Entry]] = {model: [] for model in VOCABULARIES}
    for row in (row for row in rows if row[0]):
        model = VOCABULARIES[int(row[0])]
        found[model].append(_entry(row, former.get((str(model._meta.model_name), row[-1]), [])))
    for entries in found.values():
        entries.sort(key=lambda entry: (entry.order, sort_key(entry.names["en"], "en")))
    return Vocabularies(
        {model: Vocabulary(entries, by_spelling=model is models.Country) for model, entries in found.items()}
    )


_cached: tuple[str, Vocabularies] | None = None


def at(version: str | None) -> Vocabularies:
    """Return the vocabularies as they are at a version of the catalogue (see `search.follow`).

    Without a version, which means that nothing follows the change log, they are read anew.
    """
    global _cached
    if version is None:
        return read()
    cached = _cached
    if cached is None or cached[0] != version:
        cached = _cached = (version, read())
    return cached[1]


@cache
def _everything() -> Any:
    """Return the question for all rows. Putting it together takes longer than asking it."""
    first, *others = [_rows(model) for model in VOCABULARIES]
    return first.union(*others, _former_names(), all=True).order_by()  # they are sorted by whoever reads them


def _rows(model: type[Model]) -> Any:
    """Return the rows of one vocabulary, with the columns that all of them share, as text."""
    is_term, is_replaceable = issubclass(model, models.Term), issubclass(model, models.Replaceable)
    value = model.VALUE  # type: ignore[attr-defined]
    columns: dict[str, object] = {
        "v_kind": Value(str(VOCABULARIES.index(model)), CharField()),  # type: ignore[arg-type]
        "v_value": value,
        "v_slug": value if model is models.Synonym else "slug",
        "v_parent": getattr(model, "PARENT", None) or "",
        "v_order": "order" if is_term else "",
        "v_retired": "retired" if is_replaceable or model is models.Synonym else "",
        "v_replacement": f"merged_into__{value}" if is_replaceable else "",
        "v_group": "group" if model is models.PolicyArea else "",
        "v_code": "iso3" if model is models.Country else "",
    }
    for code in LANGUAGES:
        if is_term:
            names = (f"name_{code}", f"description_{code}", f"aliases_{code}")
        elif model is models.Organisation:
            names = (f"name_{code}", "", f"acronym_{code}")
        else:
            names = _UNTRANSLATED[model] if code == "en" else ("", "", "")
        columns |= {f"v_{part}_{code}": path for part, path in zip(("name", "about", "also"), names, strict=True)}
    return _as_texts(model, {**columns, "v_pk": "pk"})


def _former_names() -> Any:
    """Return the names that things had before, in as many columns, of which the first is empty."""
    columns = {"n_none": "", "n_kind": "kind", "n_name": "name", "n_pk": "object_id"}
    return _as_texts(models.FormerName, {**columns, **{f"n_{i}": "" for i in range(6 + 3 * len(LANGUAGES))}})


def _as_texts(model: type[Model], columns: dict[str, object]) -> Any:
    annotations = {
        name: path if not isinstance(path, str) else Cast(path, CharField()) if path else Value("", CharField())
        for name, path in columns.items()
    }
    # A plain QuerySet: modeltranslation's does not keep the order of columns, which a union needs.
    return QuerySet(model).order_by().annotate(**annotations).values_list(*annotations)


def _entry(row: tuple[str | None, ...], former: list[str]) -> Entry:
    texts = [text or "" for text in row]
    languages = {code: texts[9 + 3 * i : 12 + 3 * i] for i, code in enumerate(LANGUAGES)}
    return Entry(
        value=texts[1],
        slug=texts[2],
        parent=texts[3],
        order=int(texts[4] or 0),
        retired=texts[5].lower() in {"1", "true"},
        replacement=texts[6],
        names={code: name for code, (name, _about, _also) in languages.items() if name},
        descriptions={code: about for code, (_name, about, _also) in languages.items()},
        aliases={code: also.splitlines() for code, (_name, _about, also) in languages.items()},
        codes=(texts[8],) if texts[8] else (),
        former=tuple(former),
        group=texts[7],
    )
