"""The domain's verbs on practices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from .models.change import LoggedQuerySet

if TYPE_CHECKING:
    from .models import Practice
    from .rules import Anybody


class PracticeQuerySet(LoggedQuerySet[Any]):
    """Practices, as readers and curators ask for them."""

    def published(self) -> PracticeQuerySet:
        """Those that the public sees. Every public page starts from here."""
        return self.filter(state="published")

    def visible_to(self, user: Anybody) -> PracticeQuerySet:
        """Those that a curator may see (`rules.may_see`): what was published, one's own, and all for editors."""
        if not user.is_active or not user.has_perm("practices.view_practice"):
            return self.none()
        if user.has_perm("practices.change_practice"):
            return self
        return self.filter(Q(state__in=["published", "withdrawn", "merged"]) | Q(author=user.pk))

    def with_card_relations(self) -> PracticeQuerySet:
        """With what a card shows: countries, organisations, and the main citation with its source."""
        from .models import Involvement, Participation

        return self.select_related("main_citation__source").prefetch_related(  # type: ignore[type-var]
            Prefetch("participations", Participation.objects.select_related("country__merged_into")),
            Prefetch("involvements", Involvement.objects.select_related("organisation")),
        )

    def with_page_relations(self) -> PracticeQuerySet:
        """With everything that the page of one practice shows, besides its terms (see `facets.values_of`)."""
        from .models import Citation, Figure

        return self.with_card_relations().prefetch_related(  # type: ignore[type-var]
            Prefetch("citations", Citation.objects.select_related("source")),
            "requirements",
            Prefetch("figures", Figure.objects.select_related("citation__source")),
        )

    def in_order(self, ids: Iterable[int]) -> list[Practice]:
        """Return the practices of these ids in this order. Ids without a practice are left out."""
        ids = list(ids)
        found: dict[int, Any] = {practice.pk: practice for practice in self.filter(pk__in=ids)}
        return [found[pk] for pk in ids if pk in found]
