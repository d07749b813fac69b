"""Who has forgotten the password gets a link by mail, and nobody learns from the page whether there is an account."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.test import Client

from practices.signin import forgotten, guard
from tests.signin.signing_in import CODE, LOGIN, give_password, is_in, person, phone, sign_in_both_ways

pytestmark = pytest.mark.django_db
PAGE, NEW = "/admin/forgotten/", "umbrella under nine moons"


@pytest.fixture(autouse=True)
def _mails(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a mail server, and send what it gets at once."""
    settings.EMAIL_HOST = "mail.example.org"
    monkeypatch.setattr(forgotten, "later", lambda work: work())


@pytest.fixture
def ask(client: Client, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any) -> Any:
    """Ask for a link. Return the answer, and the link if one was mailed."""

    def asking(address: str = "amina@example.org", **more: Any) -> tuple[Any, str]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(PAGE, {"email": address}, **more)
        links = [re.search(r"https?://[^/]+(/\S+)", mail.body)[1] for mail in mailoutbox]  # type: ignore[index]
        return answer, "".join(links)

    return asking


def choose(client: Client, link: str, password: str = NEW) -> Any:
    """Open a link and send the form that it leads to."""
    opened = client.get(link, follow=True)
    assert link not in opened.redirect_chain[-1][0], "the address that the page has is none that others could use"
    return client.post(opened.redirect_chain[-1][0], {"new_password1": password, "new_password2": password})


def test_the_link_sets_a_new_password_and_the_second_step_is_asked_all_the_same(
    client: Client, ask: Any, asked: None, mailoutbox: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    amina = person(email="amina@example.org")
    phone(amina)
    elsewhere = Client()
    sign_in_both_ways(elsewhere, amina)
    assert PAGE in client.get(LOGIN).text
    answer, link = ask("AMINA@example.org")
    assert answer["Location"] == "/admin/forgotten/sent/" and client.get(answer["Location"]).status_code == 200
    assert mailoutbox[0].to == ["amina@example.org"]
    with caplog.at_level(logging.INFO, "practices.security"):
        assert choose(client, link)["Location"] == LOGIN
    assert f"New password set by a link from a mail (user: {amina.pk})" in caplog.text
    assert not is_in(elsewhere), "other sessions have ended"
    assert not is_in(client), "nobody is signed in by it"
    assert give_password(client, password=NEW)["Location"].startswith(CODE)
    assert client.get(link).status_code == 200 and "This link no longer works" in client.get(link).text, "it works once"


def test_the_answer_is_the_same_whether_there_is_an_account_or_not(ask: Any) -> None:
    person(email="amina@example.org")
    person("gone", email="gone@example.org", is_active=False)
    answers = {address: ask(f"{address}@example.org") for address in ("amina", "gone", "nobody")}
    assert {answer["Location"] for answer, _link in answers.values()} == {"/admin/forgotten/sent/"}
    assert [address for address, (_answer, link) in answers.items() if link] == ["amina"]


@pytest.mark.both_databases
def test_whoever_asks_often_has_to_wait_whether_there_is_an_account_or_not(ask: Any) -> None:
    person(email="amina@example.org")
    for address in ("amina@example.org", "nobody@example.org"):
        for number in range(guard.LINK_TO.most):
            assert ask(address, REMOTE_ADDR=f"198.51.100.{number}")[0].status_code == 302
        answer, link = ask(address.upper(), REMOTE_ADDR="198.51.100.9")
        assert (answer.status_code, link) == (429, "")
        assert "Links were asked for too often." in answer.text and int(answer["Retry-After"]) > 0


def test_one_address_does_not_ask_for_many(ask: Any) -> None:
    answers = [ask(f"a{number}@example.org")[0].status_code for number in range(guard.LINK_FROM.most + 1)]
    assert answers == [302] * guard.LINK_FROM.most + [429]


def test_a_link_that_is_old_or_made_up_leads_to_another(client: Client, ask: Any, settings: Any) -> None:
    amina = person(email="amina@example.org")
    _answer, link = ask()
    settings.PASSWORD_RESET_TIMEOUT = -1
    for address in (link, link[:-6], "/admin/forgotten/x/y/", f"/admin/forgotten/{'9' * 90}/set-password/"):
        page = client.get(f"{address.rstrip('/')}/")
        assert page.status_code == 200 and "This link no longer works" in page.text
    amina.refresh_from_db()
    assert not amina.check_password(NEW)


def test_a_password_that_is_easy_to_guess_is_refused(client: Client, ask: Any) -> None:
    amina = person(email="amina@example.org")
    page = choose(client, ask()[1], "labour-migration-2026")
    assert page.status_code == 200 and "easy to guess" in page.text
    amina.refresh_from_db()
    assert not amina.check_password("labour-migration-2026")


def test_without_a_mail_server_it_is_not_offered(client: Client, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    assert PAGE not in client.get(LOGIN).text
    assert {client.get(path).status_code for path in (PAGE, f"{PAGE}sent/", f"{PAGE}x/y/")} == {404}
