"""What was done lately, as far as somebody may see it: a line for each act, however many things it changed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.editorial.history import Action
from practices.models import Practice, Version
from practices.models.people import called
from practices.text.plain import listed

_SHOWN = 20
_MOST_READ = 10_000  # versions: an import of as many rows as one may have writes up to four of each
# Of practices, terms, sources, synonyms.
_TITLE = Coalesce(*(KT(f"content__{name}") for name in ("title_en", "name_en", "short_citation", "words")))
_PUBLIC = {Action.PUBLISHED, Action.WITHDRAWN, Action.MERGED_INTO}
# What also happens while something else is done, which then says more.
_BESIDES = {Action.CHANGED, Action.OUTSIDE, Action.REVISION_BEGUN}


@dataclass(frozen=True)
class Recent:
    """Something that somebody did."""

    at: datetime.datetime
    who: str
    what: str
    kind: str  # 'policy area'; empty for a practice, and for several things
    title: str  # of what it was done to; of several things, how many
    url: str  # empty if it is gone
    reason: str


def changes(user: User) -> list[Recent]:
    """Return what was done last: anything for editors; else what was done to one's own, or seen by the public."""
    acts = [_telling(act) for act in _acts(_seen_by(user))]
    single = [versions[0] for versions in acts if len(versions) == 1]
    told = Version.objects.filter(pk__in=[version.pk for version in single]).annotate(title=_TITLE)
    titles = dict(told.values_list("pk", "title"))
    numbers = [version.object_id for version in single if version.kind == "practice"]
    there = set(Practice.objects.filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()
    return [_of_one(act[0], titles, there) if len(act) == 1 else _of_many(act) for act in acts]


def _seen_by(user: User) -> QuerySet[Version]:
    # Not what came with the catalogue besides practices, nor that a history began: nobody did it here.
    versions = Version.objects.exclude(~Q(kind="practice"), action__in=Version.BY_LOADING)
    versions = versions.exclude(action=Action.BEGUN).defer("content")
    if user.has_perm("practices.change_practice"):
        return versions
    seen = Practice.objects.visible_to(user)
    own = Q(object_id__in=seen.filter(author=user).values("pk"))
    public = Q(object_id__in=seen.values("pk"), action__in=_PUBLIC)
    return versions.filter(own | public, kind="practice")


def _acts(versions: QuerySet[Version]) -> list[list[Version]]:
    """Return the last acts, newest first, each with what was written of it."""
    acts: dict[Hashable, list[Version]] = {}
    for version in versions[:_MOST_READ].iterator(chunk_size=100):
        act = _act_of(version)
        if act not in acts and len(acts) == 2 * _SHOWN:
            break
        acts.setdefault(act, []).append(version)
    if sum(map(len, acts.values())) == _MOST_READ and len(acts) > 1:
        acts.popitem()  # it may not be whole
    told = {(one.revision_id, one.action) for found in acts.values() for one in found if one.revision_id}
    return [left for found in acts.values() if (left := _without_twins(found, told))][:_SHOWN]


def _act_of(version: Version) -> Hashable:
    """Return what tells an act from others. What was loaded before acts were written down was so in one, that day."""
    if version.act is None and version.action in Version.BY_LOADING and version.author_id is None:
        return version.action, version.at.date()
    return version.act or version.pk


def _without_twins(versions: list[Version], told: set[tuple[int, str]]) -> list[Version]:
    """Leave out of what is written for a working copy what is written for its original, too."""
    return [version for version in versions if (version.object_id, version.action) not in told]


def _telling(act: list[Version]) -> list[Version]:
    """Return what says best what was done, one version of each thing."""
    action = next((version.action for version in act if version.action not in _BESIDES), act[0].action)
    return list({(one.kind, one.object_id): one for one in act if one.action == action}.values())


def _of_one(version: Version, titles: dict[int, str], there: set[int]) -> Recent:
    is_practice = version.kind == "practice"
    return Recent(
        kind="" if is_practice else str(_model(version.kind)._meta.verbose_name),
        title=titles.get(version.pk) or "",
        url="" if is_practice and version.object_id not in there else _address(version),
        **_shared(version),
    )


def _of_many(versions: list[Version]) -> Recent:
    counts = Counter(version.kind for version in versions)
    return Recent(
        kind="",
        title=listed(_counted(counts.items())),
        url=reverse(f"admin:practices_{versions[0].kind}_changelist"),
        **_shared(versions[0]),
    )


def _counted(counts: Iterable[tuple[str, int]]) -> list[str]:
    return [
        _("%(count)s %(kind)s") % {"count": count, "kind": _model(kind)._meta.verbose_name_plural}
        if count > 1
        else str(_model(kind)._meta.verbose_name)
        for kind, count in counts
    ]


def _shared(version: Version) -> dict[str, Any]:
    who = called(version.author_name) or _("nobody in particular")
    return {"at": version.at, "who": who, "what": version.get_action_display(), "reason": version.why}


def _model(kind: str) -> Any:
    return apps.get_model("practices", kind)


def _address(version: Version) -> str:
    return reverse(f"admin:practices_{version.kind}_change", args=[version.object_id])
