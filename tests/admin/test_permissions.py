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
from tests.admin.forms import ADD, CHANGE, LIST, MOVE, citation_row, errors_of, form_of, move


@pytest.mark.usefixtures("vocabulary")
@pytest.mark.parametrize("role", ["Publisher", "Editor", "Contributor"])
def test_publication_is_offered_to_those_who_may_publish(role: str) -> None:
    submitted, published = factories.complete_draft(state="in-review"), factories.practice()
    person = factories.person("somebody", role)
    browser = factories.signed_in(person)
    if role == "Contributor":
        submitted.author = person
        submitted.save()
    may = role == "Publisher"
    for practice, name in ((submitted, "publish"), (published, "withdraw")):
        page = browser.get(reverse(CHANGE, args=[practice.pk]))
        assert page.status_code == 200
        offered = reverse(MOVE, args=[practice.pk, name]) in page.content.decode()
        offered |= f'name="_move" value="{name}"' in page.content.decode()
        assert offered == may, name
    assert ('value="move_publish"' in browser.get(reverse(LIST)).content.decode()) == may


def test_who_may_not_publish_saves_a_draft_and_it_stays_one(editor: Client, everything: dict[str, Any]) -> None:
    response = editor.post(reverse(ADD), everything | {"_move": "publish", "state": "published"})
    assert response.status_code == 302, errors_of(response)
    assert editor.get(response["Location"]).status_code == 403
    draft = Practice.objects.get()
    chosen = {"action": "move_publish", "_selected_action": [draft.pk], "_confirmed": "1", f"_version_{draft.pk}": "1"}
    editor.post(reverse(LIST), chosen)
    form = form_of(draft, {"citations": [citation_row(draft.citations.get())]})
    editor.post(reverse(CHANGE, args=[draft.pk]), form | {"_move": "publish", "state": "published"})
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.usefixtures("vocabulary")
def test_who_may_not_publish_may_not_withdraw(editor: Client) -> None:
    practice = factories.practice()
    assert editor.get(reverse(MOVE, args=[practice.pk, "withdraw"])).status_code == 403
    assert move(editor, practice, "withdraw", reason="Old.").status_code == 403
    practice.refresh_from_db()
    assert practice.is_published


def admin_addresses() -> list[str]:
    """Every address of the admin that has a name, with a number where it needs one; but those for who can't sign in."""

    def names(patterns: list[Any]) -> list[str]:
        return [name for p in patterns for name in (names(p.url_patterns) if hasattr(p, "url_patterns") else [p.name])]

    found = []
    for name in [name for name in names(admin.site.get_urls()) if name and not name.startswith("forgotten")]:
        for args in ([], [1], [1, 1], [1, "publish"], ["practices"]):
            try:
                found.append(reverse(f"admin:{name}", args=args))
            except NoReverseMatch:
                continue
    return found


def test_the_addresses_of_the_admin_are_all_known() -> None:
    """Guards the test below."""
    assert {reverse(LIST), reverse(MOVE, args=[1, "publish"]), "/admin/", "/admin/practices/"} <= set(admin_addresses())


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
