"""Setting up a phone, recovery codes, another phone, and the administrator's reset."""

from __future__ import annotations

import base64
import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from practices.signin import guard, second_factor
from tests.signin.signing_in import (
    CODE,
    CODES,
    OVERVIEW,
    PASSWORD,
    RECOVERY,
    SET_UP,
    code_of,
    code_of_key,
    give_password,
    is_in,
    person,
    phone,
    session_key,
    sign_in_both_ways,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asked")]
PEOPLE = "/admin/auth/user/"


def key_on(page: str) -> bytes:
    """Type off the key that the page shows."""
    found = re.search(r'<p class="secret">([A-Z2-7 ]+)</p>', page)
    assert found
    return base64.b32decode(found[1].replace(" ", ""))


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li>((?:\w{4}-){5}\w{4})</li>", page)


def set_up(client: Client, path: str = SET_UP, **more: str) -> Any:
    key = key_on(client.get(path).text)
    return client.post(path, {"code": code_of_key(key), **more})


def test_the_picture_the_link_and_the_text_hold_the_same_key(client: Client) -> None:
    person("amina")
    give_password(client)
    page = client.get(SET_UP)
    address = page.context["address"]
    assert f"secret={base64.b32encode(key_on(page.text)).decode()}" in address
    assert unquote(address).startswith("otpauth://totp/Labour Mobility Practices:amina?")
    assert page.context["picture"].startswith("data:image/svg+xml")
    assert "style=" not in page.text + unquote(page.context["picture"])


def test_a_code_of_the_app_sets_it_up_and_recovery_codes_are_shown_once(client: Client) -> None:
    user = person()
    give_password(client)
    before = session_key(client)
    response = set_up(client, f"{SET_UP}?next=/admin/practices/practice/")
    codes = codes_on(response.text)
    assert len(set(codes)) == second_factor.codes_left(user) == 10
    assert 'href="/admin/practices/practice/"' in response.text
    assert "no-store" in response["Cache-Control"]
    assert all(code in unquote(response.context["file"]) for code in codes)
    assert session_key(client) != before
    assert is_in(client)
    assert codes[0] not in client.get(OVERVIEW).text
    other = Client()
    give_password(other)
    other.post(RECOVERY, {"code": codes[0]})
    assert is_in(other)


def test_the_code_that_set_it_up_is_used_up(client: Client) -> None:
    user = person()
    give_password(client)
    set_up(client)
    other = Client()
    give_password(other)
    other.post(CODE, {"code": code_of(second_factor.phone_of(user))})
    assert not is_in(other)


def test_a_wrong_code_sets_nothing_up_and_the_key_stays(client: Client) -> None:
    user = person()
    give_password(client)
    key = key_on(client.get(SET_UP).text)
    wrong = next(code for code in ("000000", "111111") if code != code_of_key(key))
    response = client.post(SET_UP, {"code": wrong})
    assert "wrong" in str(response.context["form"].errors["code"])
    assert key_on(response.text) == key == key_on(client.get(SET_UP).text)
    assert second_factor.phone_of(user) is None
    assert not is_in(client)


def test_each_session_offers_another_key(client: Client) -> None:
    """Else whoever has learned the password could keep the key that its owner sets up later."""
    person()
    other = Client()
    give_password(client)
    give_password(other)
    assert key_on(client.get(SET_UP).text) != key_on(other.get(SET_UP).text)


def test_who_has_a_phone_cant_set_up_another_without_its_code(client: Client) -> None:
    user = person()
    device = phone(user)
    give_password(client)
    assert client.get(SET_UP)["Location"] == CODE
    assert client.post(SET_UP, {"code": "123456", "password": PASSWORD})["Location"] == CODE
    assert second_factor.phone_of(user) == device


def test_the_form_sent_again_does_nothing(client: Client) -> None:
    user = person()
    give_password(client)
    key = key_on(client.get(SET_UP).text)
    client.post(SET_UP, {"code": code_of_key(key)})
    device = second_factor.phone_of(user)
    assert client.post(SET_UP, {"code": code_of_key(key)})["Location"] == OVERVIEW
    assert second_factor.phone_of(user) == device


def test_another_phone_takes_the_place_of_the_first_and_of_its_codes(client: Client) -> None:
    user = person()
    sign_in_both_ways(client, user)
    elsewhere = Client()
    sign_in_both_ways(elsewhere, user)
    old_codes = second_factor.new_codes(user)
    first = second_factor.phone_of(user)
    assert "takes the place" in client.get(SET_UP).text
    assert "This field is required" in set_up(client).text, "no password was asked for"
    assert "not your password" in set_up(client, password="a wrong one").text
    assert second_factor.phone_of(user) == first
    assert len(codes_on(set_up(client, password=PASSWORD).text)) == 10
    assert TOTPDevice.objects.filter(user=user).count() == 1
    assert second_factor.phone_of(user) != first
    assert is_in(client)
    assert not is_in(elsewhere), "a session of the old phone goes on"
    assert second_factor.codes_left(user) == 10
    recovery = second_factor.recovery_of(user)
    assert recovery is not None
    assert not second_factor.accepts_recovery_code(recovery, old_codes[0])


def test_wrong_passwords_count_as_they_do_when_signing_in(client: Client) -> None:
    sign_in_both_ways(client, person())
    for _time in range(guard.PAIR.most):
        assert client.post(CODES, {"password": "a wrong one"}).status_code == 200
    response = client.post(CODES, {"password": PASSWORD})
    assert (response.status_code, response.has_header("Retry-After")) == (429, True)
    assert "too many wrong passwords" in response.text
    assert set_up(client, password=PASSWORD).status_code == 429


def test_new_recovery_codes_need_the_password_and_make_the_old_ones_void(client: Client) -> None:
    user = person()
    sign_in_both_ways(client, user)
    old = second_factor.new_codes(user)
    assert "not your password" in client.post(CODES, {"password": "a wrong one"}).text
    new = codes_on(client.post(CODES, {"password": PASSWORD}).text)
    assert len(new) == 10
    other = Client()
    give_password(other)
    other.post(RECOVERY, {"code": old[0]})
    assert not is_in(other)


def test_who_came_in_with_a_recovery_code_stays_in_while_making_new_ones(client: Client) -> None:
    user = person()
    phone(user)
    codes = second_factor.new_codes(user)
    give_password(client)
    client.post(RECOVERY, {"code": codes[0]})
    client.post(CODES, {"password": PASSWORD})
    assert is_in(client)


def test_it_can_be_set_up_where_it_is_not_asked_for_but_not_without_the_password(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    user = person()
    give_password(client)
    assert "Set up two-step sign-in" in client.get(OVERVIEW).text
    assert client.get(CODES)["Location"] == SET_UP
    assert "This field is required" in set_up(client).text
    assert codes_on(set_up(client, password=PASSWORD).text)
    assert is_in(client)
    assert second_factor.phone_of(user)


def test_the_overview_says_what_is_set_up(client: Client) -> None:
    user = person()
    sign_in_both_ways(client, user)
    second_factor.new_codes(user)
    assert "You have 10 recovery codes" in client.get(OVERVIEW).text


def test_what_people_do_to_it_is_in_the_history_of_their_account(client: Client) -> None:
    user = person()
    give_password(client)
    set_up(client)
    client.post(CODES, {"password": PASSWORD})
    entries = LogEntry.objects.filter(object_id=str(user.pk)).order_by("pk")
    assert [entry.change_message for entry in entries] == ["Two-step sign-in set up.", "New recovery codes made."]


def ask_to_reset(client: Client, *people: User, **more: str) -> Any:
    data = {"action": "reset_second_factor", "_selected_action": [user.pk for user in people]}
    return client.post(PEOPLE, {**data, **more}, follow=True)


def test_an_administrator_resets_it_after_being_asked(client: Client) -> None:
    user, admin = person(), person("bela")
    sign_in_both_ways(client, admin)
    hers = Client()
    sign_in_both_ways(hers, user)
    second_factor.new_codes(user)
    assert "make sure that it is they who ask" in ask_to_reset(client, user).text
    assert second_factor.phone_of(user)
    assert "is reset" in ask_to_reset(client, user, sure="1").text
    assert (second_factor.phone_of(user), second_factor.codes_left(user)) == (None, 0)
    assert not is_in(hers)
    assert give_password(hers, follow=True).redirect_chain[-1][0].startswith(SET_UP)
    entry = LogEntry.objects.get(object_id=str(user.pk))
    assert (entry.user, entry.change_message) == (admin, "Two-step sign-in reset.")


def test_nobody_resets_their_own(client: Client) -> None:
    admin = person("bela")
    sign_in_both_ways(client, admin)
    assert "To set up another phone for yourself" in ask_to_reset(client, admin, sure="1").text
    assert second_factor.phone_of(admin)


def test_the_command_resets_it_when_nobody_is_left_who_could(capsys: pytest.CaptureFixture[str]) -> None:
    user = person()
    phone(user)
    call_command("reset_second_factor", "amina")
    assert second_factor.phone_of(user) is None
    assert "amina" in capsys.readouterr().out
    with pytest.raises(CommandError, match="'nobody'"):
        call_command("reset_second_factor", "nobody")
