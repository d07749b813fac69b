"""`manage.py person_data`: all that is stored about somebody is handed out, and is in no table after its deletion."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from practices.editorial import history, previews, workflow
from practices.housekeeping import person, person_deletion
from practices.models import Attempts, Change, Comment, Practice, Submission, Upload, Version
from practices.signin import guard, second_factor
from practices.web import throttle
from tests import factories
from tests.signin import signing_in
from tests.submissions import proposals

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]

USERNAME, NAME, MAIL = "amina.y", "Amina Yüsuf", "Amina.Yusuf@example.org"
TEXT = f"Ask {NAME.upper()} ({MAIL.lower()}, {USERNAME})."
# Columns that nobody writes words into.
NOT_WRITTEN = {
    *("Session.session_data", "Session.session_key", "Attempts.key", "TOTPDevice.key", "StaticToken.token"),
    *("Upload.session", "LogPosition.gaps", "LogPosition.terms", "LogPosition.last_at", "Version.content"),
    *("Submission.email", "Submission.name", "Submission.organisation", "Version.kind", "Version.author_name"),
}


def found(*words: str) -> set[str]:
    """Return each column of any table of the database in which one of some words stands, however it is written."""
    there = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (tables of ours)
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    text = str(value) if not isinstance(value, dict | list) else json.dumps(value)
                    both = (text + text.encode().decode("unicode_escape", "ignore")).lower()
                    there |= {f"{table}.{name}" for word in words if word.lower() in both}
    return there


@pytest.fixture
def amina() -> User:
    """A curator who has done everything that one can do, and also proposes."""
    factories.person("root", is_superuser=True)
    made = factories.person(USERNAME, "Publisher", email=MAIL, first_name="Amina", last_name="Yüsuf")
    signing_in.phone(made)
    second_factor.new_codes(made)
    factories.signed_in(made)
    other = factories.person("bo", email="bo@example.org")
    draft = factories.draft("Kenya trains nurses", author=made, reviewer=made, written_by=made)
    history.record(draft, made, history.Action.ADDED)
    workflow.comment(draft, made, "I looked.")
    previews.share(draft, timezone.localdate(), made)
    for user in (made, other):
        Upload.objects.create(user=user, name=TEXT, table={"rows": [[TEXT]]})
    for about, by in ((made, other), (draft, made), (other, made)):
        kind = ContentType.objects.get_for_model(about)
        entry = {"user": by, "content_type": kind, "object_id": str(about.pk), "action_flag": CHANGE}
        LogEntry.objects.create(**entry, object_repr=str(about), change_message=TEXT)
    today = timezone.localdate()
    checked = {"verified_by": f"{NAME}, ILO", "verified_on": today, "credit": f"{NAME}, Friends"}
    history.record(factories.practice(**checked, confirmed_by_fr=NAME, confirmed_on_fr=today), other)
    for state in ("taken", "declined", "waiting", "started"):
        proposals.made(state, email=MAIL.upper(), name=NAME, organisation="Friends", decided_by=made)
    proposals.made("waiting", email="joana@example.org", name="Jo")
    throttle.count((guard.NAME, USERNAME), (guard.CODE, str(made.pk)))
    return made


def write_everywhere() -> set[str]:
    """Put the person's name and address into every column of others that takes words. Return these columns."""
    written = set()
    for model in apps.get_models(include_auto_created=True):
        if (
            model is User
            or model in person._OF_THE_CODE
            or (issubclass(model, person._CATALOGUE) and model is not Version)
        ):
            continue
        for field in person.texts_of(model):
            label = f"{model.__name__}.{field.name}"
            rows: Any = model._base_manager.all()
            rows = rows.exclude(email__iexact=MAIL) if model is Submission else rows
            has_room = field.max_length is None or field.max_length >= len(TEXT)
            if label in NOT_WRITTEN or field.choices or not has_room or not rows.exists():
                continue
            rows.update(**{field.name: {"a": [TEXT]} if isinstance(field, models.JSONField) else TEXT})
            written.add(label)
    return written


def delete(who: str, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("person_data", who, "--delete", "--yes")
    return capsys.readouterr().out


def test_after_deletion_name_and_address_stand_in_no_column(amina: User, capsys: pytest.CaptureFixture[str]) -> None:
    written = write_everywhere()
    assert written >= {
        "Comment.text",
        "Version.reason",
        "LogEntry.change_message",
        "Submission.content",
        "Upload.table",
    }
    assert len(found(MAIL)) > len(written) / 2, "the search finds them before"
    said = delete(MAIL, capsys)
    assert found(MAIL, NAME, USERNAME) == set()
    assert "Texts of the catalogue" not in said
    assert not User.objects.filter(pk=amina.pk).exists()
    assert not TOTPDevice.objects.exists()


def test_the_history_stays_by_a_former_curator(amina: User, capsys: pytest.CaptureFixture[str]) -> None:
    before = (Version.objects.count(), Comment.objects.count(), LogEntry.objects.count(), Practice.objects.count())
    change = Change.objects.count()
    said = delete(USERNAME, capsys)
    after = (Version.objects.count(), Comment.objects.count(), LogEntry.objects.count(), Practice.objects.count())
    assert after == before
    version = Version.objects.filter(action="added").get()
    assert (version.author_id, version.author_name) == (None, "a former curator")
    draft = Practice.objects.get(state="draft")
    assert (draft.author, draft.reviewer, draft.written_by) == (None, None, None)
    public = Practice.objects.get(state="published")
    assert (public.verified_by, public.credit, public.confirmed_by_fr) == (
        "a former curator, ILO",
        "",
        "a former curator",
    )
    assert Version.objects.filter(kind="practice", object_id=public.pk)[0].content["verified_by"] == public.verified_by
    assert Change.objects.count() > change, "pages that are kept are made anew"
    keeper = User.objects.get(username="former-curator")
    assert not (keeper.is_active or keeper.is_staff or keeper.has_usable_password() is True)
    assert {entry.user.username for entry in LogEntry.objects.all()} == {"bo", "former-curator"}
    assert "Sessions: 1 deleted." in said
    assert "Proposals without a decision: 2 deleted." in said
    assert "Decided proposals: 2 stay, without mail address, name and organisation." in said
    assert "Counts of attempts: 2 deleted." in said
    assert (Session.objects.count(), Attempts.objects.count()) == (0, 0)
    assert Submission.objects.get(state="waiting").email == "joana@example.org"
    admin = factories.signed_in(User.objects.get(username="root"))
    assert "a former curator" in admin.get(f"/admin/practices/practice/{draft.pk}/history/").text
    assert "Checked on" in Client().get(public.get_absolute_url()).text


def test_somebody_who_only_proposed(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    proposals.waiting(client)
    said = delete("Ana@Example.org", capsys)
    assert "Proposals without a decision: 1 deleted." in said
    assert found("ana@example.org", "Ana Pérez") == set()
    with pytest.raises(CommandError, match="Nothing is stored"):
        delete("ana@example.org", capsys)


def test_texts_of_the_catalogue_and_others_of_that_name_stay_and_are_told(
    amina: User, capsys: pytest.CaptureFixture[str]
) -> None:
    practice = factories.practice("Trainers", done_en=f"{NAME} trained them, says the report.")
    namesake = proposals.made("waiting", email="other@example.org", name=NAME)
    said = delete(USERNAME, capsys)
    practice.refresh_from_db()
    namesake.refresh_from_db()
    assert practice.done_en.startswith(NAME)
    assert namesake.name == NAME
    assert f"practices.Practice {practice.pk}, done_en" in said
    assert f"practices.Submission {namesake.pk}, name" in said


def test_names_within_words_and_other_addresses_stay() -> None:
    someone = person.Person(None, frozenset({"ana@example.org"}), frozenset({"Ana", "Ana Li"}))
    for text in ("joana@example.org", "ana@example.org.uk", "Ana Lind", "Botswana", "x.ana@example.org", "Ana works"):
        assert someone.replaced(text, "X") == text
    for text in ("Ana", " ana ", "ANA@example.org", "ana li"):
        assert someone.replaced(text, "X").strip() == "X"
    assert someone.replaced("Ana Li, ana@example.org.", "X") == "X, X."


def test_the_last_administrator_stays(capsys: pytest.CaptureFixture[str]) -> None:
    root = factories.person("root", is_superuser=True)
    factories.person("gone", is_superuser=True, is_active=False)
    factories.person("editor", "Editor")
    with pytest.raises(CommandError, match="last administrator"):
        delete("root", capsys)
    assert User.objects.filter(pk=root.pk).exists()
    factories.person("next", "Administrator")
    delete("root", capsys)
    assert not User.objects.filter(pk=root.pk).exists()


def test_it_is_done_whole_or_not_at_all(amina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> bool:
        raise OSError

    monkeypatch.setattr(person_deletion, "_replace", broken)
    with pytest.raises(OSError):
        call_command("person_data", USERNAME, "--delete", "--yes")
    assert User.objects.filter(pk=amina.pk, email=MAIL).exists()
    assert Submission.objects.filter(email=MAIL.upper()).count() == 4


def test_it_asks_first(amina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtins, "input", lambda question: "yes")
    with pytest.raises(CommandError, match="Nothing was deleted"):
        call_command("person_data", USERNAME, "--delete")
    assert User.objects.filter(pk=amina.pk).exists()
    monkeypatch.setattr(builtins, "input", lambda question: USERNAME)
    call_command("person_data", USERNAME, "--delete")
    assert not User.objects.filter(pk=amina.pk).exists()


def test_two_accounts_with_one_address_are_told_apart_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    factories.person("root", is_superuser=True)
    for name in ("one", "two"):
        factories.person(name, email="office@example.org")
    with pytest.raises(CommandError, match="one, two"):
        delete("office@example.org", capsys)
    with pytest.raises(CommandError, match="Say what to do"):
        call_command("person_data", "one")


def test_backups_are_told(amina: User, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.BACKUP_DIR = tmp_path
    for name in ("catalogue-20261130T020000Z.tar.gz", "replaced-20261129T020000Z.tar.gz"):
        (tmp_path / name).touch()
        (tmp_path / f"{name}.sha256").touch()
    said = delete(USERNAME, capsys)
    assert "Backups of before still hold it: 1 files." in said
    assert "replaced-20261129T020000Z.tar.gz." in said


# Handing it out ----------------------------------------------------------------------------------


def test_the_file_holds_all_of_it_and_nothing_that_opens_an_account(amina: User, tmp_path: Path) -> None:
    file = tmp_path / "amina.json"
    call_command("person_data", MAIL, "--export", str(file))
    text = file.read_text()
    told = json.loads(text)
    assert file.stat().st_mode & 0o077 == 0
    assert told["account"]["username"] == USERNAME
    assert told["account"]["roles"] == ["Publisher"]
    assert len(told["account"]["sessions end"]) == 1
    assert told["account"]["recovery codes left"] == second_factor.RECOVERY_CODES
    assert len(told["proposals"]) == 4
    assert {one["name"] for one in told["proposals"]} == {NAME}
    kinds = {f"{model._meta.label}" for model in (Comment, Version, Upload, LogEntry, TOTPDevice, Practice)}
    assert kinds <= {key.partition(",")[0] for key in told["done by them"]}
    assert told["done by them"]["practices.Comment, author"][0]["text"] == "I looked."
    named = {(one["table"], one["column"]) for one in told["named in"]}
    assert {("practices.Practice", "verified_by"), ("admin.LogEntry", "object_repr")} <= named
    for secret in (amina.password, TOTPDevice.objects.get().key, Session.objects.get().session_key):
        assert secret not in text
    assert NAME in text, "it can be read"
    with pytest.raises(CommandError, match="can't be written"):
        call_command("person_data", MAIL, "--export", str(file))
