"""What people call a thing: by its link name, or by its name in any language."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from practices.taxonomy.vocabularies import Entry, Vocabulary
from practices.text.plain import comparable, printable

_LONGEST_NAME = 1000  # characters: no name is as long
_LONGEST = 60  # characters of what somebody wrote that a message repeats


class Names:
    """Values by all their names, which are compared as `text.plain.comparable` does."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, set[str]] = {}
        self._values: dict[str, list[str]] = {}
        self._written: dict[str, str] = {}
        for name, value in names:
            self._exact.setdefault(_exactly(name), set()).add(value)
            self._written.setdefault(comparable(name), name)
            values = self._values.setdefault(comparable(name), [])
            if value not in values:
                values.append(value)

    def value(self, text: str) -> str:
        """Return the value that somebody means. Raise ValidationError, with the nearest name, if there is none."""
        values = self._meant(text)
        if len(values) == 1:
            return values[0]
        if values:
            said = {"text": shortened(text), "values": _("’ or ‘").join(values)}
            raise ValidationError(_("‘%(text)s’ can mean ‘%(values)s’. Write one of these.") % said)
        if near := self.nearest(text):
            said = {"text": shortened(text), "near": near}
            raise ValidationError(_("There is no ‘%(text)s’. Is ‘%(near)s’ meant?") % said)
        sentence = _("There is no ‘%(text)s’. The template lists what there is.")
        raise ValidationError(sentence % {"text": shortened(text)})

    def find(self, text: str) -> str | None:
        """Return the value that somebody means, or None if there is none, or more than one."""
        values = self._meant(text)
        return values[0] if len(values) == 1 else None

    def nearest(self, text: str) -> str:
        """Return the name that is nearest to a text, as it is written; empty if none is near."""
        near = difflib.get_close_matches(comparable(text[:_LONGEST_NAME])[:_LONGEST], self._written, 1, 0.75)
        return self._written[near[0]] if near else ""

    @property
    def written(self) -> list[str]:
        """All names, as they are written."""
        return list(self._written.values())

    def _meant(self, text: str) -> list[str]:
        values = self._values.get(comparable(text), []) if len(text) <= _LONGEST_NAME else []
        # ‘ab-c’ and ‘a-bc’ have one comparable form
        return list(self._exact.get(_exactly(text), values)) if len(values) > 1 else values


def of_vocabulary(vocabulary: Vocabulary) -> Names:
    """Return the names of terms, countries, organisations or sources.

    A code or link name comes before what people say, and what is in use before what is retired.
    """
    names = [(name, entry.value) for entry in vocabulary for name in _linked(entry)]
    for retired in (False, True):
        taken = {comparable(name) for name, _value in names}
        called = [(name, entry.value) for entry in vocabulary if entry.retired is retired for name in entry.spellings]
        names += [(name, value) for name, value in called if comparable(name) not in taken]
    return Names(names)


def of_choices(field: models.Field) -> Names:
    """Return the names of a field's choices: as they are stored, and as readers of each language see them."""
    values = [str(value) for value, _label in field.flatchoices]
    names = [(value, value) for value in values]
    for code, _language in settings.LANGUAGES:
        with override(code):
            names += [(str(label), str(value)) for value, label in field.flatchoices]
    return Names(names)


def yes_and_no() -> Names:
    """Return what people write for yes and no, in each language, and what spreadsheets of each make of it."""
    names = [(name, "yes") for name in ("yes", "y", "true", "vrai", "verdadero", "x", "1", "✓", "✔")]
    names += [(name, "no") for name in ("no", "n", "false", "faux", "falso", "0")]
    for code, _language in settings.LANGUAGES:
        with override(code):
            names += [(_("yes"), "yes"), (_("no"), "no")]
    return Names(names)


def shortened(text: str) -> str:
    """Return the beginning of what somebody wrote, for a message."""
    line = " ".join(text[: 20 * _LONGEST].split())  # as much as is looked at of a very long text
    return line if len(line) <= _LONGEST and len(text) <= 20 * _LONGEST else line[:_LONGEST] + "…"


def _linked(entry: Entry) -> Iterable[str]:
    return (entry.value, entry.slug, *entry.codes, *entry.former)


def _exactly(name: str) -> str:
    return printable(name).casefold()
