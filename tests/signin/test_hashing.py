"""Passwords are hashed one at a time, so that readers are not kept waiting, and never when they are absurdly long."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, make_password
from django.test import Client

from practices.models import Attempts
from practices.signin import passwords
from practices.signin.refusals import Busy
from tests.at_once import at_once
from tests.signin.signing_in import LOGIN, PASSWORD, fail, give_password, person

pytestmark = pytest.mark.django_db
SENTENCE = "Many passwords are being checked at this moment"


@pytest.fixture(autouse=True)
def real(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as a site does, with less work."""
    settings.PASSWORD_HASHERS = ["practices.signin.passwords.InTurn"]
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 10)


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many passwords as may wait do wait, from strangers and others."""
    for queue in ("_strangers", "_known"):
        full = threading.BoundedSemaphore(1)
        full.acquire()
        monkeypatch.setattr(passwords, queue, full)


@pytest.mark.both_databases
def test_passwords_of_before_are_still_right() -> None:
    assert check_password(PASSWORD, PBKDF2PasswordHasher().encode(PASSWORD, "salt", 20))
    assert make_password(PASSWORD).startswith("pbkdf2_sha256$10$")


def test_one_is_hashed_one_waits_and_others_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, at_work, most = threading.Event(), [], []

    def slow(*args: Any, **kwargs: Any) -> str:
        at_work.append(1)
        most.append(len(at_work))
        go_on.wait(10)
        at_work.pop()
        return "hash"

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", slow)

    def hash_or_let_go() -> str:
        try:
            return make_password("x")
        except Busy:
            refused.append(1)
            if len(refused) == 6:
                go_on.set()
            raise

    refused: list[int] = []
    results = at_once(*[hash_or_let_go] * 8)
    assert results.count("hash") == passwords.PLACES == 2
    assert sum(isinstance(result, Busy) for result in results) == 6
    assert set(most) == {1}
    assert make_password("x") == "hash", "a place was not given back"


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("name", ["amina", "nobody"])
def test_who_comes_then_gets_the_form_again_and_has_used_up_nothing(client: Client, name: str) -> None:
    get_user_model().objects.create(username="amina", is_staff=True, password="pbkdf2_sha256$10$salt$x")
    response = fail(client, name=name)
    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert SENTENCE in response.text
    assert f'value="{name}"' in response.text
    assert not Attempts.objects.exists()


@pytest.mark.usefixtures("busy")
def test_the_log_says_once_that_it_is_busy(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for _time in range(3):
        fail(client)
    assert [record.getMessage() for record in caplog.records] == [
        "More passwords than can be looked at: some are refused"
    ]


def test_a_browser_of_before_does_not_stand_in_line_with_strangers(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    person()
    give_password(client)
    client.post("/admin/logout/")
    monkeypatch.setattr(passwords, "_strangers", threading.BoundedSemaphore(1))
    passwords._strangers.acquire()
    assert give_password(Client()).status_code == 503
    assert give_password(client).status_code == 302


def test_an_administrator_who_gives_a_password_then_gets_a_page(client: Client, request: Any) -> None:
    amina = person()
    client.force_login(person("bela"))
    request.getfixturevalue("busy")
    new = {"password1": "staple battery 9", "password2": "staple battery 9", "usable_password": "true"}
    response = client.post(f"/fr/admin/auth/user/{amina.pk}/password/", new)
    assert (response.status_code, response["Retry-After"]) == (503, "3")
    assert '<html lang="fr"' in response.text
    assert "no-store" in response["Cache-Control"]
    before = amina.password
    amina.refresh_from_db()
    assert amina.password == before


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["a" * 300, "a" * 100_000, "a\0b", "", "\ud800".encode("utf-8", "surrogatepass")])
def test_absurd_names_are_refused_unseen(client: Client, name: Any) -> None:
    response = client.post(LOGIN, {"username": name, "password": "x"})
    assert response.status_code in {200, 400}
    assert len(response.content) < 10_000, "it comes back whole"


@pytest.mark.parametrize("length", [passwords.LONGEST + 1, 2_000_000])
def test_absurd_passwords_are_refused_unseen(client: Client, length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    user = person()
    monkeypatch.setattr(passwords, "_place", None)
    absurd = "x" * length
    assert client.post(LOGIN, {"username": "amina", "password": absurd}).status_code == 200
    client.force_login(user)
    for data in ({"old_password": absurd}, {"new_password1": absurd}):
        assert client.post("/admin/password_change/", data).status_code == 200
    assert not Attempts.objects.exists()


def test_the_longest_password_that_can_be_set_lets_in(client: Client) -> None:
    client.force_login(person())
    for length, expected in ((passwords.LONGEST + 1, 200), (passwords.LONGEST, 302)):
        new = "correct horse " * length
        response = client.post(
            "/admin/password_change/",
            {"old_password": PASSWORD, "new_password1": new[:length], "new_password2": new[:length]},
        )
        assert response.status_code == expected
    assert give_password(Client(), password=new[: passwords.LONGEST]).status_code == 302
