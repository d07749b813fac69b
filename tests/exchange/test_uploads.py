"""Sending files to the import: who may, what is kept of them, and what is answered where there is none."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from practices.models import Practice, Upload
from practices.models.upload import LIFETIME
from tests import factories
from tests.exchange.files import IMPORT, NEW, csv_bytes, looked_at, opened, send, text_of

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.fixture
def user(db: None) -> User:
    """An editor."""
    return factories.person("nadia", "Editor", first_name="Nadia", last_name="Haddad")


@pytest.fixture
def client(user: User) -> Client:
    """Their browser."""
    return factories.signed_in(user)


@pytest.mark.parametrize(("role", "status"), [("", 403), ("Contributor", 403), ("Editor", 200), ("Administrator", 200)])
def test_who_may_add_and_change_all_practices_may_import(role: str, status: int, client: Client) -> None:
    other = factories.signed_in(factories.person("other", role))
    address, _page = opened(client, csv_bytes(NEW))
    assert other.get(reverse(IMPORT)).status_code == status
    assert other.get(reverse("admin:practices_practice_import_template")).status_code == status
    assert send(other, csv_bytes(NEW)).status_code == (302 if status == 200 else 403)
    # The file of another person is nobody's business.
    for response in (other.get(address), other.post(address, {"seen": ""}), other.get(f"{address}2/")):
        assert response.status_code == (403 if status == 403 else response.status_code)
        assert "Kenya" not in text_of(response)
    assert (">Import<" in text_of(other.get(reverse(IMPORT.replace("_import", "_changelist"))))) == (status == 200)
    assert not Practice.objects.exists()


def test_a_file_belongs_to_a_session_and_lasts_some_hours(client: Client, user: User) -> None:
    address, _page = opened(client, csv_bytes(NEW))
    elsewhere = factories.signed_in(user).get(address, follow=True)
    assert "Send it again" in text_of(elsewhere)
    Upload.objects.update(at=timezone.now() - LIFETIME)
    assert "Send it again" in text_of(client.get(address, follow=True))
    send(client, csv_bytes(NEW))
    assert Upload.objects.count() == 1
    assert client.get(reverse("admin:practices_practice_import_upload", args=[10**11])).status_code == 302


def test_a_person_keeps_some_files_at_once(client: Client, user: User) -> None:
    other = factories.person("other", "Editor")
    opened(factories.signed_in(other), csv_bytes(NEW))
    addresses = [opened(client, csv_bytes(NEW | {"title_en": f"Practice {number}"}))[0] for number in range(7)]
    assert Upload.objects.filter(user=user).count() == 5 and Upload.objects.filter(user=other).count() == 1
    assert [client.get(address).status_code for address in addresses] == [302, 302, 200, 200, 200, 200, 200]


@pytest.mark.parametrize("sent", [{}, {"file": ""}, {"file": SimpleUploadedFile("x.csv", b"")}])
def test_sending_no_file_is_refused(client: Client, sent: dict[str, Any]) -> None:
    response = client.post(reverse(IMPORT), sent)
    assert response.status_code == 422
    assert re.search("Choose a file.|The file is empty.", text_of(response).partition("errornote")[2])


def test_a_file_that_a_former_release_kept_is_to_be_sent_again(client: Client) -> None:
    address, _page = opened(client, csv_bytes(NEW))
    Upload.objects.update(table={"letters": {}, "rows": [], "notes": []})
    assert "Send it again." in text_of(client.get(address))


def test_it_speaks_the_curator_s_language(client: Client) -> None:
    Practice.objects.all().delete()
    response = client.post("/fr" + reverse(IMPORT), {"file": ""})
    assert response.status_code == 422 and 'lang="fr"' in text_of(response)
    assert looked_at(csv_bytes(NEW), factories.person("x", "Editor")).counts == {"new": 1}
