"""Who guesses passwords has to wait, from one address or from many, and keeps nobody out who was in before."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practices.models import Attempts
from practices.signin import browsers, guard, passwords
from practices.signin.guard import ADDRESS, BROWSER, EVERYBODY, NAME, PAIR
from tests.at_once import at_once
from tests.signin.signing_in import CODE as CODE_PAGE
from tests.signin.signing_in import LOGIN, PASSWORD, code_of, fail, give_password, is_in, person, phone, wrong_code

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 29, 12, 0, 1, tzinfo=datetime.UTC)
TOO_MANY = "There were too many wrong passwords"
CHANGE = "/admin/password_change/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stand still at the beginning of a period, until a test says that time goes by."""
    now = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: now[0])

    def later(**time: int) -> None:
        now[0] += datetime.timedelta(**time)

    return later


def narrow(monkeypatch: pytest.MonkeyPatch, **most: int) -> None:
    """Make limits that a test reaches quickly."""
    for name, number in most.items():
        monkeypatch.setattr(guard, name, getattr(guard, name)._replace(most=number))


def address(number: int) -> dict[str, str]:
    return {"REMOTE_ADDR": f"198.51.{number // 256}.{number % 256}"}


@pytest.mark.both_databases
def test_five_wrong_passwords_mean_to_wait_and_the_page_says_so(client: Client) -> None:
    person()
    assert fail(client, PAIR.most).status_code == 200
    response = give_password(client)
    assert response.status_code == 429, "the right password counts as little"
    assert response["Retry-After"] == "899"
    assert f"{TOO_MANY}. Try again in 15 minutes" in response.text
    assert 'value="amina"' in response.text, "the form is there again"
    assert "no-store" in response["Cache-Control"]
    assert not is_in(client)


def test_it_is_said_in_the_language_of_the_reader(client: Client) -> None:
    response = fail(client, PAIR.most + 1, path="/fr/admin/login/")
    assert response.status_code == 429
    assert '<html lang="fr"' in response.text


def test_trying_while_one_has_to_wait_makes_it_no_longer(client: Client, clock: Any) -> None:
    person()
    fail(client, PAIR.most)
    clock(minutes=10)
    assert fail(client, 3)["Retry-After"] == "299"
    clock(minutes=5)
    assert give_password(client).status_code == 302


def test_the_right_password_clears_the_wrong_ones_of_this_person_here_alone(client: Client) -> None:
    person()
    fail(client, PAIR.most - 1)
    give_password(client)
    client.cookies.clear()
    assert fail(client, PAIR.most).status_code == 200
    counts = dict(Attempts.objects.values_list("action", "count"))
    assert counts[ADDRESS.action] == counts[EVERYBODY.action] == 2 * PAIR.most - 1


def test_who_gets_in_uses_up_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow(monkeypatch, EVERYBODY=1, ADDRESS=1, NAME=1, PAIR=1)
    person()
    for _time in range(3):
        assert give_password(Client()).status_code == 302
    assert not Attempts.objects.filter(count__gt=0).exists()


def test_others_at_the_same_address_are_not_kept_out(client: Client) -> None:
    person("bela")
    fail(client, PAIR.most + 1)
    assert give_password(client, "bela").status_code == 302


def test_the_same_person_elsewhere_is_not_kept_out(client: Client) -> None:
    person()
    fail(client, PAIR.most + 1, **address(7))
    assert give_password(client, **address(8)).status_code == 302


@pytest.mark.both_databases
def test_names_drawn_by_lot_from_one_address_are_refused_and_leave_few_rows(client: Client) -> None:
    answers = [fail(client, name=f"x{number}").status_code for number in range(ADDRESS.most + 20)]
    assert answers == [200] * ADDRESS.most + [429] * 20
    assert Attempts.objects.count() == 2 + 2 * ADDRESS.most
    assert fail(client, name="y", **address(9)).status_code == 200


@pytest.mark.both_databases
def test_what_is_refused_writes_nothing_and_hashes_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(client, PAIR.most)
    monkeypatch.setattr("django.contrib.auth.hashers.MD5PasswordHasher.encode", None)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert fail(client, 1).status_code == 429
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]


def test_one_name_from_many_addresses_is_refused(client: Client) -> None:
    person()
    answers = [fail(client, **address(number)).status_code for number in range(NAME.most + 3)]
    assert answers == [200] * NAME.most + [429] * 3
    response = give_password(client, **address(99))
    assert (response.status_code, response["Retry-After"]) == (429, "3599")


@pytest.mark.parametrize("name", ["Amina", "AMINA", " amina ", "\uff41mina", "amina\t"])
def test_one_name_written_in_many_ways_is_one_name(client: Client, name: str) -> None:
    fail(client, PAIR.most)
    assert fail(client, name=name).status_code == 429


def test_everything_from_many_addresses_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow(monkeypatch, EVERYBODY=12)
    answers = [fail(client, name=f"x{number}", **address(number)).status_code for number in range(20)]
    assert answers == [200] * 12 + [429] * 8
    assert Attempts.objects.count() == 1 + 3 * 12


@pytest.mark.both_databases
def test_rows_of_periods_that_are_over_go(client: Client, clock: Any) -> None:
    for number in range(10):
        fail(client, name=f"x{number}")
    clock(hours=1)
    fail(client)
    assert Attempts.objects.count() == 4


def test_counts_say_nothing_of_who_it_was(client: Client) -> None:
    fail(client, name="my secret password", **address(5))
    kept = str(list(Attempts.objects.values()))
    assert "secret" not in kept and "198.51" not in kept


def test_forged_headers_are_nobodys_address(client: Client) -> None:
    answers = [
        fail(client, name=f"x{number}", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}").status_code
        for number in range(ADDRESS.most + 1)
    ]
    assert answers[-1] == 429


def test_behind_a_proxy_the_address_that_it_wrote_counts(client: Client, settings: Any) -> None:
    settings.BEHIND_PROXY = True
    for number in range(ADDRESS.most + 1):
        last = fail(client, name=f"x{number}", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 203.0.113.7")
    assert last.status_code == 429
    assert fail(client, name="y", HTTP_X_FORWARDED_FOR="203.0.113.7, 203.0.113.8").status_code == 200


@pytest.mark.parametrize("path", ["/admin/", "/admin/practices/practice/", "/admin/password_change/", "/admin/x/"])
def test_no_other_address_looks_at_a_password(client: Client, path: str) -> None:
    person()
    response = give_password(client, path=path)
    assert (response.status_code, is_in(client)) == (302, False)
    assert not Attempts.objects.exists()


def test_a_flood_is_turned_away_in_next_to_no_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow(monkeypatch, ADDRESS=1)
    fail(client, 2, path="/fr/admin/login/")
    with CaptureQueriesContext(connection) as queries:
        response = client.post("/fr/admin/login/", {"username": "x", "password": "x"})
    assert (response.status_code, response["Retry-After"], len(queries)) == (429, "899", 0)
    assert "no-store" in response["Cache-Control"]
    assert '<html lang="fr">' in response.text and 'href="/fr/admin/login/"' in response.text
    assert client.get(LOGIN).status_code == 200
    assert fail(client, **address(2)).status_code == 200
    later = guard.time.monotonic() + guard._UNASKED + 1
    monkeypatch.setattr(guard.time, "monotonic", lambda: later)
    Attempts.objects.all().delete()
    assert fail(client).status_code == 200, "an operator has let everybody try again"


def test_a_browser_of_before_is_not_turned_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow(monkeypatch, EVERYBODY=1)
    person()
    known(client)
    fail(Client(), 3)
    assert "Please wait" in fail(Client(), **address(3)).text
    assert give_password(client).status_code == 302


# Browsers of before ------------------------------------------------------------------------------


def known(client: Client, name: str = "amina") -> Client:
    """Sign in and out with a client."""
    assert give_password(client, name, **address(1)).status_code == 302
    client.post("/admin/logout/")
    return client


def test_a_browser_of_before_lets_in_while_others_guess(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow(monkeypatch, EVERYBODY=10, ADDRESS=10, NAME=10)
    person()
    known(client)
    for _time in range(11):
        refused = fail(Client(), **address(2))
    assert refused.status_code == 429
    assert give_password(Client(), **address(2)).status_code == 429
    assert give_password(client, **address(2)).status_code == 302


def test_it_is_for_its_person_alone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow(monkeypatch, NAME=3)
    person()
    person("bela")
    known(client, "bela")
    fail(Client(), 4)
    assert give_password(client).status_code == 429


def test_five_wrong_passwords_from_a_browser_of_before_mean_to_wait_too(client: Client) -> None:
    person()
    known(client)
    assert fail(client, BROWSER.most).status_code == 200
    assert give_password(client).status_code == 429
    assert give_password(client, **address(3)).status_code == 429, "it is the browser that waits, wherever it is"
    assert give_password(Client(), **address(3)).status_code == 302


def test_what_the_cookie_says(client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    person()
    cookie = give_password(client).cookies[browsers.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
    assert cookie["max-age"] == browsers.KEPT.total_seconds()
    assert "amina" not in cookie.value
    assert browsers.COOKIE not in Client().get(LOGIN).cookies
    assert browsers.COOKIE not in fail(Client()).cookies


@pytest.mark.parametrize("value", ["", "x", "x:y:z", "é", "a" * 4000])
def test_a_cookie_that_is_not_ours_is_none(client: Client, value: str) -> None:
    person()
    client.cookies[browsers.COOKIE] = value
    assert fail(client, PAIR.most + 1).status_code == 429


def test_the_password_alone_makes_no_browser_known_where_a_code_is_asked_for(client: Client) -> None:
    device = phone(person())
    assert browsers.COOKIE not in give_password(client).cookies
    assert browsers.COOKIE in client.post(CODE_PAGE, {"code": code_of(device)}).cookies


# Passwords and codes elsewhere -------------------------------------------------------------------


def change(client: Client, old: str) -> Any:
    new = {"new_password1": "staple battery 9", "new_password2": "staple battery 9"}
    return client.post(CHANGE, {"old_password": old, **new})


def test_wrong_old_passwords_count_while_changing_it(client: Client) -> None:
    user = person()
    client.force_login(user)
    for _time in range(PAIR.most):
        response = change(client, "a wrong one")
        assert (response.status_code, "not your password" in response.text) == (200, True)
    response = change(client, PASSWORD)
    assert (response.status_code, response["Retry-After"], TOO_MANY in response.text) == (429, "899", True)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert give_password(Client()).status_code == 429, "it is the same count as for signing in"


def test_a_password_is_changed_with_the_old_one(client: Client, clock: Any) -> None:
    client.force_login(person())
    change(client, "a wrong one")
    assert change(client, PASSWORD)["Location"] == "/admin/password_change/done/"
    assert is_in(client)
    assert give_password(Client(), password="staple battery 9").status_code == 302


def test_wrong_codes_count_by_account_and_by_address(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow(monkeypatch, CODE=3, ADDRESS=5)
    monkeypatch.setattr("practices.signin.second_factor.seconds_to_wait", lambda device: 0)
    monkeypatch.setattr("django_otp.models.ThrottlingMixin.verify_is_allowed", lambda self: (True, None))
    device = phone(person())
    give_password(client)
    for _time in range(3):
        assert client.post(CODE_PAGE, {"code": wrong_code(device)}, **address(1)).status_code == 200
    response = client.post(CODE_PAGE, {"code": code_of(device)}, **address(2))
    assert (response.status_code, response["Retry-After"]) == (429, "3599")
    assert "There were too many wrong codes" in response.text
    other = phone(person("bela"))
    elsewhere = Client()
    give_password(elsewhere, "bela")
    for _time in range(2):
        elsewhere.post(CODE_PAGE, {"code": wrong_code(other)}, **address(1))
    assert elsewhere.post(CODE_PAGE, {"code": code_of(other)}, **address(1)).status_code == 429
    assert elsewhere.post(CODE_PAGE, {"code": code_of(other)}, **address(3)).status_code == 302


# At the same moment ------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_get_no_further_than_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_strangers", threading.BoundedSemaphore(12))
    person()
    answers = at_once(*[lambda: fail(Client()).status_code] * 12)
    assert sorted(answers) == [200] * PAIR.most + [429] * (12 - PAIR.most)
    assert set(Attempts.objects.values_list("count", flat=True)) == {PAIR.most}


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_one_code_lets_in_one_of_many_at_the_same_moment() -> None:
    device = phone(person())
    clients = [Client() for _number in range(4)]
    for client in clients:
        give_password(client)
    code = code_of(device)
    answers = at_once(*[lambda client=client: client.post(CODE_PAGE, {"code": code}).status_code for client in clients])
    assert answers.count(302) == 1, answers


# For operators -----------------------------------------------------------------------------------


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "practices.signin"]


def test_the_log_tells_which_address_is_refused_once_in_a_period(
    client: Client, caplog: pytest.LogCaptureFixture, clock: Any
) -> None:
    for number in range(ADDRESS.most + 10):
        fail(client, name=f"my secret {number}", **address(7))
    assert told(caplog) == [
        "Sign-in refused to 198.51.0.7 for 899 seconds: 30 wrong in 15 minutes (limit: address)",
    ]
    assert "secret" not in caplog.text
    assert not [record for record in caplog.records if record.name.startswith("django")], "a line for each"


def test_a_flood_from_everywhere_does_not_flood_the_log(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow(monkeypatch, EVERYBODY=1)
    monkeypatch.setattr(guard, "MOST_TOLD", 3)
    for number in range(8):
        fail(client, name=f"x{number}", **address(number))
    assert [line.split()[3] for line in told(caplog)] == ["198.51.0.1", "198.51.0.2", "198.51.0.3"]


def test_an_operator_can_let_everybody_try_again(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    person()
    Attempts.objects.create(action="save", key="x", since=timezone.now())
    fail(client, PAIR.most + 1)
    call_command("forget_failed_sign_ins")
    assert "4 deleted" in capsys.readouterr().out
    assert give_password(client).status_code == 302
    assert Attempts.objects.filter(action="save").exists()
