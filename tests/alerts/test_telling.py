"""Mails tell what is new, changed and withdrawn since the last one: all of it, and none of it twice."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from practices.alerts import sending
from practices.editorial import history
from practices.mails import sealing
from practices.management.alone import only_run
from practices.models import Alert, Mail, Practice
from tests import factories
from tests.alerts.asking import ADDRESS, made, path_of, run
from tests.mails.test_outbox import refuses

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
MOROCCO = "country=MA"


@pytest.fixture
def fees(vocabulary: factories.Vocabulary) -> Practice:
    """A practice of Morocco."""
    return factories.practice("Lower <fees>", countries=[(vocabulary.countries[0], "origin")])


def said(mail: Any) -> str:
    """Return the text of a mail; that as HTML says the same of practices, escaped."""
    ((html, kind),) = mail.alternatives
    assert kind == "text/html" and "<fees>" not in html
    return str(mail.body)


def test_what_is_new_changed_and_withdrawn_is_told_once(fees: Practice, mailoutbox: list[Any]) -> None:
    made(MOROCCO, rhythm="at-once")
    assert run().written == 0, "what was there before is no news"
    morocco = fees.participations.get().country
    factories.practice("Better fees", countries=[(morocco, "origin")])
    factories.practice("Elsewhere")
    assert sending.run().written == 0, "it waits an hour"
    assert run().written == 1
    assert mailoutbox[-1].to == [ADDRESS]
    assert mailoutbox[-1].subject == "1 new practice: Country: Morocco"
    assert "NEW\n\n- Better fees\n  http" in said(mailoutbox[-1]) and "Elsewhere" not in said(mailoutbox[-1])
    assert run().written == 0
    fees.refresh_from_db()
    fees.summary_en = "Lower than ever."
    fees.save()
    assert run().written == 1
    assert "CHANGED\n\n- Lower <fees>" in said(mailoutbox[-1]) and "Better" not in said(mailoutbox[-1])
    factories.withdraw(fees, "The figures were wrong.")
    assert run().written == 1
    assert "- Withdrawn: Lower <fees>" in said(mailoutbox[-1]) and "The figures were wrong." in said(mailoutbox[-1])
    assert (run().written, len(mailoutbox), Mail.objects.count()) == (0, 3, 0)


def test_one_practice_tells_which_fields_changed(fees: Practice, mailoutbox: list[Any]) -> None:
    history.catch_up(fees)
    made(f"practice={fees.pk}", rhythm="at-once", language="fr")
    fees.summary_en = "Lower than ever."
    fees.save()
    history.record(fees, None)
    factories.practice("Elsewhere")
    assert run().written == 1
    assert "/fr/practices/" in said(mailoutbox[-1]) and "résumé" in said(mailoutbox[-1]).lower()
    factories.withdraw(fees, "The figures were wrong.")
    assert run().written == 1
    assert "Lower <fees>" in mailoutbox[-1].body


def test_a_rhythm_is_kept_and_those_who_ask_the_same_get_the_same(fees: Practice, mailoutbox: list[Any]) -> None:
    for place, rhythm in enumerate(["at-once", "weekly", "monthly", "weekly"]):
        made(MOROCCO, f"reader{place}@example.org", rhythm=rhythm)
    fees.summary_en = "Lower than ever."
    fees.save()
    assert [run(hours).written for hours in (2, 7 * 24, 24 * 24)] == [1, 2, 1]
    assert {mail.to[0] for mail in mailoutbox} == {f"reader{place}@example.org" for place in range(4)}


def test_each_mail_says_why_it_came_and_ends_it_by_one_click(
    fees: Practice, mailoutbox: list[Any], settings: Any
) -> None:
    settings.HTTPS, settings.SITE_URL = True, "https://catalogue.example.org"
    alert = made(MOROCCO, rhythm="at-once")
    fees.save()
    run()
    (mail,) = mailoutbox
    assert "because this address asked for it and confirmed that" in mail.body
    end = f"https://catalogue.example.org{path_of(alert, 'end')}"
    assert mail.extra_headers["List-Unsubscribe"] == f"<{end}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert end in mail.body and end in mail.alternatives[0][0]
    assert "0" * 32 not in mail.body + mail.alternatives[0][0]
    program = Client(enforce_csrf_checks=True)
    assert program.get(path_of(alert, "end")).status_code == 200 and Alert.objects.exists(), "a scanner follows links"
    for _time in range(2):
        answer = program.post(path_of(alert, "end"), {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, len(answer.cookies)) == (200, 0)
    assert not Alert.objects.exists()


def test_three_refusals_end_an_alert_and_old_ones_do_not_count(fees: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    refuses(monkeypatch, SMTPRecipientsRefused({ADDRESS: (550, b"unknown")}))
    alert = made(MOROCCO, rhythm="at-once")
    for bounces in (1, 2):
        fees.save()
        run()
        alert.refresh_from_db()
        assert (alert.bounces, Mail.objects.count()) == (bounces, 0)
    Alert.objects.update(bounced_at=timezone.now() - timedelta(days=91))
    call_command("send_alerts", bounced=[ADDRESS.upper()])
    assert Alert.objects.get().bounces == 1
    call_command("send_alerts", bounced=[ADDRESS])
    fees.save()
    run()
    assert not Alert.objects.exists()


def test_a_practice_that_was_deleted_is_told_and_nothing_else(fees: Practice, mailoutbox: list[Any]) -> None:
    other = factories.practice("Elsewhere")
    made(f"practice={other.pk}", rhythm="at-once")
    other.delete()
    fees.save()
    assert run().written == 1
    assert "- A practice that is here no more" in said(mailoutbox[-1]) and "Lower" not in said(mailoutbox[-1])


def test_a_question_that_would_be_widened_waits(fees: Practice) -> None:
    alert = made(MOROCCO, rhythm="at-once")
    Alert.objects.update(question="country=ZZ")
    fees.save()
    assert run().written == 0
    alert.refresh_from_db()
    assert alert.due_at and alert.due_at > timezone.now(), "and is tried again"


def test_keys_can_be_changed(settings: Any, fees: Practice, mailoutbox: list[Any]) -> None:
    made(MOROCCO, rhythm="at-once")
    settings.ADDRESS_KEYS = ["a" * 32]
    call_command("send_alerts", seal_anew=True)
    settings.SECRET_KEY = "another"
    fees.save()
    assert run().written == 1 and mailoutbox[0].to == [ADDRESS]
    settings.ADDRESS_KEYS = []
    with pytest.raises(sealing.Unreadable):
        sealing.opened(Alert.objects.get().address)
    fees.save()
    run()
    assert Mail.objects.count() == 1, "it waits for the key"


def test_nothing_is_sent_without_a_mail_server(
    settings: Any, fees: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    made(MOROCCO, rhythm="at-once")
    settings.EMAIL_HOST = ""
    call_command("send_alerts")
    assert "there is no mail server" in capsys.readouterr().out
    settings.EMAIL_HOST = "mail.example.org"
    with only_run("send-alerts"):
        call_command("send_alerts")
    assert "Another run is under way." in capsys.readouterr().out
    call_command("send_alerts")
    assert sending.last_run()
