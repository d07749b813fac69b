"""People hear by mail of each change of how they sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from practices.signin import notices
from tests.signin.signing_in import CODES, PASSWORD, person, phone, sign_in_both_ways

pytestmark = pytest.mark.django_db
NEW = "staple battery 9"


@pytest.fixture
def amina(client: Client) -> Any:
    made = person(email="amina@example.org")
    phone(made)
    sign_in_both_ways(client, made)
    return made


def own_password(client: Client) -> Any:
    new = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    return client.post("/admin/password_change/", new)


def codes(client: Client) -> Any:
    return client.post(CODES, {"password": PASSWORD})


@pytest.mark.parametrize(("change", "says"), [(own_password, "Password changed."), (codes, "New recovery codes made.")])
def test_of_ones_own_changes(
    client: Client,
    amina: Any,
    change: Callable[[Client], Any],
    says: str,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert change(client).status_code in {200, 302}
    (mail,) = mailoutbox
    assert mail.to == ["amina@example.org"] and mail.body.startswith(says)
    assert PASSWORD not in mail.body and NEW not in mail.body


def test_of_those_that_an_administrator_makes_also_at_the_address_of_before(
    client: Client, amina: Any, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    bela = person("bela", email="bela@example.org")
    account = f"/admin/auth/user/{bela.pk}"
    data = {"username": "bela", "email": "new@example.org", "is_staff": "on", "is_superuser": "on", "is_active": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{account}/change/", data).status_code == 302
        new = {"password1": NEW, "password2": NEW, "usable_password": "true"}
        assert client.post(f"{account}/password/", new).status_code == 302
        reset = {"action": "reset_second_factor", "_selected_action": [bela.pk], "sure": "1"}
        assert client.post("/admin/auth/user/", reset).status_code == 302
    assert [(mail.to, mail.body.partition("\n")[0]) for mail in mailoutbox] == [
        (["bela@example.org"], "Your mail address was changed."),
        (["new@example.org"], "An administrator has set a new password for you."),
        (["new@example.org"], "Two-step sign-in reset."),
    ]


def test_a_mail_server_that_fails_undoes_nothing(
    client: Client, amina: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def fails(*_mail: Any) -> None:
        raise OSError

    monkeypatch.setattr(notices, "send_mail", fails)
    with django_capture_on_commit_callbacks(execute=True):
        assert own_password(client).status_code == 302
    amina.refresh_from_db()
    assert amina.check_password(NEW)
