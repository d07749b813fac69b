"""The admin tells the browser what it has saved, and only then: what the browser keeps is forgotten for good."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from practices.models import Organisation, Practice
from tests import factories
from tests.admin.forms import ADD, CHANGE, citation_row, form_of

TOKEN = "0123456789abcdef"
KEPT = {"_kept": TOKEN}
COOKIE = f"saved-{TOKEN}"


@pytest.fixture
def draft(vocabulary: factories.Vocabulary) -> Practice:
    return factories.draft()


def sent(draft: Practice, **values: Any) -> dict[str, Any]:
    """What the browser sends with the draft's form."""
    return form_of(draft, {"citations": [citation_row(draft.citations.get())]}) | KEPT | values


@pytest.mark.parametrize("button", ["_save", "_continue", "_addanother"])
def test_a_save_is_told(curator: Client, draft: Practice, button: str) -> None:
    response = curator.post(reverse(CHANGE, args=[draft.pk]), sent(draft, **{button: "Save"}))
    assert response.status_code == 302
    assert response.cookies[COOKIE].value == "1"
    assert not response.cookies[COOKIE]["httponly"]  # a script reads it


@pytest.mark.usefixtures("vocabulary")
def test_a_new_entry_is_told_in_a_window_of_its_own_too(curator: Client) -> None:
    assert COOKIE in curator.post(reverse(ADD), form_of() | KEPT).cookies
    names = {"name_en": "A bank", "name_fr": "", "name_es": "", "acronym_en": "", "acronym_fr": "", "acronym_es": ""}
    organisation = names | KEPT | {"slug": "a-bank", "_popup": "1"}
    response = curator.post(reverse("admin:practices_organisation_add"), organisation)
    assert (response.status_code, Organisation.objects.count()) == (200, 1)
    assert COOKIE in response.cookies


@pytest.mark.parametrize("values", [{"title_en": ""}, {"_version": "999"}], ids=["a mistake", "a conflict"])
def test_a_refused_save_is_not_told(curator: Client, draft: Practice, values: dict[str, str]) -> None:
    response = curator.post(reverse(CHANGE, args=[draft.pk]), sent(draft, **values))
    assert (response.status_code, COOKIE in response.cookies) == (200, False)


def test_a_save_without_a_session_is_not_told(client: Client, draft: Practice) -> None:
    response = client.post(reverse(CHANGE, args=[draft.pk]), sent(draft))
    assert (response.status_code, COOKIE in response.cookies) == (302, False)


@pytest.mark.usefixtures("vocabulary")
def test_a_save_without_permission_is_not_told(editor: Client) -> None:
    practice = factories.practice()
    response = editor.post(reverse(CHANGE, args=[practice.pk]), sent(practice))
    assert (response.status_code, COOKIE in response.cookies) == (403, False)


def test_a_save_of_what_is_gone_is_not_told(curator: Client, draft: Practice) -> None:
    address, data = reverse(CHANGE, args=[draft.pk]), sent(draft)
    draft.delete()
    response = curator.post(address, data)
    assert COOKIE not in response.cookies


@pytest.mark.parametrize("token", ["", "x", TOKEN + "0", TOKEN.upper(), TOKEN[:-1] + "\n", "a=b; Path=/", "é" * 16])
def test_what_is_no_token_is_not_told(curator: Client, draft: Practice, token: str) -> None:
    response = curator.post(reverse(CHANGE, args=[draft.pk]), sent(draft, _kept=token))
    assert response.status_code == 302
    assert set(response.cookies) <= {"messages", "csrftoken", settings.SESSION_COOKIE_NAME}
