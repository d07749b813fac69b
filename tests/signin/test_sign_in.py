"""Signing in with a password: sessions, what stays in a browser."""

from __future__ import annotations

import datetime
import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from practices.signin import guard, session
from tests.signin.signing_in import LOGIN, PASSWORD, fail, give_password, is_in, person, session_key

pytestmark = pytest.mark.django_db


def test_the_right_password_leads_to_where_one_wanted_to_go(client: Client) -> None:
    person()
    response = give_password(client, path=f"{LOGIN}?next=/admin/practices/practice/")
    assert (response.status_code, response["Location"]) == (302, "/admin/practices/practice/")
    assert is_in(client)


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "\0", "/\\e.org"]
)
def test_nobody_is_sent_to_another_site(client: Client, elsewhere: str) -> None:
    person()
    response = client.post(LOGIN, {"username": "amina", "password": PASSWORD, "next": elsewhere})
    assert response.status_code == 302
    assert "example" not in response["Location"]
    assert response["Location"].startswith("/")


def test_signing_in_changes_the_key_of_the_session(client: Client) -> None:
    person()
    before = client.session
    before["x"] = 1
    before.save()
    assert session_key(client) == before.session_key
    give_password(client)
    assert session_key(client) != before.session_key
    assert not Session.objects.filter(session_key=before.session_key).exists()


@pytest.mark.both_databases
def test_a_name_that_nobody_has_is_treated_alike(client: Client) -> None:
    person()
    known, unknown = fail(client), fail(client, name="nobody")
    token = r'name="csrfmiddlewaretoken" value="\w+"'
    assert re.sub(token, "", known.text).replace("amina", "") == re.sub(token, "", unknown.text).replace("nobody", "")
    assert fail(client, guard.PAIR.most, "nobody").status_code == 429


@pytest.mark.both_databases
def test_absurd_headers_are_survived(client: Client) -> None:
    person()
    response = fail(client, HTTP_USER_AGENT="é\x7f" * 400, HTTP_ACCEPT="x" * 5000, HTTP_X_FORWARDED_FOR="\0,,;")
    assert response.status_code == 200


@pytest.mark.both_databases
def test_sessions_that_are_over_go(client: Client) -> None:
    old = client.session
    old.create()
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(days=1))
    person()
    give_password(client)
    session.over().delete()
    assert [kept.session_key for kept in Session.objects.all()] == [session_key(client)]


def test_a_new_password_ends_all_other_sessions(client: Client) -> None:
    person()
    elsewhere = Client()
    give_password(elsewhere)
    give_password(client)
    new = {"old_password": PASSWORD, "new_password1": "staple battery 9", "new_password2": "staple battery 9"}
    assert client.post("/admin/password_change/", new).status_code == 302
    assert is_in(client)
    assert not is_in(elsewhere)


def test_a_password_set_by_an_administrator_ends_the_persons_sessions(client: Client) -> None:
    amina = person()
    person("bela")
    hers = Client()
    give_password(hers)
    give_password(client, "bela")
    new = {"password1": "staple battery 9", "password2": "staple battery 9", "usable_password": "true"}
    assert client.post(f"/admin/auth/user/{amina.pk}/password/", new).status_code == 302
    assert is_in(client)
    assert not is_in(hers)


def test_who_is_made_inactive_is_out_at_once(client: Client) -> None:
    amina = person()
    give_password(client)
    amina.is_active = False
    amina.save()
    assert not is_in(client)
    assert give_password(client).status_code == 200


def test_the_page_for_a_new_password_states_the_rules(client: Client) -> None:
    client.force_login(person())
    assert "at least 12 characters" in client.get("/admin/password_change/").text


@pytest.mark.parametrize("path", ["/admin/", "/admin/password_change/", "/admin/password_change/done/", LOGIN])
def test_nothing_stays_in_a_shared_browser(client: Client, path: str) -> None:
    client.force_login(person())
    stored = client.get(path)["Cache-Control"]
    assert {"no-store", "private"} <= set(stored.replace(" ", "").split(","))


def test_the_cookie_is_for_this_site_alone_and_until_the_browser_is_closed(client: Client) -> None:
    person()
    give_password(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_a_session_lasts_while_somebody_works(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    person()
    give_password(client)

    def ends() -> datetime.datetime:
        return Session.objects.get().expire_date

    first = ends()
    is_in(client)
    assert ends() == first, "a write with each request"
    now = session.time.time()
    monkeypatch.setattr(session.time, "time", lambda: now + 20 * 60)
    Session.objects.update(expire_date=first - datetime.timedelta(minutes=20))
    is_in(client)
    assert ends() >= first


def test_who_signs_out_is_out(client: Client) -> None:
    person()
    give_password(client)
    assert client.post("/admin/logout/").status_code == 200
    assert not is_in(client)
