"""The second step of signing in, where it is asked for and where not."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from practices.signin import second_factor
from tests.admin.test_permissions import admin_addresses
from tests.signin.signing_in import (
    CODE,
    LOGIN,
    OVERVIEW,
    RECOVERY,
    SET_UP,
    code_of,
    give_password,
    is_in,
    person,
    phone,
    session_key,
    sign_in_both_ways,
    wrong_code,
)

pytestmark = pytest.mark.django_db
OPEN = {CODE, RECOVERY, SET_UP, "/admin/logout/", LOGIN}  # to those who have taken the first step


def test_who_has_a_phone_is_asked_for_its_code(client: Client) -> None:
    device = phone(person())
    response = give_password(client, path=f"{LOGIN}?next=/admin/practices/practice/")
    assert response["Location"] == f"{CODE}?next=%2Fadmin%2Fpractices%2Fpractice%2F"
    assert not is_in(client)
    response = client.post(response["Location"], {"code": code_of(device)})
    assert (response.status_code, response["Location"]) == (302, "/admin/practices/practice/")
    assert is_in(client)


def test_it_is_so_in_each_language(client: Client) -> None:
    device = phone(person())
    response = give_password(client, path="/fr/admin/login/")
    assert response["Location"].startswith("/fr/admin/second-factor/code/")
    response = client.post(response["Location"], {"code": code_of(device)})
    assert response["Location"] == "/fr/admin/"


def test_who_has_no_phone_gets_in_where_none_is_asked_for(client: Client) -> None:
    person()
    assert give_password(client)["Location"] == "/admin/"
    assert is_in(client)


@pytest.mark.usefixtures("asked")
def test_who_has_no_phone_is_led_to_set_one_up_where_it_is_asked_for(client: Client) -> None:
    person()
    response = give_password(client, follow=True)
    assert response.redirect_chain[-1][0].startswith(SET_UP)
    assert "point the camera" in response.text
    assert not is_in(client)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("has_phone", [True, False])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_password_alone_opens_nothing(client: Client, method: str, has_phone: bool) -> None:
    user = person()
    if has_phone:
        phone(user)
    client.force_login(user)
    addresses = {*admin_addresses(), "/fr/admin/", "/admin/no/such/page/"} - OPEN
    assert {OVERVIEW, "/admin/password_change/", "/admin/jsi18n/", "/admin/autocomplete/"} <= addresses
    for address in addresses:
        response = getattr(client, method)(address)
        assert response.status_code == 302, address
        assert "/admin/login/" in response["Location"], address


@pytest.mark.usefixtures("asked")
def test_half_way_in_one_sees_no_more_of_the_admin_than_a_stranger(client: Client) -> None:
    phone(person())
    give_password(client)
    page = client.get(CODE).text
    assert 'href="/admin/practices' not in page
    assert "/admin/password_change/" not in page


@pytest.mark.usefixtures("asked")
def test_half_way_in_one_can_sign_out(client: Client) -> None:
    phone(person())
    give_password(client)
    assert 'action="/admin/logout/"' in client.get(CODE).text
    assert client.post("/admin/logout/").status_code == 200
    assert client.get(CODE)["Location"].startswith(LOGIN)


@pytest.mark.parametrize("path", [CODE, RECOVERY, SET_UP])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_password_nobody_gets_to_the_second_step(client: Client, path: str, method: str) -> None:
    assert getattr(client, method)(path)["Location"].startswith(LOGIN)
    client.force_login(get_user_model().objects.create_user("reader"))
    assert getattr(client, method)(path)["Location"].startswith(LOGIN)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("path", [CODE, RECOVERY, SET_UP])
def test_the_pages_of_the_second_step_stay_in_no_browser(client: Client, path: str) -> None:
    user = person()
    if path != SET_UP:
        phone(user)
        second_factor.new_codes(user)
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_the_code_changes_the_key_of_the_session(client: Client) -> None:
    device = phone(person())
    give_password(client)
    before = session_key(client)
    client.post(CODE, {"code": code_of(device)})
    assert session_key(client) != before


@pytest.mark.parametrize(
    ("code", "says"),
    [("12345", "six digits"), ("abcdef", "six digits"), ("1_0000", "six digits"), ("", "required"), ("1\0", "Null")],
)
def test_what_is_no_code_is_said_at_the_field_and_counts_for_nothing(client: Client, code: str, says: str) -> None:
    device = phone(person())
    give_password(client)
    response = client.post(CODE, {"code": code})
    assert response.status_code == 200
    assert says in str(response.context["form"].errors["code"])
    device.refresh_from_db()
    assert device.throttling_failure_count == 0


def test_a_code_may_be_written_with_spaces(client: Client) -> None:
    device = phone(person())
    give_password(client)
    code = code_of(device)
    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert is_in(client)


def test_a_code_works_once(client: Client) -> None:
    device = phone(person())
    code = code_of(device)
    for expected in (True, False):
        other = Client()
        give_password(other)
        other.post(CODE, {"code": code})
        assert is_in(other) is expected


def test_another_persons_code_is_wrong(client: Client) -> None:
    phone(person())
    theirs = phone(person("bela"))
    give_password(client)
    assert "wrong" in client.post(CODE, {"code": code_of(theirs)}).text
    assert not is_in(client)


def test_after_wrong_codes_one_has_to_wait_longer_and_longer(client: Client) -> None:
    device = phone(person())
    give_password(client)
    response = client.post(CODE, {"code": wrong_code(device)})
    assert (response.status_code, "wrong" in response.text) == (200, True)
    TOTPDevice.objects.update(throttling_failure_count=6)
    response = client.post(CODE, {"code": code_of(device)})
    assert response.status_code == 429
    assert 30 <= int(response["Retry-After"]) <= 32
    assert "Try again in 3" in str(response.context["form"].errors["code"])
    assert not is_in(client)


def test_the_wait_goes_with_the_person_and_not_the_session(client: Client) -> None:
    device = phone(person())
    TOTPDevice.objects.update(throttling_failure_count=9)
    give_password(client)
    client.post(CODE, {"code": wrong_code(device)})
    other = Client()
    give_password(other)
    response = other.post(CODE, {"code": code_of(device)})
    assert response.status_code == 429
    assert "9 minutes" in response.text


def test_a_recovery_code_lets_in_once(client: Client) -> None:
    user = person()
    phone(user)
    codes = second_factor.new_codes(user)
    for expected in (True, False):
        other = Client()
        give_password(other)
        response = other.post(RECOVERY, {"code": f"  {codes[3].upper().replace('-', ' ')} "}, follow=True)
        assert is_in(other) is expected
        assert ("You have 9 recovery codes left" in response.text) is expected


def test_wrong_recovery_codes_make_one_wait_too(client: Client) -> None:
    user = person()
    phone(user)
    codes = second_factor.new_codes(user)
    give_password(client)
    assert client.post(RECOVERY, {"code": "wrong"}).status_code == 200
    user.staticdevice_set.update(throttling_failure_count=6)
    response = client.post(RECOVERY, {"code": codes[0]})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 20


def test_recovery_codes_cant_be_read_in_the_database(client: Client) -> None:
    codes = second_factor.new_codes(person())
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert len(set(codes)) == len(stored) == 10
    assert not any(part in token for token in stored for code in codes for part in (code, code.replace("-", "")[:16]))


@pytest.mark.parametrize("path", [CODE, RECOVERY])
@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client: Client, path: str, elsewhere: str) -> None:
    user = person()
    device, codes = phone(user), second_factor.new_codes(user)
    give_password(client)
    code = code_of(device) if path == CODE else codes[0]
    response = client.post(path, {"code": code, "next": elsewhere}, query_params={"next": elsewhere})
    assert response["Location"] == "/admin/"


def test_who_is_in_is_not_asked_again(client: Client) -> None:
    sign_in_both_ways(client, person())
    assert client.get(CODE, {"next": "/admin/practices/"})["Location"] == "/admin/practices/"


@pytest.mark.usefixtures("asked")
def test_signing_in_as_somebody_else_asks_again(client: Client) -> None:
    sign_in_both_ways(client, person())
    assert is_in(client)
    phone(person("bela"))
    give_password(client, "bela")
    assert not is_in(client)


def test_turning_it_on_closes_sessions_without_a_code(client: Client, settings: Any) -> None:
    person()
    give_password(client)
    assert is_in(client)
    settings.SECOND_FACTOR = True
    assert not is_in(client)
