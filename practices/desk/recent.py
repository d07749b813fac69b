"""What was done lately, as far as somebody may see it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.editorial.history import Action
from practices.models import Practice, Version
from practices.models.people import called

_SHOWN = 20
_NAMES = ("title_en", "name_en", "short_citation", "words")  # of practices, terms, sources, synonyms
_PUBLIC = {Action.PUBLISHED, Action.WITHDRAWN, Action.MERGED_INTO}


@dataclass(frozen=True)
class Recent:
    """Something that somebody did."""

    at: datetime.datetime
    who: str
    what: str
    kind: str  # 'policy area'; empty for a practice
    title: str
    url: str  # empty if it is gone
    reason: str


def changes(user: User) -> list[Recent]:
    """Return what was done last: anything for editors; else what was done to one's own, or seen by the public."""
    # Not what came with the catalogue besides practices: hundreds of terms would hide all else.
    shown = Version.objects.exclude(~Q(kind="practice"), action__in=Version.BY_LOADING)
    versions = shown.defer("content").annotate(title=Coalesce(*(KT(f"content__{name}") for name in _NAMES)))
    if not user.has_perm("practices.change_practice"):
        seen = Practice.objects.visible_to(user)
        own = Q(object_id__in=seen.filter(author=user).values("pk"))
        public = Q(object_id__in=seen.values("pk"), action__in=_PUBLIC)
        versions = versions.filter(own | public, kind="practice")
    found = _without_twins(list(versions[: 2 * _SHOWN]))[:_SHOWN]
    numbers = [version.object_id for version in found if version.kind == "practice"]
    there = set(Practice.objects.filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()
    return [
        Recent(
            at=version.at,
            who=called(version.author_name) or _("nobody in particular"),
            what=version.get_action_display(),
            kind="" if version.kind == "practice" else _kind(version),
            title=version.title or "",
            url="" if version.kind == "practice" and version.object_id not in there else _address(version),
            reason=version.reason,
        )
        for version in found
    ]


def _without_twins(versions: list[Any]) -> list[Any]:
    """Leave out of what is written for a working copy what is written for its original, too."""
    told = {(version.revision_id, version.action) for version in versions if version.revision_id}
    return [version for version in versions if (version.object_id, version.action) not in told]


def _kind(version: Version) -> str:
    return str(apps.get_model("practices", version.kind)._meta.verbose_name)


def _address(version: Version) -> str:
    return reverse(f"admin:practices_{version.kind}_change", args=[version.object_id])
