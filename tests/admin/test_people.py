"""Accounts in the admin: what an administrator does with them, and that nobody gives more than they have."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from practices.editorial.roles import ROLES
from practices.signin import second_factor
from tests.signin.signing_in import PASSWORD, phone

pytestmark = pytest.mark.django_db
PEOPLE, ADD = "/admin/auth/user/", "/admin/auth/user/add/"


def role(name: str, *codenames: str) -> Group:
    made = Group.objects.create(name=name)
    made.permissions.set(Permission.objects.filter(codename__in=codenames))
    return made


def member(name: str, *roles: Group) -> User:
    made = User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=True)
    made.groups.set(roles)
    return made


@pytest.fixture
def editors(db: None) -> Group:
    return role("Editors", "change_practice", "view_practice")


@pytest.fixture
def beyond(db: None) -> Group:
    """A role that may do what the administrator of these tests may not."""
    return role("Beyond", "delete_practice")


@pytest.fixture
def administrator(client: Client, editors: Group) -> Client:
    """No superuser, and may do with accounts what there is to do."""
    mine = role("Administrators", "add_user", "change_user", "view_user", "change_group", "delete_user", "view_group")
    client.force_login(member("bela", mine, editors))
    return client


def form(user: User, **changes: Any) -> dict[str, Any]:
    groups = [group.pk for group in user.groups.all()]
    data = {"username": user.username, "email": user.email, "groups": groups, "first_name": "", "last_name": ""}
    return {**data, "is_active": "on", "is_staff": "on"} | changes


def change(user: User) -> str:
    return f"{PEOPLE}{user.pk}/change/"


def new(**changes: Any) -> dict[str, Any]:
    data = {"username": "amina", "first_name": "Amina", "last_name": "Diallo", "email": "amina@example.org"}
    return {**data, "password1": PASSWORD, "password2": PASSWORD, **changes}


def test_a_new_person_has_name_mail_and_role_and_can_sign_in(administrator: Client, editors: Group) -> None:
    assert administrator.post(ADD, new(groups=[editors.pk])).status_code == 302
    made = User.objects.get(username="amina")
    assert (made.get_full_name(), made.email, made.groups.get()) == ("Amina Diallo", "amina@example.org", editors)
    assert (made.is_staff, made.is_superuser) == (True, False)
    assert Client().post("/admin/login/", {"username": "amina", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("email", "", "required"),
        ("email", "no address", "valid email"),
        ("password1", "short", "match"),
        ("password2", "123456789012", "match"),
        ("username", "BELA", "already exists"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    administrator: Client, editors: Group, field: str, value: str, says: str
) -> None:
    response = administrator.post(ADD, new(groups=[editors.pk], **{field: value}))
    assert says in str(response.context["adminform"].form.errors)
    assert not User.objects.filter(email="amina@example.org").exists()


def test_a_person_without_a_role_is_not_made(administrator: Client) -> None:
    response = administrator.post(ADD, new())
    assert list(response.context["adminform"].form.errors) == ["groups"]


def test_the_list_shows_roles_and_who_has_a_phone(administrator: Client, editors: Group) -> None:
    phone(member("amina", editors))
    page = administrator.get(PEOPLE)
    people = {user.username: user for user in page.context["cl"].result_list}
    assert (people["amina"].phone, people["bela"].phone) == (True, False)
    assert "Editors" in page.text


def test_the_list_makes_few_queries_whatever_its_size(
    administrator: Client, editors: Group, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        member(f"person-{number}", editors)
    with django_assert_max_num_queries(12):
        administrator.get(PEOPLE)


@pytest.mark.parametrize("name", ROLES)
def test_who_has_the_role_of_an_administrator_gives_each_role_and_manages_those_who_have_it(
    client: Client, name: str
) -> None:
    client.force_login(member("bela", Group.objects.get(name="Administrator")))
    amina = member("amina", Group.objects.get(name=name))
    assert all(f"> {role}" in " ".join(client.get(ADD).text.split()) for role in ROLES)
    assert client.post(change(amina), form(amina, first_name="Amina")).status_code == 302
    assert User.objects.get(username="amina").first_name == "Amina"


def test_a_role_changes(administrator: Client, editors: Group) -> None:
    amina = member("amina")
    assert administrator.post(change(amina), form(amina, groups=[editors.pk])).status_code == 302
    assert amina.groups.get() == editors


@pytest.mark.parametrize("path", ["change", "add"])
def test_a_role_that_one_could_not_fill_is_not_given(administrator: Client, beyond: Group, path: str) -> None:
    amina = member("amina")
    address, data = (change(amina), form(amina)) if path == "change" else (ADD, new(username="chen"))
    assert "Beyond" not in administrator.get(address).text
    response = administrator.post(address, data | {"groups": [beyond.pk]})
    assert list(response.context["adminform"].form.errors) == ["groups"]
    assert not beyond.user_set.exists()


def test_nobody_makes_a_superuser_or_gives_single_permissions(administrator: Client) -> None:
    amina = member("amina")
    permission = Permission.objects.get(codename="delete_practice")
    sent = form(amina, is_superuser="on", user_permissions=[permission.pk])
    assert administrator.post(change(amina), sent).status_code == 302
    bela = User.objects.get(username="bela")
    administrator.post(change(bela), form(bela, is_superuser="on", user_permissions=[permission.pk]))
    assert not User.objects.filter(is_superuser=True).exists()
    assert not User.objects.filter(user_permissions=permission).exists()


@pytest.mark.parametrize("more_than_oneself", ["superuser", "role", "single permission", "inactive"])
def test_who_may_do_more_than_oneself_is_out_of_reach(
    administrator: Client, beyond: Group, more_than_oneself: str
) -> None:
    amina = member("amina")
    if more_than_oneself == "superuser":
        User.objects.filter(pk=amina.pk).update(is_superuser=True)
    elif more_than_oneself == "single permission":
        amina.user_permissions.set(beyond.permissions.all())
    else:
        amina.groups.set([beyond])
        User.objects.filter(pk=amina.pk).update(is_active=more_than_oneself == "role")
    phone(amina)
    before = User.objects.filter(pk=amina.pk).values().get()
    assert administrator.get(change(amina)).status_code == 200, "it may be looked at"
    assert administrator.post(change(amina), form(amina, email="x@example.org")).status_code == 403
    new_password = {"password1": "staple battery 9", "password2": "staple battery 9", "usable_password": "true"}
    assert administrator.post(f"{PEOPLE}{amina.pk}/password/", new_password).status_code == 403
    reset = {"action": "reset_second_factor", "_selected_action": [amina.pk], "sure": "1"}
    assert "may not change the account of amina" in administrator.post(PEOPLE, reset, follow=True).text
    assert User.objects.filter(pk=amina.pk).values().get() == before
    assert second_factor.phone_of(amina)


def test_who_may_not_change_accounts_resets_nothing(client: Client) -> None:
    client.force_login(member("viewer", role("Viewers", "view_user")))
    amina = member("amina")
    phone(amina)
    client.post(PEOPLE, {"action": "reset_second_factor", "_selected_action": [amina.pk], "sure": "1"})
    assert second_factor.phone_of(amina)
    assert client.post(change(amina), form(amina)).status_code == 403
    assert client.get(ADD).status_code == 403


def test_nobody_shuts_themselves_out(curator: Client) -> None:
    me = User.objects.get(username="curator")
    sent = form(me)
    del sent["is_active"], sent["is_staff"]
    assert curator.post(change(me), sent).status_code == 302
    me.refresh_from_db()
    assert (me.is_active, me.is_staff, me.is_superuser) == (True, True, True)


@pytest.mark.parametrize("who", ["administrator", "curator"])
def test_nobody_is_deleted(who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who)
    amina = member("amina")
    assert client.post(f"{PEOPLE}{amina.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(PEOPLE, {"action": "delete_selected", "_selected_action": [amina.pk], "post": "yes"})
    assert User.objects.filter(pk=amina.pk).exists()


def test_only_a_superuser_changes_what_a_role_may_do(administrator: Client, editors: Group) -> None:
    address = f"/admin/auth/group/{editors.pk}/change/"
    assert administrator.get(address).status_code == 200
    assert administrator.post(address, {"name": "Editors", "permissions": []}).status_code == 403
    assert administrator.get("/admin/auth/group/add/").status_code == 403
    administrator.force_login(User.objects.create_superuser("root"))
    assert administrator.post(address, {"name": "Editors", "permissions": []}).status_code == 302
    assert not editors.permissions.exists()


def test_keys_and_codes_have_no_pages_of_their_own() -> None:
    assert not any(admin.site.is_registered(model) for model in (TOTPDevice, StaticDevice))


@pytest.mark.parametrize("path", ["x/change/", "99999999999999999999999/change/", "x/password/", "0/password/"])
def test_absurd_addresses_are_no_faults(administrator: Client, path: str) -> None:
    assert administrator.get(PEOPLE + path).status_code in {302, 404}
