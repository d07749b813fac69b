"""Who may do what, as groups: contributor, editor, publisher, administrator. A migration makes them.

What a role may do with one practice, given its state and its author, is said in `workflow.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

_VOCABULARIES = ("policyarea", "migrationphase", "stakeholdertype", "skilllevel", "mobilitytype", "region", "country")
_REFERENCES = ("source", "organisation")  # what editors need while they enter a practice


def _all(models: Iterable[str], *verbs: str) -> set[str]:
    return {f"practices.{verb}_{model}" for model in models for verb in verbs}


_CONTRIBUTOR = _all(["practice", *_REFERENCES, *_VOCABULARIES], "view") | _all(["practice", *_REFERENCES], "add")
_EDITOR = (
    _CONTRIBUTOR
    | _all(["practice"], "change", "delete", "review")
    | _all(_REFERENCES, "change")
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


def grant() -> None:
    """Make the groups, and give each what its role may do. Permissions that were added by hand stay."""
    from django.contrib.auth.models import Group, Permission

    for name, codenames in ROLES.items():
        group, _is_new = Group.objects.get_or_create(name=name)
        found = [
            Permission.objects.get(content_type__app_label=app, codename=codename)
            for app, codename in sorted(full.split(".") for full in codenames)
        ]
        group.permissions.add(*found)
