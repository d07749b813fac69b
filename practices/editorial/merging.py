"""Replacing one term by another. Nothing is rewritten: what counted as the one counts as the other from then on
(`vocabularies.py`), so that putting the term back as it was undoes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from practices.models import Practice, Region, Synonym, Term
from practices.models.querysets import PracticeQuerySet
from practices.taxonomy.facets import FACETS, Facet
from practices.taxonomy.vocabularies import LANGUAGES
from practices.text.plain import comparable

from . import history
from .history import Action

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_AnyTerm = TypeVar("_AnyTerm", bound=Term)


def objection(term: Term, into: Term) -> str:
    """Return why one term can't be replaced by another, or an empty text if it can."""
    if term.merged_into is not None:
        return _("It is replaced already, by ‘%(other)s’. Put it back first.") % {"other": term.merged_into}
    if term.pk == into.pk:
        return _("A term can't replace itself.")
    if into.retired:
        return _("‘%(other)s’ is retired. Choose a term that is in use.") % {"other": into}
    if isinstance(term, Region) and (term.children.exists() or term.countries.exists()):
        return _("Countries or regions lie in it. Say first which other region they lie in.")
    return ""


@transaction.atomic
@history.one_act()
def merge(term: _AnyTerm, into: _AnyTerm, by: User, reason: str, seen: tuple[int, int]) -> _AnyTerm:
    """Replace a term by another, and return it. `seen` holds the numbers of the versions of both that were looked at.

    Raise ValidationError if somebody changed one of them meanwhile, or if there is an objection.
    """
    locked = {one.pk: history.lock(one) for one in sorted([term, into], key=lambda one: one.pk)}
    term, into = locked[term.pk], locked[into.pk]
    if tuple(history.catch_up(one).number for one in (term, into)) != seen:
        raise ValidationError(_("Somebody changed one of the two terms meanwhile. Look at them, then decide again."))
    if text := objection(term, into):
        raise ValidationError(text)
    term.retired, term.merged_into = True, into
    term.save()
    history.record(term, by, Action.MERGED, reason)
    return term


@dataclass(frozen=True)
class Preview:
    """What would change if one term were replaced by another."""

    term: Term
    into: Term

    @cached_property
    def earlier(self) -> list[Term]:
        """The terms that were replaced by this one before, which would be led on."""
        return _replaced_by(self.term)

    @cached_property
    def practices(self) -> PracticeQuerySet:
        """The practices that would move, whatever their state."""
        return _practices([self.term, *self.earlier])

    @property
    def already_there(self) -> PracticeQuerySet:
        """Those of them that have the other term, too."""
        others = _practices([self.into, *_replaced_by(self.into)])
        return self.practices.filter(pk__in=others.values("pk"))

    @property
    def published_after(self) -> int:
        """How many published practices there would be under the other term."""
        both = [self.term, self.into, *self.earlier, *_replaced_by(self.into)]
        return _practices(both).published().count()

    @cached_property
    def names(self) -> list[str]:
        """Names under which search would find the practices of the other term besides its own."""
        return _names([self.term, *self.earlier])

    @property
    def synonyms(self) -> list[Synonym]:
        """The groups of synonyms that have one of the names. They go on working."""
        names = set(map(comparable, self.names))
        groups = Synonym.objects.filter(retired=False)
        return [group for group in groups if names & set(map(comparable, group.lines))]

    @property
    def facet(self) -> Facet | None:
        """The facet that readers browse by these terms with, if there is one."""
        return next((facet for facet in FACETS if facet.vocabulary is type(self.term)), None)


def _replaced_by(term: Term) -> list[Term]:
    """Return all terms that lead to this one, also those that do so through another."""
    all_terms: Any = type(term)._base_manager
    found: list[Term] = []
    nearest = [term]
    while nearest:
        nearest = list(all_terms.filter(merged_into__in=nearest).exclude(pk__in=[one.pk for one in found]))
        found += nearest
    return found


def _practices(terms: list[Term]) -> PracticeQuerySet:
    relation = next(field for field in Practice._meta.many_to_many if field.related_model is type(terms[0]))
    tagged = Practice.objects.filter(**{f"{relation.name}__in": terms})
    found: PracticeQuerySet = Practice.objects.filter(pk__in=tagged.values("pk"))
    return found


def _names(terms: list[Term]) -> list[str]:
    names = [
        text
        for term in terms
        for code in LANGUAGES
        for text in [getattr(term, f"name_{code}"), *(getattr(term, f"aliases_{code}") or "").splitlines()]
    ]
    return list(dict.fromkeys(name.strip() for name in names if name and name.strip()))
