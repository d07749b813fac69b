"""What loading left in the database the last time, so that an edit since then is seen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from practices.editorial import content, history
from practices.editorial.content import Content
from practices.editorial.history import Action
from practices.models import Version

ADDITION = 1  # in that log


def as_it_came(things: Collection[models.Model]) -> dict[int, Content | None]:
    """Return how loading left each of these things of one model, by number.

    None: it came with the catalogue, but somebody has edited it before its history began. What curators entered
    themselves is left out.
    """
    if not things:
        return {}
    model: Any = type(next(iter(things)))
    found: dict[int, Content | None] = {
        pk: version.content
        for pk, version in history.newest_of(model, [one.pk for one in things], action__in=Version.BY_LOADING).items()
    }
    return found | _before_the_history(model, [one for one in things if one.pk not in found])


def _before_the_history(model: Any, things: list[models.Model]) -> dict[int, Content | None]:
    """Do the same for what earlier releases loaded, which wrote no history.

    The first version says what stood there when the history began. What forms of the admin had done to it until then
    stands in the admin's own log.
    """
    keys = [one.pk for one in things]
    versions = Version.objects.filter(kind=model._meta.model_name, object_id__in=keys).order_by("-pk")
    first = {version.object_id: version for version in versions}
    logged = _logged(model, keys)
    came = [
        key for key in keys if logged.get(key) != ADDITION and (key not in first or first[key].action == Action.BEGUN)
    ]
    untold = model._base_manager.filter(pk__in=set(came) - first.keys() - logged.keys())
    now = {one.pk: content.of(one) for one in content.with_everything(untold)}
    told = {key: version.content for key, version in first.items()} | now
    return {key: None if key in logged else told[key] for key in came}


def _logged(model: Any, keys: list[Any]) -> dict[int, int]:
    """Return what the log of Django's admin tells first of each of these, by number."""
    if not keys:
        return {}
    entries = apps.get_model("admin", "LogEntry")._base_manager.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=[str(key) for key in keys]
    )
    return {int(str(key)): flag for key, flag in entries.order_by("-pk").values_list("object_id", "action_flag")}
