"""A mail is lost by no death of a process and no failure of the mail server, and sent twice by nobody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as sent
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError
from django.utils import timezone

from practices.mails import outbox
from practices.models import Mail

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def letter(address: str = "ann@example.org") -> Mail:
    return outbox.write(address, "A subject", "Some text")


def taken() -> Path:
    """Return the file of what was taken."""
    return Path(settings.DATA_DIR) / outbox._TAKEN


def later(minutes: float = 3) -> None:
    """Let time pass for what waits."""
    for mail in Mail.objects.all():
        mail.next_at -= timedelta(minutes=minutes)
        mail.save()


def refuses(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def send_messages(self: Any, mails: Any) -> int:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)


def test_what_the_server_takes_is_forgotten() -> None:
    mail = letter()
    assert outbox.send([mail])
    assert [one.to for one in sent.outbox] == [["ann@example.org"]]
    assert not Mail.objects.exists()


def test_what_a_process_that_died_had_not_sent_is_sent_by_another(mailoutbox: list[Any]) -> None:
    letter()
    assert outbox.resend() == 0, "whoever wrote it may be sending it"
    later()
    assert outbox.resend() == 1
    assert len(mailoutbox) == 1
    assert not Mail.objects.exists()


def test_two_processes_do_not_send_the_same(mailoutbox: list[Any]) -> None:
    mail = letter()
    later()
    outbox.resend()
    mail.next_at -= timedelta(minutes=3)
    assert not outbox.send([mail]), "it is gone"
    mail = letter()
    later()
    assert outbox._claim(Mail.objects.get())
    assert outbox.resend() == 0
    mail.next_at -= timedelta(minutes=3)
    assert not outbox.send([mail]), "another process has it"
    assert len(mailoutbox) == 1


def test_it_keeps_its_message_id(mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine may die between the server's yes and the deletion: mail programs show one then."""
    mail = letter()
    with monkeypatch.context() as patched:
        patched.setattr(Mail.objects.all().__class__, "delete", lambda self: (0, {}))
        outbox.send([mail])
    taken().unlink()
    later()
    outbox.resend()
    first, second = [one.extra_headers["Message-ID"] for one in mailoutbox]
    assert first == second


def test_what_was_taken_is_not_sent_again_by_who_could_not_delete_it(
    mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(self: Any) -> None:
        raise DatabaseError("locked")

    mail = letter()
    with monkeypatch.context() as patched:
        patched.setattr(Mail.objects.all().__class__, "delete", fails)
        assert outbox.send([mail])
    later()
    outbox.resend()
    assert len(mailoutbox) == 1
    assert not Mail.objects.exists()
    assert not taken().exists()


def test_a_line_that_a_full_disk_has_cut_off_keeps_nothing_from_being_sent(mailoutbox: list[Any]) -> None:
    letter()
    later()
    taken().write_text("0b1c")
    outbox.resend()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("error", [OSError("down"), SMTPRecipientsRefused({"ann@example.org": (451, b"later")})])
def test_a_server_that_fails_is_tried_again_ever_more_rarely(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    mail = letter()
    with monkeypatch.context() as patched:
        refuses(patched, error)
        assert not outbox.send([mail])
        first = Mail.objects.get()
        assert first.next_at - timezone.now() < timedelta(minutes=1)
        later()
        outbox.resend()
        second = Mail.objects.get()
        assert second.attempts == 2
        assert second.next_at - timezone.now() > timedelta(minutes=1)
    later()
    assert outbox.resend() == 1
    assert not Mail.objects.exists()


@pytest.mark.parametrize("error", [ValueError("no address"), SMTPRecipientsRefused({"a@b.org": (550, b"nobody")})])
def test_an_address_that_nobody_has_is_not_tried_again(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    refuses(monkeypatch, error)
    outbox.send([letter()])
    assert not Mail.objects.exists()


def test_after_three_days_it_is_given_up(mailoutbox: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    letter()
    Mail.objects.update(written_at=timezone.now() - timedelta(days=4), next_at=timezone.now() - timedelta(days=1))
    assert outbox.resend() == 0
    assert not mailoutbox
    assert "given up" in caplog.text
