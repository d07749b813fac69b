"""What is known of translations: each writer marks them as out of date where the English changed, and takes back the
confirmation of those that changed themselves.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from practices.editorial import content, history, revisions, workflow
from practices.editorial.moves import Details
from practices.editorial.translations import NOTHING_SAID
from practices.models import Practice
from practices.submissions import acceptance
from tests import factories
from tests.admin.forms import CHANGE, form_of, messages_of
from tests.beside import empty_database, migrate
from tests.exchange.files import csv_bytes, imported
from tests.submissions import proposals

pytestmark = pytest.mark.django_db

DAY = "2026-03-04"
CONFIRMED = {"confirmed_by_fr": "Awa Diop", "confirmed_on_fr": DAY}


class Known(NamedTuple):
    """What is known of the translation into French."""

    by: str
    outdated: bool


RIGHT, OUTDATED, REWRITTEN = Known("Awa Diop", False), Known("Awa Diop", True), Known("", False)


def known(practice: Practice, language: str = "fr") -> Known:
    found = Practice.objects.get(pk=practice.pk)
    by, on, outdated = (getattr(found, f"{name}_{language}") for name in ("confirmed_by", "confirmed_on", "outdated"))
    assert bool(by) == bool(on)
    newest = history.latest(practice)
    assert newest is None or newest.content == content.of(found)
    return Known(by, outdated)


@pytest.fixture
def eve(db: None) -> User:
    return factories.person("eve", "Publisher")


@pytest.fixture
def draft(vocabulary: factories.Vocabulary, eve: User) -> Practice:
    """A draft with two rows of each kind that is translated, in French, confirmed; its title in Spanish as well."""
    made = factories.complete_draft("Advice", author=eve)
    rows = {
        "citations": [
            {"source": "report", "section": str(n), "note_en": f"Note {n}", "note_fr": f"N {n}"} for n in "12"
        ],
        "figures": [
            {"value": n, "citation": 1, "unit_en": "USD", "unit_fr": "USD"}
            | {"label_en": f"nurses {n}", "label_fr": f"infirmières {n}"}
            for n in "12"
        ],
        "requirements": [
            {"kind": kind, "text_en": f"A {kind}", "text_fr": f"Un {kind}"} for kind in ("budget", "partner")
        ],
    }
    texts = {
        "title_fr": "Conseils",
        "title_es": "Consejos",
        "results_en": "Fewer fees.",
        "results_fr": "Moins de frais.",
    }
    others = {f"{name}_fr": "Texte." for name in made.TEXTS if getattr(made, f"{name}_en")}
    content.put(others | texts | rows | CONFIRMED, made)
    history.record(made, eve)
    return made


@pytest.fixture
def live(draft: Practice) -> Practice:
    workflow.publish_all([draft])
    history.record(draft)
    return draft


def change(practice: Practice, **values: Any) -> Practice:
    """Change a practice as whatever writes it does."""
    content.put(values, practice)
    history.record(practice)
    return practice


def rows_of(practice: Practice, name: str, **first: Any) -> list[Any]:
    """Return its rows of one kind with the first one changed."""
    one, *others = content.of(practice)[name]
    return [one | first, *others]


# What a change makes of a translation ------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "name"),
    [("", "title"), ("", "results"), ("citations", "note"), ("figures", "label"), ("requirements", "text")],
)
@pytest.mark.parametrize(
    ("languages", "then"), [(["en"], OUTDATED), (["fr"], REWRITTEN), (["en", "fr"], REWRITTEN), (["es"], RIGHT)]
)
def test_it_is_outdated_by_the_english_and_taken_back_by_its_own_text(
    draft: Practice, place: str, name: str, languages: list[str], then: Known
) -> None:
    texts = {f"{name}_{code}": "Another text" for code in languages}
    change(draft, **({place: rows_of(draft, place, **texts)} if place else texts))
    assert known(draft) == then


def test_each_translation_is_told_apart_and_what_there_is_none_of_is_not_outdated(draft: Practice) -> None:
    change(draft, title_en="Other", title_fr="Autre")
    assert (known(draft), known(draft, "es")) == (REWRITTEN, Known("", True))
    other = change(change(factories.draft(), summary_en="Longer."), summary_en="Shorter.")
    assert (known(other), known(other, "es")) == (Known("", False), Known("", False))


def test_a_text_that_is_left_behind_counts_whatever_else_is_rewritten(draft: Practice) -> None:
    assert known(change(draft, results_en="No fees.", title_fr="Conseil")) == Known("", True)
    both = {"results_en": "Fees.", "results_fr": "Des frais."}
    assert known(change(draft, **both, title_fr="Avis")) == REWRITTEN


def test_a_translation_that_is_new_leaves_nothing_behind(draft: Practice) -> None:
    change(draft, title_es="")
    change(draft, title_es="Consejos", results_en="No fees.")
    assert known(draft, "es") == Known("", False)


def test_what_was_outdated_is_right_again_once_it_is_rewritten(draft: Practice) -> None:
    assert known(change(draft, results_en="No fees.")) == OUTDATED
    assert known(change(draft, start_year=1999)) == OUTDATED
    assert known(change(draft, results_fr="Pas de frais.")) == REWRITTEN


@pytest.mark.parametrize("name", ["figures", "requirements"])
def test_rows_that_move_or_go_in_both_languages_and_numbers_change_nothing(draft: Practice, name: str) -> None:
    rows = content.of(draft)[name]
    assert known(change(draft, **{name: [*reversed(rows)]})) == RIGHT
    assert known(change(draft, **{name: rows[:1]})) == RIGHT
    assert known(change(draft, figures=rows_of(draft, "figures", value="7"), start_year=1999)) == RIGHT


def test_a_row_that_only_the_english_gains_makes_it_outdated(draft: Practice) -> None:
    rows = content.of(draft)["figures"]
    new = {"value": "3", "citation": 1, "unit_en": "USD", "label_en": "nurses 3"}
    assert known(change(draft, figures=[*rows, new])) == OUTDATED
    assert known(change(draft, figures=[*rows, new | {"label_fr": "infirmières 3"}])) == REWRITTEN


def test_a_section_that_only_one_of_them_loses_counts(draft: Practice) -> None:
    assert known(change(draft, results_en="")) == OUTDATED
    assert known(change(draft, results_fr="", outdated_fr=False)) == RIGHT  # in both languages by now
    change(draft, results_en="Fewer.", results_fr="Moins.", **CONFIRMED | {"confirmed_by_fr": "Ana"})
    assert known(change(draft, results_fr="")) == REWRITTEN


def test_what_is_said_in_the_same_step_stands(draft: Practice) -> None:
    change(draft, title_en="Other")
    assert known(change(draft, title_en="Another", outdated_fr=False)) == RIGHT
    assert known(change(draft, title_fr="Autre", outdated_fr=True, confirmed_by_fr="Ana")) == Known("Ana", True)


def test_without_a_translation_nothing_is_said_of_one(draft: Practice) -> None:
    change(draft, title_en="Other")
    assert known(change(draft, title_fr="", results_fr="")) == REWRITTEN
    assert known(change(draft, **CONFIRMED)) == REWRITTEN


@pytest.mark.both_databases
def test_a_confirmation_has_a_name_and_a_day(draft: Practice) -> None:
    for values in ({"confirmed_by_es": "Ana"}, {"confirmed_on_es": DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Practice.objects.filter(pk=draft.pk).update(**values)


# Who changes it ------------------------------------------------------------------------------------


def form(practice: Practice, **values: Any) -> dict[str, Any]:
    """Return what the form of a practice sends, without its rows, which stay."""
    texts = {name: value for name, value in content.of(practice).items() if isinstance(value, str)}
    ticks = {name: "on" for name, value in content.of(practice).items() if value is True}
    return form_of(practice) | texts | ticks | values


def test_the_form_says_what_it_marked_and_took_back(client: Client, draft: Practice, eve: User) -> None:
    client.force_login(eve)
    address = reverse(CHANGE, args=[draft.pk])
    answer = client.post(address, form(draft, title_en="Other"))
    assert (known(draft), known(draft, "es")) == (OUTDATED, Known("", True))
    assert "the translation into French is marked as out of date" in messages_of(answer)
    draft.refresh_from_db()
    answer = client.post(f"{address}?text=fr", form(draft, title_fr="Autre"))
    assert (known(draft), known(draft, "es")) == (REWRITTEN, Known("", True))
    assert "The translation into French is no longer confirmed" in messages_of(answer)
    assert messages_of(answer).count("out of date") == 2  # of the first save, which nobody has seen yet


def test_a_curator_unticks_and_confirms_in_the_form(client: Client, draft: Practice, eve: User) -> None:
    client.force_login(eve)
    address = reverse(CHANGE, args=[draft.pk])
    change(draft, title_en="Other")
    half = form(draft, confirmed_by_es="Ana")
    spanish = f"{address}?text=es"
    assert "Give both: who confirmed the translation, and when." in client.post(spanish, half).content.decode()
    assert client.post(spanish, half | {"confirmed_on_es": DAY}).status_code == 302
    whole = form(draft)
    del whole["outdated_fr"]
    assert client.post(f"{address}?text=fr", whole).status_code == 302
    assert (known(draft), known(draft, "es")) == (RIGHT, Known("Ana", True))


@pytest.mark.both_databases
def test_an_import(draft: Practice, eve: User) -> None:
    imported(csv_bytes({"id": draft.pk, "title_en": "Other"}), eve)
    assert known(draft) == OUTDATED
    imported(csv_bytes({"id": draft.pk, "outdated_fr": "no", "confirmed_by_fr": "Ana"}), eve)
    assert known(draft) == Known("Ana", False)
    imported(csv_bytes({"id": draft.pk, "title_fr": "Autre", "outdated_fr": "oui"}), eve)
    assert known(draft) == Known("", True)


def test_an_import_of_what_is_published(live: Practice, eve: User) -> None:
    imported(csv_bytes({"id": live.pk, "title_en": "Other"}), eve)
    assert (known(live), known(live.working_copy)) == (RIGHT, OUTDATED)


@pytest.mark.both_databases
def test_a_change_outside_the_curators_rooms(draft: Practice) -> None:
    Practice.objects.filter(pk=draft.pk).update(title_en="Other")
    history.catch_up(Practice.objects.get(pk=draft.pk))
    assert known(draft) == OUTDATED
    Practice.objects.filter(pk=draft.pk).update(title_fr="Autre")
    history.catch_up_all([draft])
    assert known(draft) == REWRITTEN


@pytest.mark.parametrize(("language", "then"), [("en", OUTDATED), ("fr", REWRITTEN)])
def test_a_correction_that_is_taken(live: Practice, eve: User, language: str, then: Known) -> None:
    with override(language):
        submission = proposals.correction(live, title="Another title")
    copy = acceptance.accept(submission, eve)
    assert (known(live), known(copy)) == (RIGHT, then)


def test_a_version_that_is_put_back_says_what_was_known_then(draft: Practice, eve: User) -> None:
    change(draft, title_en="Other", title_fr="Autre", confirmed_by_fr="Ana")
    change(draft, title_en="Another")
    versions = history.versions(draft)
    for number, then in enumerate((RIGHT, Known("Ana", False), Known("Ana", True)), 1):
        history.restore(versions.get(number=number), eve)
        assert known(draft) == then


def test_a_version_from_before_anything_was_known_says_nothing(draft: Practice, eve: User) -> None:
    first = history.versions(draft).get()
    first.content = {name: value for name, value in first.content.items() if name not in NOTHING_SAID}
    first.save()
    change(draft, title_en="Other")
    history.restore(first, eve)
    assert known(draft) == REWRITTEN


@pytest.mark.both_databases
def test_a_revision_brings_its_own_when_it_is_published(live: Practice, eve: User) -> None:
    admin = factories.person("ann", "Administrator")

    def revised(**then: Any) -> Known:
        copy = revisions.start(live, eve)
        assert known(copy) == known(live)
        change(copy, title_en=f"{copy.title_en} and more")
        assert known(copy) == OUTDATED
        change(copy, **then)
        copy = workflow.perform(copy, "submit", eve)
        return known(workflow.perform(copy, "publish", admin, Details("So.")))

    assert revised() == OUTDATED
    assert revised(title_fr="Autre", confirmed_by_fr="Awa Diop", confirmed_on_fr="2026-05-06") == RIGHT
    assert revised(outdated_fr=False) == RIGHT
    assert "confirmed_on_fr" in history.latest(live).content


# What was there before -----------------------------------------------------------------------------


def test_an_approval_from_before_anything_was_known_holds(draft: Practice, eve: User) -> None:
    change(draft, **NOTHING_SAID)
    newest = history.latest(draft)
    assert newest is not None
    newest.content = {name: value for name, value in newest.content.items() if name not in NOTHING_SAID}
    newest.save()
    workflow.perform(draft, "submit", eve)
    approved = workflow.perform(draft, "approve", factories.person("ann", "Editor"))
    assert approved.approved_at is not None
    assert list(history.versions(draft).values_list("action", flat=True)[:3]) == ["approve", "submit", "changed"]
    assert history.number_now(draft) == history.latest(draft).number


@pytest.mark.both_databases
def test_translations_that_were_there_begin_as_unofficial_and_not_outdated(tmp_path: Path) -> None:
    # Whatever it follows: the numbers of what is made at the same time say nothing of their order.
    ((_app, before),) = MigrationLoader(None).get_migration("practices", "0014_translations").dependencies
    with empty_database(tmp_path):
        former = migrate(before).get_model("practices", "Practice")
        texts = {"title_en": "Advice", "title_fr": "Conseils", "title": "Advice", "slug": "advice"}
        kind = {"evidence_basis": "approach", "instrument": "programme", "level": "global"}
        made = former.objects.create(**texts, **kind, summary="Short.", summary_en="Short.")
        migrate("0014_translations")
        (told,) = Practice.objects.defer("words").get(pk=made.pk).translations  # a later release adds these
        assert (told.language, told.state, told.confirmed_on, told.is_outdated) == ("fr", "unofficial", None, False)
        migrate(before)
        assert former.objects.get(pk=made.pk).title_fr == "Conseils"


def test_what_is_known_is_known_of_the_language_that_is_shown(draft: Practice) -> None:
    assert draft.translation is None  # of English
    day = datetime.date(2026, 3, 4)
    assert [tuple(one) for one in Practice.objects.get(pk=draft.pk).translations] == [
        ("fr", "Awa Diop", day, False),
        ("es", "", None, False),
    ]
