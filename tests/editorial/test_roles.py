"""Roles are groups, with exactly the permissions that `roles.py` says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from practices.editorial import roles
from tests import factories


def granted(name: str) -> set[str]:
    found = Permission.objects.filter(group__name=name).select_related("content_type")
    return {f"{permission.content_type.app_label}.{permission.codename}" for permission in found}


@pytest.mark.both_databases
@pytest.mark.usefixtures("db")
def test_migrating_makes_a_group_of_each_role() -> None:
    Group.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert {group.name: granted(group.name) for group in Group.objects.all()} == roles.ROLES


@pytest.mark.both_databases
@pytest.mark.usefixtures("db")
def test_groups_keep_what_was_added_by_hand_and_get_what_is_missing() -> None:
    group = Group.objects.get(name="Contributor")
    group.permissions.set([Permission.objects.get(codename="delete_synonym")])
    call_command("migrate", verbosity=0)
    assert granted("Contributor") == roles.ROLES["Contributor"] | {"practices.delete_synonym"}
    assert Group.objects.count() == len(roles.ROLES)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("name", roles.ROLES)
def test_who_is_in_a_group_may_what_the_role_may_and_no_more(name: str) -> None:
    person = factories.person("somebody", name)
    assert set(person.get_all_permissions()) == roles.ROLES[name]


def test_each_role_may_all_that_the_one_before_may() -> None:
    allowed = list(roles.ROLES.values())
    assert all(fewer < more for fewer, more in pairwise(allowed))


def test_who_may_what_matters_most() -> None:
    """The promises of the roles, in a form that a change of `roles.py` doesn't change with it."""
    may = {permission: [name for name in roles.ROLES if permission in roles.ROLES[name]] for permission in PROMISES}
    assert may == PROMISES


_EVERYBODY = ["Contributor", "Editor", "Publisher", "Administrator"]
PROMISES = {
    "practices.add_practice": _EVERYBODY,
    "practices.change_practice": _EVERYBODY[1:],
    "practices.review_practice": _EVERYBODY[1:],
    "practices.add_source": _EVERYBODY,
    "practices.change_source": _EVERYBODY[1:],
    "practices.publish_practice": _EVERYBODY[2:],
    "practices.change_policyarea": _EVERYBODY[2:],
    "practices.change_synonym": _EVERYBODY[2:],
    "practices.publish_alone": _EVERYBODY[3:],
    "auth.change_user": _EVERYBODY[3:],
    "auth.delete_user": [],
    "auth.change_group": [],
    "practices.delete_policyarea": [],
}
