"""Whether somebody may see a practice in the curators' rooms. One rule, asked of a row or of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from .states import ONCE_PUBLIC, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

    Anybody = User | AnonymousUser


@dataclass(frozen=True)
class Sight:
    """What somebody sees: practices in some states, and in any state those that they entered."""

    states: frozenset[str] = frozenset()
    author: int | None = None

    def covers(self, state: str, author: int | None) -> bool:
        """Whether they may see a practice in this state that somebody entered."""
        return state in self.states or (self.author is not None and author == self.author)

    @property
    def condition(self) -> Q:
        """The same for the database."""
        own = Q() if self.author is None else Q(author=self.author)
        return Q(state__in=self.states) | own


def sight_of(user: Anybody) -> Sight:
    """Return what a user sees: all for editors; what was published and one's own for others who may view practices."""
    if not user.is_active or not user.has_perm("practices.view_practice"):
        return Sight()
    if user.has_perm("practices.change_practice"):
        return Sight(frozenset(State))
    return Sight(ONCE_PUBLIC, user.pk)
