"""Replacing one term, organisation or source by another. Nothing is rewritten: what counted as the one counts as the
other from then on (`vocabularies.py`), so that putting it back as it was undoes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from practices.models import Practice, Region, Replaceable, Synonym
from practices.models.querysets import PracticeQuerySet
from practices.taxonomy.facets import FACETS, SEARCHED, Facet
from practices.text.plain import comparable

from . import history
from .history import Action

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_Any = TypeVar("_Any", bound=Replaceable)


def objection(term: Replaceable, into: Replaceable) -> str:
    """Return why one term can't be replaced by another, or an empty text if it can."""
    if term.merged_into is not None:
        return _("It is replaced already, by ‘%(other)s’. Put it back first.") % {"other": term.merged_into}
    if term.pk == into.pk:
        return _("It can't replace itself.")
    if into.retired:
        return _("‘%(other)s’ is retired. Choose one that is in use.") % {"other": into}
    if isinstance(term, Region) and (term.children.exists() or term.countries.exists()):
        return _("Countries or regions lie in it. Say first which other region they lie in.")
    return ""


@transaction.atomic
@history.one_act()
def merge(term: _Any, into: _Any, by: User, reason: str, seen: tuple[int, int]) -> _Any:
    """Replace one by another, and return it. `seen` holds the numbers of the versions of both that were looked at.

    Raise ValidationError if somebody changed one of them meanwhile, or if there is an objection.
    """
    locked = {one.pk: history.lock(one) for one in sorted([term, into], key=lambda one: one.pk)}
    term, into = locked[term.pk], locked[into.pk]
    if tuple(history.catch_up(one).number for one in (term, into)) != seen:
        raise ValidationError(_("Somebody changed one of the two meanwhile. Look at them, then decide again."))
    if text := objection(term, into):
        raise ValidationError(text)
    term.retired, term.merged_into = True, into
    term.save()
    history.record(term, by, Action.MERGED, reason)
    return term


@dataclass(frozen=True)
class Preview:
    """What would change if one were replaced by another."""

    term: Replaceable
    into: Replaceable

    @cached_property
    def earlier(self) -> list[Replaceable]:
        """Those that were replaced by this one before, which would be led on."""
        return replaced_by(self.term)

    @cached_property
    def practices(self) -> PracticeQuerySet:
        """The practices that would move, whatever their state."""
        return practices_with([self.term, *self.earlier])

    @property
    def already_there(self) -> PracticeQuerySet:
        """Those of them that have the other one, too."""
        others = practices_with([self.into, *replaced_by(self.into)])
        return self.practices.filter(pk__in=others.values("pk"))

    @property
    def published_after(self) -> int:
        """How many published practices there would be under the other one."""
        both = [self.term, self.into, *self.earlier, *replaced_by(self.into)]
        return practices_with(both).published().count()

    @cached_property
    def names(self) -> list[str]:
        """Names under which search would find the practices of the other one besides its own."""
        return list(dict.fromkeys(name for one in [self.term, *self.earlier] for name in one.called))

    @property
    def synonyms(self) -> list[Synonym]:
        """The groups of synonyms that have one of the names. They go on working."""
        names = set(map(comparable, self.names))
        groups = Synonym.objects.filter(retired=False)
        return [group for group in groups if names & set(map(comparable, group.lines))]

    @property
    def facet(self) -> Facet | None:
        """The facet that readers browse with by such things, if there is one."""
        return next((facet for facet in FACETS if facet.vocabulary is type(self.term)), None)


def replaced_by(term: Replaceable) -> list[Replaceable]:
    """Return all that lead to this one, also those that do so through another."""
    all_terms: Any = type(term)._base_manager
    found: list[Replaceable] = []
    nearest = [term]
    while nearest:
        nearest = list(all_terms.filter(merged_into__in=nearest).exclude(pk__in=[one.pk for one in found]))
        found += nearest
    return found


def practices_with(things: list[Replaceable]) -> PracticeQuerySet:
    """Return the practices, whatever their state, that have one of these things of one model."""
    facet = next(facet for facet in SEARCHED if facet.vocabulary is type(things[0]))
    having = Practice.objects.filter(**{f"{facet.field}__in": things})
    found: PracticeQuerySet = Practice.objects.filter(pk__in=having.values("pk"))
    return found
