"""Signing in with a password: throttling, sessions, what stays in a browser."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from practices.signin import session, throttle
from tests.signin.signing_in import LOGIN, PASSWORD, give_password, is_in, person, session_key

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def fail(client: Client, times: int, name: str = "amina", **more: Any) -> Any:
    for _time in range(times):
        response = give_password(client, name, "a wrong password", **more)
    return response


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


def test_five_wrong_passwords_mean_a_quarter_of_an_hour_and_the_page_says_so(client: Client) -> None:
    person()
    assert fail(client, 4).status_code == 200
    response = fail(client, 1)
    assert response.status_code == 429
    assert 880 <= int(response["Retry-After"]) <= 900
    assert "Try again in 15 minutes" in response.text
    assert "no-store" in response["Cache-Control"]
    assert give_password(client).status_code == 429, "the right password counts as little"
    assert not is_in(client)


def test_the_page_is_in_the_language_of_the_reader(client: Client) -> None:
    person()
    response = fail(client, 5, path="/fr/admin/login/")
    assert response.status_code == 429
    assert '<html lang="fr"' in response.text
    assert 'href="/fr/admin/login/"' in response.text


def test_trying_while_one_has_to_wait_makes_it_no_longer(client: Client) -> None:
    person()
    fail(client, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=10))
    assert 290 <= int(fail(client, 3)["Retry-After"]) <= 300
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=15, seconds=1))
    assert give_password(client).status_code == 302


def test_the_right_password_clears_the_wrong_ones(client: Client) -> None:
    person()
    fail(client, 4)
    give_password(client)
    assert not AccessAttempt.objects.exists()


def test_others_at_the_same_address_are_not_kept_out(client: Client) -> None:
    person()
    person("bela")
    fail(client, 5)
    assert give_password(client, "bela").status_code == 302


def test_the_same_person_elsewhere_is_not_kept_out(client: Client) -> None:
    person()
    fail(client, 5, REMOTE_ADDR="203.0.113.7")
    assert give_password(client, REMOTE_ADDR="203.0.113.8").status_code == 302


def test_a_name_that_nobody_has_is_treated_alike(client: Client) -> None:
    person()
    known, unknown = fail(client, 1), fail(client, 1, "nobody")
    token = r'name="csrfmiddlewaretoken" value="\w+"'
    assert re.sub(token, "", known.text).replace("amina", "") == re.sub(token, "", unknown.text).replace("nobody", "")
    assert fail(client, 4, "nobody").status_code == 429


@pytest.mark.parametrize("name", ["a" * 300, "a" * 100_000, "a\0b", "", "\ud800".encode("utf-8", "surrogatepass")])
def test_absurd_names_are_refused(client: Client, name: Any) -> None:
    assert client.post(LOGIN, {"username": name, "password": "x"}).status_code in {200, 400}
    assert client.post(LOGIN, {"username": "a", "password": "x" * 10_000}).status_code == 200


def test_absurd_headers_are_survived(client: Client) -> None:
    person()
    response = fail(client, 1, HTTP_USER_AGENT="é\x7f" * 400, HTTP_ACCEPT="x" * 5000, HTTP_X_FORWARDED_FOR="\0,,;")
    assert response.status_code == 200


def test_addresses_are_kept_no_longer_than_they_count(client: Client) -> None:
    person()
    fail(client, 1)
    fail(client, 1, "bela")
    AccessAttempt.objects.filter(username="bela").update(
        attempt_time=timezone.now() - settings.AXES_COOLOFF_TIME - datetime.timedelta(seconds=1)
    )
    old = client.session
    old.create()
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(days=1))
    throttle.tidy()
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["amina"]
    assert not Session.objects.exists()


def test_nothing_is_kept_of_those_who_get_in(client: Client) -> None:
    person()
    give_password(client)
    assert not AccessAttempt.objects.exists()
    assert not AccessLog.objects.exists()


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
