"""Who may do what in the admin, at each of its addresses."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from practices.models import Practice
from tests import factories
from tests.admin_forms import ADD, CHANGE, LIST, WITHDRAW, citation_row, errors_of, form_of


@pytest.mark.usefixtures("vocabulary")
def test_who_may_publish_is_offered_it(curator: Client) -> None:
    draft, published = factories.draft(), factories.practice()
    assert 'name="_publish"' in curator.get(reverse(ADD)).content.decode()
    assert 'name="_publish"' in curator.get(reverse(CHANGE, args=[draft.pk])).content.decode()
    assert reverse(WITHDRAW, args=[published.pk]) in curator.get(reverse(CHANGE, args=[published.pk])).content.decode()
    assert "publish_selected" in curator.get(reverse(LIST)).content.decode()


@pytest.mark.usefixtures("vocabulary")
def test_who_may_not_publish_is_not_offered_it(editor: Client) -> None:
    draft, published = factories.draft(), factories.practice()
    assert 'name="_publish"' not in editor.get(reverse(ADD)).content.decode()
    assert 'name="_publish"' not in editor.get(reverse(CHANGE, args=[draft.pk])).content.decode()
    page = editor.get(reverse(CHANGE, args=[published.pk])).content.decode()
    assert reverse(WITHDRAW, args=[published.pk]) not in page
    assert "publish_selected" not in editor.get(reverse(LIST)).content.decode()


def test_who_may_not_publish_saves_a_draft_and_it_stays_one(editor: Client, everything: dict[str, Any]) -> None:
    response = editor.post(reverse(ADD), everything | {"_publish": "Save and publish"})
    assert response.status_code == 302, errors_of(response)
    draft = Practice.objects.get()
    editor.post(reverse(LIST), {"action": "publish_selected", "_selected_action": [draft.pk]})
    editor.post(
        reverse(CHANGE, args=[draft.pk]),
        form_of(draft, {"citations": [citation_row(draft.citations.get())]}) | {"_publish": "1", "state": "published"},
    )
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.usefixtures("vocabulary")
def test_who_may_not_publish_may_not_withdraw(editor: Client) -> None:
    practice = factories.practice()
    assert editor.get(reverse(WITHDRAW, args=[practice.pk])).status_code == 403
    assert editor.post(reverse(WITHDRAW, args=[practice.pk]), {"reason": "Old."}).status_code == 403
    practice.refresh_from_db()
    assert practice.is_published


def admin_addresses() -> list[str]:
    """Every address of the admin that has a name, with a number where it needs one."""

    def names(patterns: list[Any]) -> list[str]:
        return [name for p in patterns for name in (names(p.url_patterns) if hasattr(p, "url_patterns") else [p.name])]

    found = []
    for name in filter(None, names(admin.site.get_urls())):
        for args in ([], [1], [1, 1], ["practices"]):
            try:
                found.append(reverse(f"admin:{name}", args=args))
            except NoReverseMatch:
                continue
    return found


def test_the_addresses_of_the_admin_are_all_known() -> None:
    """Guards the test below."""
    assert {reverse(LIST), reverse(WITHDRAW, args=[1]), "/admin/", "/admin/practices/"} <= set(admin_addresses())


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_sees_the_admin_without_signing_in(client: Client, method: str, db: None) -> None:
    sign_in = reverse("admin:login")
    for address in set(admin_addresses()) - {sign_in, reverse("admin:logout"), reverse("admin:jsi18n")}:
        response = getattr(client, method)(address)
        assert response.status_code == 302, address
        assert response["Location"].startswith(sign_in), address


def test_who_is_no_staff_doesnt_see_the_admin(client: Client, db: None) -> None:
    client.force_login(get_user_model().objects.create_user("reader"))
    response = client.get(reverse(LIST))
    assert (response.status_code, response["Location"].startswith(reverse("admin:login"))) == (302, True)
