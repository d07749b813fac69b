"""The newer text of the first content, for what was edited here: listed for editors, taken in a revision, or left."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from practices.editorial import content, history, offers, revisions
from practices.models import Offer, Practice
from tests import factories
from tests.pages import form_on


@pytest.fixture
def eve(db: None) -> User:
    return factories.person("eve", "Editor")


@pytest.fixture
def offer(eve: User) -> Offer:
    practice = factories.practice("As it was edited")
    history.record(practice, eve)
    newer = content.of(practice) | {"title_en": "As it was corrected"}
    return Offer.objects.create(practice=practice, content=newer)


def address(offer: Offer) -> str:
    return reverse("admin:practices_practice_newer_text", args=[offer.practice_id])


def send(client: Client, offer: Offer, button: str) -> str:
    """Open the page, press a button, and return the page that follows."""
    sent = form_on(client.get(address(offer)), None) | {button: "1"}
    return client.post(address(offer), sent, follow=True).content.decode()


def test_editors_find_it_on_the_desk_in_the_list_and_at_the_practice(client: Client, eve: User, offer: Offer) -> None:
    client.force_login(eve)
    desk = client.get("/admin/").content.decode()
    assert "The first content has a newer text" in desk
    assert f'href="{address(offer)}"' in desk
    listed = client.get("/admin/practices/practice/?work=newer-text").content.decode()
    assert "As it was edited" in listed
    form = client.get(reverse("admin:practices_practice_change", args=[offer.practice_id])).content.decode()
    assert f'href="{address(offer)}"' in form


def test_contributors_are_told_nothing(client: Client, offer: Offer) -> None:
    client.force_login(factories.person("carl", "Contributor"))
    for page in ("/admin/", reverse("admin:practices_practice_change", args=[offer.practice_id])):
        assert "newer text" not in client.get(page).content.decode()


def test_it_shows_what_differs(client: Client, eve: User, offer: Offer) -> None:
    client.force_login(eve)
    page = client.get(address(offer)).content.decode()
    assert "1 field differs" in page
    assert "corrected</ins>" in page or "corrected<span" in page


@pytest.mark.both_databases
def test_it_is_taken_in_a_revision(client: Client, eve: User, offer: Offer) -> None:
    client.force_login(eve)
    assert "The revision holds the newer text." in send(client, offer, "take")
    copy = Practice.objects.get(revises=offer.practice_id)
    assert (copy.title_en, copy.author) == ("As it was corrected", eve)
    newest = history.latest(copy)
    assert newest is not None and (newest.action, newest.author) == ("updated", eve)
    assert Practice.objects.get(pk=offer.practice_id).title_en == "As it was edited"
    assert not offers.waiting().exists()
    assert client.get(address(offer)).status_code == 404


def test_it_is_left(client: Client, eve: User, offer: Offer) -> None:
    client.force_login(eve)
    assert "It stays as it is." in send(client, offer, "leave")
    assert not offers.waiting().exists()
    assert not Practice.objects.filter(revises=offer.practice_id).exists()
    assert "newer text" not in client.get("/admin/").content.decode()


def test_while_it_is_being_revised_it_can_only_be_left(client: Client, eve: User, offer: Offer) -> None:
    client.force_login(eve)
    revisions.start(offer.practice, eve)
    page = client.get(address(offer)).content.decode()
    assert "It is being revised already" in page
    assert 'name="take"' not in page
    assert "It is being revised already" in send(client, offer, "take")
    assert offers.waiting().exists()


def test_what_changed_since_it_was_looked_at_is_looked_at_again(client: Client, eve: User, offer: Offer) -> None:
    client.force_login(eve)
    sent = form_on(client.get(address(offer)), None) | {"leave": "1"}
    offers.make([Offer(practice=offer.practice, content=offer.content | {"title_en": "Newer still"})])
    page = client.post(address(offer), sent).content.decode()
    assert "Somebody saved a newer version meanwhile" in page
    assert "still" in page
    assert offers.waiting().exists()


def test_text_that_no_longer_fits_is_refused_with_the_reason(client: Client, eve: User, offer: Offer) -> None:
    Offer.objects.update(content=offer.content | {"regions": ["atlantis"]})
    client.force_login(eve)
    assert "atlantis" in send(client, offer, "take")
    assert offers.waiting().exists()
    assert not Practice.objects.filter(revises=offer.practice_id).exists()


@pytest.mark.parametrize(("role", "may_merge"), [("Editor", False), ("Publisher", True)])
def test_a_merge_is_made_by_the_publishers_own_move(client: Client, offer: Offer, role: str, may_merge: bool) -> None:
    other = factories.practice("The other one")
    Offer.objects.update(content={}, into=other)
    client.force_login(factories.person("ann", role))
    page = client.get(address(offer)).content.decode()
    assert "The other one" in page
    move = reverse("admin:practices_practice_move", args=[offer.practice_id, "merge"])
    assert (move in page, "A publisher can merge it." in page) == (may_merge, not may_merge)
    assert client.get(move).status_code == (200 if may_merge else 403)
    assert 'name="take"' not in page
    assert "Choose what to do." in send(client, offer, "take")


@pytest.mark.both_databases
def test_who_decides_while_another_does_is_not_heard(
    client: Client, eve: User, offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(eve)
    sent = form_on(client.get(address(offer)), None) | {"take": "1"}
    lock = history.lock

    def late(thing: Practice) -> Practice:
        offers.settle([offer])
        return lock(thing)

    monkeypatch.setattr(history, "lock", late)
    assert client.post(address(offer), sent).status_code == 404
    assert not Practice.objects.filter(revises=offer.practice_id).exists()


def test_what_is_withdrawn_waits_for_nobody(client: Client, eve: User, offer: Offer) -> None:
    factories.withdraw(offer.practice, "Mistaken.")
    client.force_login(eve)
    assert client.get(address(offer)).status_code == 404
    assert "newer text" not in client.get("/admin/").content.decode()
