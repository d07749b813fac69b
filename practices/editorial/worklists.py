"""What waits for whom: lists of practices, each one condition. The desk counts them, the admin's list shows them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from practices import links
from practices.models import Practice, states
from practices.models.translations import LANGUAGES

from . import offers, permissions

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django_stubs_ext import StrOrPromise

SOON = datetime.timedelta(days=30)

_State = Practice.State
_SEE = "practices.view_practice"
_EDIT = "practices.change_practice"


@dataclass(frozen=True)
class Worklist:
    """Practices that wait for something. `permission` says whom they concern."""

    name: str
    label: StrOrPromise
    permission: str
    condition: Callable[[User], Q]
    order: Callable[[User], tuple[Any, ...]] = lambda user: ("-updated_at",)

    def practices(self, user: User) -> QuerySet[Practice]:
        """Return what is in it for this user, in the order in which it should be done."""
        return Practice.objects.visible_to(user).filter(self.condition(user)).order_by(*self.order(user), "pk")  # type: ignore[no-any-return]


def _to_review(user: User) -> Q:
    """Whatever another person wrote and nobody has approved yet."""
    return Q(state=_State.IN_REVIEW, approved_at=None) & ~Q(author=user)


def _to_publish(user: User) -> Q:
    return Q(state=_State.IN_REVIEW, approved_at__isnull=False)


def _due_soon(user: User) -> Q:
    today = timezone.localdate()
    return Q(state=_State.PUBLISHED, review_due__range=(today, today + SOON))


def _untranslated(language: str) -> Q:
    return Q(state=_State.PUBLISHED) & ~Practice.is_written_in(language)


def _outdated(language: str) -> Q:
    return Q(state=_State.PUBLISHED, **{f"outdated_{language}": True})


def _unconfirmed(language: str) -> Q:
    return Q(state=_State.PUBLISHED, **{f"title_{language}__gt": "", f"confirmed_by_{language}": ""})


def _dead_links(user: User) -> Q:
    return Q(pk__in=[link.thing.pk for link in links.dead() if isinstance(link.thing, Practice)])


def _waiting(user: User) -> Q:
    """What this user is to act on next: not what another reviewer was asked to read."""
    found = Q(author=user, state__in=states.WITH_AUTHOR)
    if user.has_perm(permissions.REVIEW):
        found |= _to_review(user) & (Q(reviewer=user) | Q(reviewer=None))
    if user.has_perm(permissions.PUBLISH):
        found |= _to_publish(user)
    return found


def _by_review(user: User) -> tuple[Any, ...]:
    """First what this user was asked to read, last what somebody else was; what is due soonest before the rest."""
    whose = Case(When(reviewer=user, then=0), When(reviewer=None, then=1), default=2)
    return whose, *_by_review_date(user)


def _by_review_date(user: User) -> tuple[Any, ...]:
    return (F("review_by").asc(nulls_last=True),)


def _own(state: str, **conditions: Any) -> Callable[[User], Q]:
    """What the user entered, in a state."""
    return lambda user: Q(author=user, state=state, **conditions)


def _by(column: str) -> Callable[[User], tuple[Any, ...]]:
    return lambda user: (column,)


def _in_each_language(name: str, label: StrOrPromise, condition: Callable[[str], Q]) -> dict[str, Worklist]:
    """Return a list for each language that practices are translated into."""

    def made(code: str, language: StrOrPromise) -> Worklist:
        return Worklist(f"{name}-{code}", format_lazy(label, language=language), _EDIT, lambda user: condition(code))

    return {code: made(code, language) for code, language in LANGUAGES.items()}


CHANGES_REQUESTED = Worklist("changes-requested", _("Changes requested of me"), _SEE, _own(_State.CHANGES_REQUESTED))
MY_DRAFTS = Worklist("my-drafts", _("My drafts"), _SEE, _own(_State.DRAFT, revises=None))
SENT_TO_REVIEW = Worklist("sent-to-review", _("Mine, in review"), _SEE, _own(_State.IN_REVIEW), _by_review_date)
TO_REVIEW = Worklist("to-review", _("To review"), permissions.REVIEW, _to_review, _by_review)
TO_PUBLISH = Worklist(
    "to-publish", _("Approved, to be published"), permissions.PUBLISH, _to_publish, _by("approved_at")
)
REVISIONS = Worklist(
    "revisions", _("Revisions in progress"), _SEE, lambda user: Q(revises__isnull=False, state__in=states.IN_WORK)
)
OVERDUE = Worklist(
    "review-overdue",
    _("Published, review overdue"),
    _EDIT,
    lambda user: Q(state=_State.PUBLISHED, review_due__lt=timezone.localdate()),
    _by("review_due"),
)
DUE_SOON = Worklist("review-due-soon", _("Published, review due within 30 days"), _EDIT, _due_soon, _by("review_due"))
NEVER_CHECKED = Worklist(
    "never-checked",
    _("Published, checked by nobody"),
    _EDIT,
    lambda user: Q(state=_State.PUBLISHED, verified_on=None),
    _by("reported_on"),
)
UNTRANSLATED = _in_each_language("untranslated", _("Translation missing: {language}"), _untranslated)
OUTDATED = _in_each_language("outdated", _("Translation out of date: {language}"), _outdated)
UNCONFIRMED = _in_each_language("unconfirmed", _("Translation not confirmed: {language}"), _unconfirmed)
DEAD_LINKS = Worklist("dead-links", _("Published, with a dead link in the text"), _EDIT, _dead_links)
NEWER_TEXT = Worklist("newer-text", _("The first content has a newer text"), _EDIT, lambda user: offers.WAITING)
_IN_WORK = (CHANGES_REQUESTED, MY_DRAFTS, SENT_TO_REVIEW, TO_REVIEW, TO_PUBLISH, REVISIONS)
_TRANSLATIONS = (*UNTRANSLATED.values(), *OUTDATED.values(), *UNCONFIRMED.values())
_PUBLISHED = (OVERDUE, DUE_SOON, NEVER_CHECKED, *_TRANSLATIONS, NEWER_TEXT)
WORKLISTS = (Worklist("waiting", _("Waiting for me"), _SEE, _waiting), *_IN_WORK, *_PUBLISHED, DEAD_LINKS)


def worklists_of(user: User) -> list[Worklist]:
    """Return the lists that concern a user."""
    return [worklist for worklist in WORKLISTS if user.has_perm(worklist.permission)]


def counts(user: User) -> dict[str, int]:
    """Return how many practices are in each of a user's lists, by the names of the lists. Asks twice."""
    found: dict[str, int] = {}
    # Apart, because there is an index by state, and what is in work is a small part of all.
    for worklists, among in ((_IN_WORK, states.IN_WORK), (_PUBLISHED, {_State.PUBLISHED})):
        wanted = [worklist for worklist in worklists if user.has_perm(worklist.permission)]
        asked = {worklist.name.replace("-", "_"): worklist.condition(user) for worklist in wanted}
        if asked:
            numbers = {name: Count("pk", filter=condition) for name, condition in asked.items()}
            row = Practice.objects.visible_to(user).filter(state__in=among).aggregate(**numbers)
            found |= {name.replace("_", "-"): number for name, number in row.items()}
    return found
