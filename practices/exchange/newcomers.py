"""Organisations and sources that a table of practices names and that are not there yet: they are added with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from practices.editorial import content, history, link_names
from practices.editorial.content import Content
from practices.editorial.diff import labels
from practices.models import Batch, Organisation, Source
from practices.text.plain import comparable
from practices.text.signs import colon

from .answers import IS, NEW, OUT, Answers, Asked
from .names import Names, of_choices, shortened

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST = 500  # of one table
ABOUT = ("title", "authors", "kind", "year", "url", "publisher")  # what a line may say of a new source
_SHORTEST_FORM = 80  # characters of the short form of a source


class LeftOut(Exception):
    """Somebody said that this is to be left out."""


class Newcomers:
    """What one table adds. Without a batch that it shall be, nothing is saved."""

    MODELS = (Organisation, Source)

    def __init__(self, user: User, answers: Answers, known: content.Known, batch: Batch | None) -> None:
        self._user, self._answers, self._known, self._batch = user, answers, known, batch
        self._made: dict[tuple[str, str], str] = {}  # link names by kind and name
        self.added: list[Content] = []  # all of it: which thing, the name that the table has for it, its content
        self._told = 0  # of these, with earlier rows
        self._unrecorded: list[Any] = []

    def value(self, model: Any, text: str, names: Names, about: Mapping[str, str]) -> str:
        """Return the value that a text means, which may be that of a newcomer.

        Raise ValidationError if it isn't known and can't be added, or somebody must say first whether it shall be;
        raise LeftOut if somebody said that it be left out.
        """
        kind = str(model._meta.model_name)
        if (value := names.find(text)) is not None:
            return value
        if value := self._made.get((kind, comparable(text))):
            return value
        said = self._answers.of(kind, text)
        if said and said[0] == OUT:
            raise LeftOut
        if said and said[0] == IS and (value := names.find(said[1])) is not None:
            return value
        may_add = self._user.has_perm(f"practices.add_{kind}") and len(self._made) < MOST
        near = names.nearest(text)
        if may_add and (said == (NEW, "") or not near):
            return self._add(model, kind, text, about)
        self._ask(model, text, near, may_add)
        return names.value(text)  # which says what is wrong

    def of_row(self) -> list[Content]:
        """Return what the row that was read adds, and begin another row."""
        before, self._told = self._told, len(self.added)
        return self.added[before:]

    def record(self) -> None:
        """Write what was added into the history, as part of the import."""
        for model in self.MODELS:
            added = [thing for thing in self._unrecorded if isinstance(thing, model)]
            reason = self._batch.name if self._batch else ""
            history.record_all(added, self._user, history.Action.IMPORTED, reason, batch=self._batch)
        self._unrecorded = []

    def _ask(self, model: Any, text: str, near: str, may_add: bool) -> None:
        kind = str(model._meta.model_name)
        why = _("There is no ‘%(text)s’.") % {"text": shortened(text)}
        self._answers.ask(Asked(kind, str(model._meta.verbose_name), text, why, near, kind, may_be_new=may_add))

    def _add(self, model: Any, kind: str, text: str, about: Mapping[str, str]) -> str:
        written = _organisation(text) if model is Organisation else _source(text, about)
        taken = {slug for (made, _name), slug in self._made.items() if made == kind}
        written["slug"] = link_names.free(text, kind, taken, model)
        try:
            prepared = content.prepare(written, model())
        except ValidationError as error:
            self._ask(model, text, "", may_add=False)
            raise ValidationError(_cannot(model, text, error.message_dict)) from None
        if self._batch is None:
            prepared.thing.pk = -1 - len(self._made)  # which nothing has: it is not saved
        else:
            content.save([prepared])
            self._unrecorded.append(prepared.thing)
        self._known.put(prepared.thing, written["slug"])
        self._made[kind, comparable(text)] = written["slug"]
        self.added.append({"thing": kind, "name": text, "content": written})
        return str(written["slug"])


def _organisation(text: str) -> Content:
    return {"name_en": text}


def _source(text: str, about: Mapping[str, str]) -> Content:
    short = text if len(text) <= _SHORTEST_FORM else text[: _SHORTEST_FORM - 1].rpartition(" ")[0] + "…"
    kind = about.get("kind", "")
    fields = {field.name: field for field in content.fields_of(Source)}
    return {
        "short_citation": short,
        "title": about.get("title") or text,
        "authors_en": "\n".join(part.strip() for part in about.get("authors", "").replace(";", "\n").splitlines()),
        "kind": of_choices(fields["kind"]).find(kind) or kind,
        "year": about.get("year") or None,
        "url": about.get("url", ""),
        "publisher_en": about.get("publisher", ""),
    }


def _cannot(model: Any, text: str, wrong: Mapping[str, list[str]]) -> str:
    named = labels(model)
    said = {
        "text": shortened(text),
        "why": " ".join(f"{named.get(name, name)}{colon()}{' '.join(told)}" for name, told in wrong.items()),
    }
    if model is Source:
        sentence = _("There is no ‘%(text)s’. To add it, say in the line what it is: title=, authors=, kind=. %(why)s")
        return sentence % said
    return _("There is no ‘%(text)s’, and it can't be added. %(why)s") % said
