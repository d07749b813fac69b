"""What a reader sees when something goes wrong: a sentence about it, and ways on."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied

from practices.views import pages


def test_a_request_for_another_host_is_not_understood(client: Client) -> None:
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "Request not understood" in response.text
    assert 'href="/practices/"' in response.text


def test_what_is_not_allowed_is_said(rf: RequestFactory) -> None:
    response = permission_denied(rf.get("/"), PermissionDenied())
    assert response.status_code == 403
    assert "Your account may not do this." in response.content.decode()
    assert 'href="/practices/"' in response.content.decode()


@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/fr/", "fr")])
def test_a_fault_has_a_page_that_needs_nothing_else(monkeypatch: pytest.MonkeyPatch, path: str, language: str) -> None:
    monkeypatch.delattr(pages, "Browse")
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code == 500
    assert f'<html lang="{language}">' in response.text
    assert f'href="{path}practices/"' in response.text
