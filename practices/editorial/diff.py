"""What differs between two contents, as a curator reads it: names instead of codes, and the words that changed."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from practices.models import Citation
from practices.text.signs import colon, semicolon

from . import content
from .content import Content

# Texts beyond these are shown whole: comparing them word by word would take seconds. A pair is a word of the
# old text and the same one in the new; a thousand ordinary words make some 12,000 of them.
_MOST_WORDS = 4000
_MOST_PAIRS = 40_000


@dataclass(frozen=True)
class Difference:
    """One field that differs."""

    name: str
    label: str
    old: str
    new: str

    @property
    def language(self) -> str:
        """The language that its text is written in, for a field that there is in each language."""
        ending = self.name.rpartition("_")[2]
        return ending if ending in dict(settings.LANGUAGES) else ""

    @property
    def old_parts(self) -> list[tuple[bool, str]]:
        """The older text in pieces, each with whether the newer one lacks it."""
        return [(tag != "equal", old) for tag, old, _new in self._pieces if old]

    @property
    def new_parts(self) -> list[tuple[bool, str]]:
        """The newer text in pieces, each with whether the older one lacks it."""
        return [(tag != "equal", new) for tag, _old, new in self._pieces if new]

    @cached_property
    def _pieces(self) -> list[tuple[str, str, str]]:
        old, new = re.findall(r"\s+|[^\s]+", self.old), re.findall(r"\s+|[^\s]+", self.new)
        if len(old) + len(new) > _MOST_WORDS or _pairs(old, new) > _MOST_PAIRS:
            return [("replace", self.old, self.new)]
        # Spaces are no anchor: matching them with each other would take twenty times as long.
        matcher = difflib.SequenceMatcher(str.isspace, old, new, autojunk=False)
        return [(tag, "".join(old[i1:i2]), "".join(new[j1:j2])) for tag, i1, i2, j1, j2 in matcher.get_opcodes()]


def _pairs(old: list[str], new: list[str]) -> int:
    """Return how many pairs of equal words two texts make, spaces left out."""
    counts = Counter(new)
    return sum(counts[word] for word in old if not word.isspace())


def differences(old: Content, new: Content, model: type[models.Model]) -> list[Difference]:
    """Return the fields in which two contents differ, in the order of the form."""
    return steps([old, new], model)[0]


def steps(contents: Sequence[Content], model: type[models.Model]) -> list[list[Difference]]:
    """Return what differs between each content and the next. Names are fetched once for all of them."""
    named = labels(model)
    differing = [content.changed(old, new) for old, new in pairwise(contents)]
    changed = [[name for name in named if name in names] for names in differing]
    shown = _Shown(model, contents, {name for names in changed for name in names})

    def difference(name: str, old: Content, new: Content) -> Difference:
        return Difference(name, named[name], shown.text(name, old.get(name)), shown.text(name, new.get(name)))

    return [
        [difference(name, old, new) for name in names]
        for names, (old, new) in zip(changed, pairwise(contents), strict=True)
    ]


def labels(model: type[models.Model]) -> dict[str, str]:
    """Return the label of everything that a content of this model names."""
    found = {field.name: str(field.verbose_name) for field in content.fields_of(model)}
    found |= {field.name: str(field.verbose_name) for field in content.terms_of(model)}
    return found | {name: str(row._meta.verbose_name_plural) for name, row in content.rows_of(model).items()}


class _Shown:
    """Values as text. Terms that the values name are fetched once for each vocabulary."""

    def __init__(self, model: type[models.Model], contents: Iterable[Content], names: Iterable[str]) -> None:
        self.fields: dict[str, Any] = {field.name: field for field in content.fields_of(model)}
        self.relations: dict[str, Any] = {field.name: field for field in content.terms_of(model)}
        self.rows = content.rows_of(model)
        self._names: dict[Any, dict[str, str]] = {}
        for name in names:
            for one in contents:
                for vocabulary, value in self._references(name, one.get(name)):
                    self._names.setdefault(vocabulary, {})[value] = value
        for vocabulary, values in self._names.items():
            for row in vocabulary._base_manager.filter(**{f"{vocabulary.VALUE}__in": list(values)}):
                values[str(getattr(row, vocabulary.VALUE))] = str(row)

    def text(self, name: str, value: Any) -> str:
        """Return the value of a field, relation or kind of rows as text."""
        if name in self.relations:
            return "\n".join(self._name(self.relations[name].related_model, slug) for slug in value or [])
        if name in self.rows:
            return "\n".join(self._row(self.rows[name], row) for row in value or [])
        return self._value(self.fields[name], value)

    def _references(self, name: str, value: Any) -> Iterator[tuple[Any, str]]:
        """Yield the terms that a value names, each with its vocabulary."""
        if name in self.relations:
            yield from ((self.relations[name].related_model, slug) for slug in value or [])
        elif name in self.rows:
            for field in content.fields_of(self.rows[name]):
                if field.is_relation and field.related_model is not Citation:
                    yield from ((field.related_model, row[field.name]) for row in value or [] if row.get(field.name))
        elif self.fields[name].is_relation and value:
            yield self.fields[name].related_model, value

    def _name(self, vocabulary: Any, value: str) -> str:
        return self._names[vocabulary].get(value, value)

    def _value(self, field: Any, value: Any) -> str:
        if value is None or value == "":
            return ""
        if field.is_relation and field.related_model is not Citation:
            return self._name(field.related_model, value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)

    def _row(self, model: type[models.Model], row: Content) -> str:
        """Return a row as one line: its values, each with its label where it isn't plain from the value."""
        values = [(field, self._value(field, row.get(field.name))) for field in content.fields_of(model)]
        return semicolon().join(f"{field.verbose_name}{colon()}{value}" for field, value in values if value)
