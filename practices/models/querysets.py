"""The domain's verbs on practices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from .change import LoggedQuerySet
from .organisation import Involvement
from .participation import Participation
from .rows import Figure
from .source import Citation
from .states import State
from .visibility import sight_of

if TYPE_CHECKING:
    from .visibility import Anybody


class PracticeQuerySet(LoggedQuerySet[Any]):
    """Practices, as readers and curators ask for them."""

    def published(self) -> PracticeQuerySet:
        """Those that the public sees. Every public page starts from here."""
        return self.filter(state=State.PUBLISHED)

    def visible_to(self, user: Anybody) -> PracticeQuerySet:
        """Those that a curator may see (`visibility.py`)."""
        return self.filter(sight_of(user).condition)

    def with_card_relations(self) -> PracticeQuerySet:
        """With what a card shows: countries, organisations, and the main citation with its source."""
        return self.select_related("main_citation__source__merged_into").prefetch_related(  # type: ignore[type-var]
            Prefetch("participations", Participation.objects.select_related("country__merged_into")),
            Prefetch("involvements", Involvement.objects.select_related("organisation__merged_into")),
        )

    def with_page_relations(self) -> PracticeQuerySet:
        """With everything that the page of one practice shows, besides its terms (see `facets.values_of`)."""
        return self.with_card_relations().prefetch_related(  # type: ignore[type-var]
            Prefetch("citations", Citation.objects.select_related("source__merged_into")),
            "requirements",
            Prefetch("figures", Figure.objects.select_related("citation__source__merged_into")),
        )

    def in_order(self, ids: Iterable[int]) -> list[Any]:
        """Return the practices of these ids in this order. Ids without a practice are left out."""
        ids = list(ids)
        found: dict[int, Any] = {practice.pk: practice for practice in self.filter(pk__in=ids)}
        return [found[pk] for pk in ids if pk in found]
