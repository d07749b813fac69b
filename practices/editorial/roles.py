"""Who may do what, as groups: contributor, editor, publisher, administrator. `manage.py migrate` makes them.

What a role may do with one practice, given its state and its author, is said in `permissions.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db.models import Q

_VOCABULARIES = ("policyarea", "migrationphase", "stakeholdertype", "skilllevel", "mobilitytype", "region", "country")
_REFERENCES = ("source", "organisation")  # what editors need while they enter a practice


def _all(models: Iterable[str], *verbs: str) -> set[str]:
    return {f"practices.{verb}_{model}" for model in models for verb in verbs}


_CONTRIBUTOR = _all(["practice", *_REFERENCES, *_VOCABULARIES], "view") | _all(["practice", *_REFERENCES], "add")
_EDITOR = (
    _CONTRIBUTOR
    | _all(["practice"], "change", "delete", "review")
    | _all(_REFERENCES, "change", "delete")
    | _all(["submission"], "change")
    | _all(["synonym"], "view")
)
_PUBLISHER = (
    _EDITOR | {"practices.publish_practice"} | _all(_VOCABULARIES, "add", "change") | _all(["synonym"], "add", "change")
)
_ADMINISTRATOR = _PUBLISHER | {
    "practices.publish_alone",
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",
    "auth.view_group",
}

ROLES: dict[str, set[str]] = {
    "Contributor": _CONTRIBUTOR,
    "Editor": _EDITOR,
    "Publisher": _PUBLISHER,
    "Administrator": _ADMINISTRATOR,
}


def grant(apps: Apps = installed, **kwargs: Any) -> None:
    """Make the groups, and give each what its role may do. Permissions that were added by hand stay.

    Runs after each `migrate`; `apps` are the models as that left them, which may be too old for some permissions.
    """
    try:
        groups, permissions = apps.get_model("auth", "Group").objects, apps.get_model("auth", "Permission").objects
    except LookupError:  # migrated back to before there were accounts
        return
    for name, codenames in ROLES.items():
        group, _is_new = groups.get_or_create(name=name)
        wanted = Q()
        for app, codename in sorted(full.split(".") for full in codenames):
            wanted |= Q(content_type__app_label=app, codename=codename)
        group.permissions.add(*permissions.filter(wanted))
