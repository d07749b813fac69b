"""Where somebody is signed in: they see it, end it, and so can administrators; no session lasts for ever."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from practices.signin import session
from tests.signin.signing_in import LOGIN, PASSWORD, code_of, give_password, is_in, person, phone, session_key

pytestmark = pytest.mark.django_db
SESSIONS, PEOPLE = "/admin/sessions/", "/admin/auth/user/"


@pytest.fixture
def amina(client: Client) -> Any:
    made = person()
    give_password(client)
    return made


def elsewhere(name: str = "amina") -> Client:
    """Another browser, in which somebody is signed in."""
    other = Client()
    give_password(other, name)
    return other


def marks(user: Any) -> list[str]:
    return [one.mark for one in session.of(user)]


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    now = session.time.time()
    monkeypatch.setattr(session.time, "time", lambda: now + datetime.timedelta(**time).total_seconds())


@pytest.mark.both_databases
def test_the_page_lists_the_others(client: Client, amina: Any) -> None:
    assert "You are signed in here alone." in client.get(SESSIONS).text
    other, _bela = elsewhere(), person("bela")
    elsewhere("bela")
    page = client.get(SESSIONS)
    assert len(page.context["form"].fields["ended"].choices) == 1
    assert session_key(other) not in page.text, "whoever reads the page could take the session over"
    assert "Signed in" in page.text and "(UTC)" in page.text


@pytest.mark.both_databases
def test_one_of_them_can_be_ended_with_the_password(client: Client, amina: Any) -> None:
    other, third = elsewhere(), elsewhere()
    chosen = next(one.mark for one in session.of(amina) if one.key == session_key(other))
    assert client.post(SESSIONS, {"ended": [chosen], "password": "a wrong password"}).status_code == 200
    assert is_in(other)
    before = session_key(client)
    assert client.post(SESSIONS, {"ended": [chosen], "password": PASSWORD}).status_code == 302
    assert (is_in(client), is_in(other), is_in(third)) == (True, False, True)
    assert session_key(client) != before


def test_nobody_ends_a_session_of_somebody_else(client: Client, amina: Any) -> None:
    bela = person("bela")
    theirs = elsewhere("bela")
    assert client.post(SESSIONS, {"ended": marks(bela), "password": PASSWORD}).status_code == 200
    assert is_in(theirs)


def test_who_works_on_signs_in_again_after_a_day(client: Client, amina: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, hours=23)
    assert is_in(client) and is_in(client)
    later(monkeypatch, hours=1.3)  # never idle for twelve
    is_in(client)  # the database's clock stands where it was, so it is the next request that finds no row
    assert not is_in(client)


def test_the_row_of_a_session_ends_with_the_day(client: Client, amina: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, hours=23)
    assert is_in(client)  # which renews it
    left = session.SessionStore(session_key(client)).get_session_cookie_age()
    assert 0 < left <= 3600 < session.LONGEST.total_seconds()


def test_a_session_of_a_release_before_is_not_made_longer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(person())
    held = client.session
    held["renewed_at"] = int(session.time.time())
    held.save()
    later(monkeypatch, hours=1)
    assert is_in(client)
    assert client.session["renewed_at"] == held["renewed_at"]


def test_to_sign_in_again_gives_another_key(client: Client, amina: Any) -> None:
    before = session_key(client)
    assert client.post(LOGIN, {"username": "amina", "password": PASSWORD}).status_code == 302
    assert session_key(client) != before
    assert [one.key for one in session.of(amina)] == [session_key(client)]


def test_who_is_made_inactive_is_out_also_when_active_again(client: Client, amina: Any) -> None:
    bela = person("bela")
    theirs = elsewhere("bela")
    data = {"username": "bela", "email": "b@example.org", "is_staff": "on", "is_superuser": "on"}
    assert client.post(f"{PEOPLE}{bela.pk}/change/", data).status_code == 302
    assert marks(bela) == []
    assert client.post(f"{PEOPLE}{bela.pk}/change/", data | {"is_active": "on"}).status_code == 302
    assert not is_in(theirs)


def test_an_administrator_ends_the_sessions_of_some(client: Client, amina: Any) -> None:
    bela = person("bela")
    person("chidi")
    theirs, others = elsewhere("bela"), elsewhere("chidi")
    data = {"action": "end_sessions", "_selected_action": [bela.pk]}
    assert "1 session is ended." in client.post(PEOPLE, data, follow=True).text
    assert (is_in(client), is_in(theirs), is_in(others)) == (True, False, True)


@pytest.mark.both_databases
def test_an_operator_ends_those_of_one_or_of_all(
    client: Client, amina: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    person("bela")
    theirs = elsewhere("bela")
    with pytest.raises(CommandError, match="Nobody is called zoe"):
        call_command("end_sessions", "zoe")
    call_command("end_sessions", "bela")
    assert (is_in(client), is_in(theirs)) == (True, False)
    call_command("end_sessions")
    assert not is_in(client)
    assert capsys.readouterr().out == "Ended: 1.\nEnded: 1.\n"


def test_the_log_tells_of_each_step_and_never_what_was_typed(
    client: Client, caplog: pytest.LogCaptureFixture, asked: None
) -> None:
    caplog.set_level("INFO", "practices.security")
    user = person()
    device = phone(user)
    give_password(client, password="a wrong password")
    give_password(client, "a secret typed here")
    give_password(client)
    client.post("/admin/second-factor/code/", {"code": code_of(device)})
    client.post("/admin/logout/")
    told = [record.getMessage() for record in caplog.records if record.name == "practices.security"]
    assert told == [
        f"Wrong password, or an account that is closed (user: {user.pk})",
        "Wrong password, or an account that is closed (user: nobody)",
        f"Right password (user: {user.pk})",
        f"Right code of a phone (user: {user.pk})",
        f"Signed out (user: {user.pk})",
    ]
    assert "secret" not in caplog.text and "amina" not in "".join(told)
