"""Asking for an alert, confirming, changing and ending it: who reads the mail of the address may, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from practices.alerts import signing_up
from practices.discovery.criteria import Criteria
from practices.feeds import naming
from practices.models import Alert, Practice
from practices.web.throttle import Limit
from tests import factories
from tests.alerts.asking import ADDRESS, asks, link_in, made, path_of

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
OTHER = "basma@example.org"


@pytest.fixture
def fees(vocabulary: factories.Vocabulary) -> Practice:
    """A practice of Morocco."""
    return factories.practice("Lower fees", countries=[(vocabulary.countries[0], "origin")])


def inside(page: Any) -> str:
    """Return what a page says, without its frame."""
    return str(page.text.partition("<main")[2].partition("</main>")[0])


def test_it_begins_when_its_address_is_confirmed_by_a_button(
    client: Client, fees: Practice, mailoutbox: list[Any]
) -> None:
    page = client.get("/fr/alerts/new/?country=MA&q=Buy+now")
    assert page["Cache-Control"] == "no-store" and "Maroc" in page.text
    assert asks(client, "?country=MA&q=Buy+now", "/fr", rhythm="monthly").status_code == 200
    (mail,) = mailoutbox
    assert "Buy" not in mail.body + mail.subject + mail.alternatives[0][0], "nobody writes in our name"
    alert = Alert.objects.get()
    assert (alert.question, alert.rhythm, alert.language) == ("country=MA&q=Buy+now", "monthly", "fr")
    assert ADDRESS not in repr(list(Alert.objects.values()))
    way = link_in(mail)
    assert way.startswith("/fr/") and "Buy now" in client.get(way).text
    assert not Alert.objects.confirmed().exists(), "programs that look through mails follow links"
    assert client.post(way).status_code == 302
    alert = Alert.objects.confirmed().get()
    assert alert.number > 0 and alert.due_at
    assert ADDRESS in client.get(way).text


def test_strangers_hear_the_same_whatever_there_is(client: Client, fees: Practice, mailoutbox: list[Any]) -> None:
    first = inside(asks(client, "?country=MA"))
    Client().post(link_in(mailoutbox[-1]))
    assert inside(asks(client, "?country=MA", email=ADDRESS.upper())).lower() == first.lower()
    assert mailoutbox[-1].subject == "You get mail about this already"
    assert Alert.objects.count() == 1
    for _time in range(6):
        assert inside(asks(Client(REMOTE_ADDR="192.0.2.1"), "?country=MA")) == first
    assert len(mailoutbox) == signing_up.TO.most
    unknown = inside(client.post("/alerts/", {"email": OTHER}))
    assert unknown.replace(OTHER, ADDRESS) == first and len(mailoutbox) == signing_up.TO.most


def test_lost_links_are_mailed(client: Client, fees: Practice, mailoutbox: list[Any]) -> None:
    made("country=MA")
    made(f"practice={fees.pk}")
    made("q=fees", is_confirmed=False)
    client.post("/alerts/", {"email": ADDRESS})
    body = mailoutbox[-1].body
    assert "Country: Morocco:" in body and "Lower fees:" in body and body.count("/alerts/") == 2


def test_what_cannot_be_asked_says_why_and_keeps_what_was_typed(
    client: Client, fees: Practice, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    answer = asks(client, "?country=MA", email="ann@", rhythm="monthly")
    assert "This is no mail address." in answer.text and 'value="ann@"' in answer.text
    assert client.get("/alerts/new/?practice=999").status_code == 404
    assert client.get("/alerts/new/?practice=x").status_code == 404
    assert "Nobody can be told of this search" in client.get("/alerts/new/?country=ZZ").text
    asks(client, "?country=ZZ")
    asks(client, f"?q={'word ' * 60}")
    assert asks(client, "?country=MA", homepage="http://spam").status_code == 400
    monkeypatch.setattr(signing_up, "MOST_IN_ALL", 0)
    assert asks(client, "?country=MA").status_code == 503
    monkeypatch.setattr(signing_up, "MOST_IN_ALL", 9)
    monkeypatch.setattr(signing_up, "BY", Limit("alerts by", 0, signing_up.BY.period))
    answer = asks(client, "?country=MA")
    assert (answer.status_code, f'value="{ADDRESS}"' in answer.text, Alert.objects.count()) == (429, True, 0)
    settings.EMAIL_HOST = ""
    answer = asks(client, "?country=MA")
    assert "has no mail server" in answer.text and "/practices/feed.atom?country=MA" in answer.text


def test_an_address_has_so_many_at_the_most(
    client: Client, fees: Practice, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    monkeypatch.setattr(signing_up, "MOST_OF_ONE", 1)
    made("country=MA")
    asks(client)
    assert (Alert.objects.count(), mailoutbox[-1].subject) == (1, "Your links: what you are told by mail")


def test_question_and_rhythm_are_changed_by_the_link(client: Client, fees: Practice) -> None:
    alert, other = made("country=MA"), made("q=fees")
    sent = {"rhythm": "at-once", "search": f"http://testserver/fr{fees.get_absolute_url()}?utm_source=x"}
    assert client.post(path_of(alert), sent).status_code == 302
    alert.refresh_from_db()
    assert (alert.question, alert.rhythm) == (f"practice={fees.pk}", "at-once")
    for search, why in {
        "https://elsewhere.example.org/about/": "not the address of a search",
        "/practices/999999/": "no such practice",
        "/practices/?country=ZZ": "is not in this catalogue",
        "/practices/?q=fees": "by another alert",
    }.items():
        answer = client.post(path_of(alert), {"rhythm": "weekly", "search": search})
        assert why in answer.text and search in answer.text
    other.refresh_from_db()
    assert other.question == "q=fees"


def test_another_address_is_confirmed_anew_and_voids_earlier_links(
    client: Client, fees: Practice, mailoutbox: list[Any]
) -> None:
    alert = made("country=MA")
    before = path_of(alert)
    client.post(f"{before}address/", {"email": OTHER})
    assert mailoutbox[-1].to == [OTHER]
    way = link_in(mailoutbox[-1])
    assert OTHER in client.get(way).text and signing_up.of(ADDRESS).exists()
    assert client.post(way).status_code == 302
    assert signing_up.of(OTHER).get() == alert and not signing_up.of(ADDRESS).exists()
    alert.refresh_from_db()
    assert client.get(path_of(alert)).status_code == 200
    for path in (before, f"{before}end/", f"{before}address/", way):
        assert client.get(path).status_code == 404 and client.post(path).status_code == 404
    assert Alert.objects.count() == 1


def test_nobody_makes_a_link_up(client: Client, fees: Practice) -> None:
    alert, other = made("country=MA"), made("q=fees")
    forged = path_of(alert).replace(alert.pk.hex, other.pk.hex)
    for path in (forged, f"{forged}end/", f"/alerts/address/{'a' * 60}/"):
        assert client.post(path).status_code == 404
    assert Alert.objects.count() == 2


def test_without_a_mail_server_the_feeds_are_the_way(client: Client, settings: Any, fees: Practice) -> None:
    settings.EMAIL_HOST = ""
    overview = client.get("/alerts/").text
    assert "no mail server" in overview
    assert f'<a href="{naming.question_address(Criteria())}">' in overview
    assert "let it tell you by mail" not in overview
    asked = client.get("/alerts/new/?country=MA").text
    assert "You are told" not in asked
    assert "Or give the address below" not in asked
    assert asked.index("no mail server") < asked.index("Today this finds") < asked.index("Give the address below")
    for page in ("/practices/", "/countries/MA/", fees.get_absolute_url()):
        shown = client.get(page, follow=True).text
        assert "Get it by mail" not in shown
        assert 'href="/alerts/' not in shown
    settings.EMAIL_HOST = "mail.example.org"
    shown = client.get("/practices/").text
    assert "Get it by mail" in shown, "what is kept of the page is of another edition"
    assert "Or give the address below" in shown
    assert 'href="/alerts/"' in shown
