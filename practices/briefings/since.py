"""What became of the practices of a briefing since it was made: changed, merged, withdrawn, or gone.

As in the feed of a practice's changes, what was added is shown, and of what was taken out only the field is named.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from practices.discovery.lookup import public
from practices.editorial import content, diff
from practices.editorial.content import Content
from practices.editorial.diff import Difference
from practices.feeds.changes import PUBLIC_FIELDS
from practices.models import Practice

SAME, CHANGED, MERGED, WITHDRAWN, GONE = "same", "changed", "merged", "withdrawn", "gone"


@dataclass(frozen=True)
class Since:
    """What became of one practice."""

    SAME, CHANGED, MERGED, WITHDRAWN, GONE = SAME, CHANGED, MERGED, WITHDRAWN, GONE

    kind: str
    differences: list[Difference] = field(default_factory=list)
    practice: Practice | None = None  # what it was merged into, or what was withdrawn

    @property
    def is_shown(self) -> bool:
        """Whether its text may still be read: a withdrawn one has but a title, the day and the reason."""
        return self.kind not in {WITHDRAWN, GONE}

    @property
    def withdrawn_on(self) -> datetime.date | None:
        at = self.practice.withdrawn_at if self.practice else None
        return at.date() if at else None


def contents(numbers: Iterable[int], language: str) -> dict[int, Content]:
    """Return what readers of one language see of some practices today, by their numbers."""
    found = content.with_everything(Practice.objects.filter(pk__in=numbers))
    return {one.pk: _seen(content.of(one), language) for one in found}


def of(frozen: Iterable[Mapping[str, Any]], language: str) -> dict[int, Since]:
    """Return what became of each practice that was frozen, by its number."""
    old = {one["number"]: one["content"] for one in frozen}
    found = {one.pk: one for one in Practice.objects.filter(pk__in=old)}
    today = contents([pk for pk, one in found.items() if one.is_published], language)
    return {
        number: _compared(then, today[number]) if number in today else _gone(found.get(number))
        for number, then in old.items()
    }


def _compared(then: Content, now: Content) -> Since:
    differences = diff.differences(then, now, Practice)
    return Since(CHANGED if differences else SAME, differences)


def _gone(practice: Practice | None) -> Since:
    target = public(practice.pk, Practice.objects.all()) if practice else None
    if practice is None or target is None:
        return Since(GONE)
    if target.is_published:
        return Since(MERGED, practice=target)
    return Since(WITHDRAWN, practice=target)


def _seen(written: Content, language: str) -> Content:
    others = tuple(f"_{code}" for code, _name in settings.LANGUAGES if code not in {language, "en"})
    public = {name: value for name, value in written.items() if _base(name) in PUBLIC_FIELDS}
    seen = {name: value for name, value in public.items() if not name.endswith(others)}
    for name in content.ROWS:
        if name in seen:
            seen[name] = [{key: one for key, one in row.items() if not key.endswith(others)} for row in seen[name]]
    return {name: value for name, value in seen.items() if not _is_behind(name, written, language)}


def _base(name: str) -> str:
    ending = name.rpartition("_")[2]
    return name.removesuffix(f"_{ending}") if ending in dict(settings.LANGUAGES) else name


def _is_behind(name: str, written: Content, language: str) -> bool:
    """Whether it is English that a translation stands before."""
    return language != "en" and name.endswith("_en") and bool(written.get(f"{_base(name)}_{language}"))
