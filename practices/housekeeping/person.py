"""One person: an account, the mail addresses and names that go with it, and every place in the database that has them.

Columns are found by looking at the models, so that none is forgotten that comes later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from practices.alerts import signing_up
from practices.models import Alert, Briefing, FormerName, LinkCheck, Logged, Offer, Submission, Synonym, Version

# What holds the catalogue's own texts, in which a name is content: an author's, or of whom a document tells.
_CATALOGUE: tuple[type[models.Model], ...] = (Logged, Synonym, FormerName, LinkCheck, Offer, Version)
_OF_THE_CODE = (Group, Permission, ContentType)
_TEXTS = (models.CharField, models.TextField, models.JSONField)
_ASCII = re.compile(r"[ -!#-\[\]-~]+")  # but for quotes and backslashes, which JSON writes otherwise
_PLAIN = re.compile(r"[^\W\d_]+")  # letters alone: a user name that may be a word of some text


class NotFound(Exception):
    """Nothing is stored about this person, or the words for them fit several."""


@dataclass(frozen=True)
class Person:
    """Whom it is about. Somebody who only proposed something, or is told by mail, has no account."""

    account: User | None
    mails: frozenset[str]
    names: frozenset[str]  # user name, full name, and names of proposals

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds them in a text: addresses, and names that are no single word that others may use."""
        names = {name for name in self.names if not _PLAIN.fullmatch(name)}
        words = sorted(self.mails | names, key=len, reverse=True)
        # Not within another word or address: there is a Joana beside Ana.
        return re.compile(rf"(?<![\w.+-])(?:{'|'.join(map(re.escape, words)) or '(?!)'})(?!\w|[.-]\w|@)", re.IGNORECASE)

    def is_named_by(self, text: str) -> bool:
        """Whether a text names them, or is nothing but a name of theirs."""
        return bool(self.pattern.search(text)) or text.strip().lower() in {name.lower() for name in self.names}

    def replaced(self, text: str, by: str) -> str:
        """Return a text with something else in the place of their names and addresses."""
        return self.pattern.sub(by, text) if self.pattern.search(text) else by if self.is_named_by(text) else text


@dataclass(frozen=True)
class Place:
    """A column of one row that names the person."""

    model: type[models.Model]
    pk: Any
    field: str

    def __str__(self) -> str:
        return f"{self.model._meta.label} {self.pk}, {self.field}"


def find(who: str) -> Person:
    """Return the person of a user name or mail address. Raise NotFound."""
    accounts = list(User.objects.filter(username=who) or User.objects.filter(email__iexact=who))
    if len(accounts) > 1:
        raise NotFound(f"Several accounts have this address: {', '.join(map(str, accounts))}. Name one of them.")
    account = accounts[0] if accounts else None
    mails = {one for one in (account.email if account else who, account and account.username) if one and "@" in one}
    proposals = submissions(mails)
    if account is None and not proposals and not alerts(mails):
        raise NotFound(f"Nothing is stored about {who!r}: no account, no proposal, no alert.")
    names = {account.username, account.get_full_name()} if account else set()
    names |= {proposal.name for proposal in proposals}
    return Person(account, frozenset(mails), frozenset(name for name in names if name))


def submissions(mails: set[str] | frozenset[str]) -> list[Submission]:
    """Return what was proposed with some mail addresses."""
    asked = reduce(or_, (Q(email__iexact=mail) for mail in mails), Q(pk=None))
    return list(Submission.objects.filter(asked))


def alerts(mails: set[str] | frozenset[str]) -> list[Alert]:
    """Return what some mail addresses are told of."""
    return list(signing_up.of(*mails))


def places(person: Person) -> Iterator[Place]:
    """Yield every column of every row that names the person, but for the account itself."""
    for model in apps.get_models(include_auto_created=True):
        if model is not User and model not in _OF_THE_CODE:
            for field in texts_of(model):
                yield from _places(person, model, field)


def texts_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the columns of a model that hold text, or JSON with text in it."""
    return [field for field in model._meta.concrete_fields if isinstance(field, _TEXTS)]


def is_of_the_catalogue(place: Place) -> bool:
    """Whether what names the person is a text of the catalogue, or of its history, or what a briefing keeps of it."""
    of_version = place.model is Version and place.field != "content"
    in_a_briefing = place.model is Briefing and place.field == "content"
    return in_a_briefing or (issubclass(place.model, _CATALOGUE) and not of_version)


def is_credit(field: str) -> bool:
    """Whether a field of a practice says by name who proposed, checked or confirmed it."""
    return field in {"credit", "verified_by"} or field.startswith("confirmed_by_")


def _places(person: Person, model: type[models.Model], field: models.Field[Any, Any]) -> Iterator[Place]:
    rows: Any = model._base_manager.annotate(_text=Cast(field.name, models.TextField())).filter(_may_name(person))
    for pk, value in rows.values_list("pk", field.name).iterator(chunk_size=500):
        if any(person.is_named_by(text) for text in strings(value)):
            yield Place(model, pk, field.name)


def _may_name(person: Person) -> Q:
    """Return what lets the database leave out most rows. JSON may write other letters than ASCII as numbers, and SQLite
    does not know their capitals: the letters between them are looked for.
    """
    asked = Q()
    for word in person.mails | person.names:
        asked |= Q(*(Q(_text__icontains=part) for part in _ASCII.findall(word)), ~Q(pk=None))
    return asked


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a value of a column."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
