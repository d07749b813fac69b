"""A form is held against its fields before anything is locked, and saved only if nothing has changed by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from practices.admin.versioned import VersionedAdmin, VersionedForm
from practices.models import Practice
from tests import factories
from tests.admin.forms import CHANGE
from tests.pages import form_on


@pytest.fixture
def practice(vocabulary: factories.Vocabulary) -> Practice:
    return factories.draft("First title")


def _while_held(monkeypatch: pytest.MonkeyPatch, do: Callable[[], Any]) -> None:
    """Do something, once, while a form is held against its fields."""
    clean, done = VersionedForm.clean, []

    def held(form: Any) -> Any:
        if not done:
            done.append(do())
        return clean(form)

    monkeypatch.setattr(VersionedForm, "clean", held)


def test_the_transaction_begins_when_the_form_has_been_found_valid(
    admin_client: Client, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse(CHANGE, args=[practice.pk])
    admin_client.post(address, form_on(admin_client.get(address)))  # begins its history
    depths, save = [len(connection.savepoint_ids)], VersionedAdmin.save_model

    def saved(*args: Any, **options: Any) -> None:
        save(*args, **options)
        depths.append(len(connection.savepoint_ids))

    _while_held(monkeypatch, lambda: depths.append(len(connection.savepoint_ids)))
    monkeypatch.setattr(VersionedAdmin, "save_model", saved)
    form = form_on(admin_client.get(address)) | {"summary_en": "New."}
    assert admin_client.post(address, form).status_code == 302
    before, held, after = depths
    assert held == before
    assert after > before


def test_what_changes_meanwhile_is_not_overwritten(
    admin_client: Client, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse(CHANGE, args=[practice.pk])
    admin_client.post(address, form_on(admin_client.get(address)))
    form = form_on(admin_client.get(address)) | {"summary_en": "Mine."}
    row = Practice.objects.filter(pk=practice.pk)
    _while_held(monkeypatch, lambda: row.update(problem_en="Theirs.", state=Practice.State.IN_REVIEW))
    response = admin_client.post(address, form)
    assert response.status_code == 200
    assert [difference.new for difference, _stays in response.context["conflict"].rows] == [""]
    practice.refresh_from_db()
    assert (practice.problem_en, practice.state) == ("Theirs.", Practice.State.IN_REVIEW)
