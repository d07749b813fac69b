"""What a practice may be a duplicate of, and how a curator is asked before a new one is saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from practices.editorial import duplicates, revisions
from practices.editorial.duplicates import Sketch
from practices.models import Country, Practice
from practices.search import follow
from practices.search.store import IndexUnavailable
from tests import factories
from tests.admin.forms import ADD, CHANGE, errors_of, form_of
from tests.factories import Vocabulary

TITLE = "Morocco: accreditation of foreign agencies that recruit nurses"
SUMMARY = "Foreign agencies must be accredited by the ministry before they may recruit nurses for hospitals abroad."


@pytest.fixture
def known(vocabulary: Vocabulary) -> Practice:
    """A published practice, among others."""
    for title in ("Savings clubs of seamstresses", "A radio play on life abroad", "Lessons in German for cooks"):
        factories.practice(
            title, summary_en=f"{title}, told in brief.", countries=[(vocabulary.countries[0], "origin")]
        )
    return factories.practice(TITLE, summary_en=SUMMARY, countries=[(vocabulary.countries[0], "origin")])


@pytest.fixture
def editor_user(db: None) -> Any:
    return factories.person("jonas", "Editor")


def sketch(title: str, summary: str = "", *codes: str) -> Sketch:
    return Sketch(title, summary, frozenset(codes))


def found(asked: Sketch, user: Any, *leaving_out: int) -> list[tuple[int, str]]:
    return [(one.practice.pk, one.reason) for one in duplicates.find(asked, user, leaving_out)]


ALIKE = {
    "the same": (sketch(TITLE, SUMMARY, "MA"), "same countries, similar title"),
    "other words in the title": (
        sketch("Morocco accredits foreign agencies", "", "MA"),
        "same countries, similar title",
    ),
    "typing errors": (
        sketch("Moroco: acreditation of forein agencies that recrute nurses", "", "MA"),
        "same countries, similar title",
    ),
    "another title, and a text like it": (
        sketch("Who may hire health workers", "Nurses are recruited by accredited foreign agencies alone.", "MA"),
        "same countries, similar text",
    ),
    "one country more": (sketch(TITLE, SUMMARY, "MA", "EG"), "also in Morocco, similar title"),
    "nearly the same title, elsewhere": (
        sketch("Egypt: accreditation of foreign agencies that recruit nurses", "", "EG"),
        "similar title",
    ),
}


@pytest.mark.both_databases
@pytest.mark.parametrize("case", ALIKE)
def test_what_resembles_a_published_practice_is_found_with_the_reason(
    known: Practice, editor_user: Any, case: str
) -> None:
    asked, reason = ALIKE[case]
    assert found(asked, editor_user) == [(known.pk, reason)]


@pytest.mark.parametrize(
    "asked",
    [
        sketch("Morocco: pensions are paid abroad", "Retired miners draw them wherever they live.", "MA"),
        sketch("Who may hire health workers", "Nurses are recruited by accredited foreign agencies alone.", "EG"),
        sketch("", "", "MA"),
        sketch("の", "\U0001f600", "MA"),
        sketch("the of and", "", "MA"),
    ],
    ids=["other text", "other country", "nothing", "signs", "idle words"],
)
def test_what_is_something_else_is_not_found(known: Practice, editor_user: Any, asked: Sketch) -> None:
    assert found(asked, editor_user) == []


@pytest.mark.parametrize("case", ["the same", "other words in the title", "another title, and a text like it"])
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_is_found_as_well(known: Practice, editor_user: Any, case: str, state: str) -> None:
    if state == "withdrawn":
        factories.withdraw(known, "Its source was mistaken.")
    else:
        Practice.objects.filter(pk=known.pk).update(state=state)
    assert [pk for pk, _reason in found(ALIKE[case][0], editor_user)] == [known.pk]


def test_nobody_learns_of_a_draft_that_they_may_not_see(known: Practice, editor_user: Any) -> None:
    amina, other = factories.person("amina", "Contributor"), factories.person("other", "Contributor")
    Practice.objects.filter(pk=known.pk).update(state="draft", author=amina)
    asked = ALIKE["the same"][0]
    assert [len(found(asked, user)) for user in (amina, other, editor_user)] == [1, 0, 1]


def test_neither_itself_nor_what_it_revises_nor_its_revision_is_a_duplicate(known: Practice, editor_user: Any) -> None:
    assert duplicates.of(known, editor_user) == []
    copy = revisions.start(known, editor_user)
    assert duplicates.of(known, editor_user) == []
    assert duplicates.of(copy, editor_user) == []
    twin = factories.draft(TITLE, summary_en=SUMMARY, countries=[(Country.objects.get(code="MA"), "origin")])
    assert [one.practice for one in duplicates.of(twin, editor_user)] == [known]
    assert [one.practice for one in duplicates.of(copy, editor_user)] == [twin]


@pytest.mark.both_databases
def test_without_the_index_the_database_answers(
    known: Practice, editor_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise IndexUnavailable("It is broken.")

    monkeypatch.setattr(follow, "reader", broken)
    assert [pk for pk, _reason in found(ALIKE["other words in the title"][0], editor_user)] == [known.pk]


@pytest.mark.both_databases
def test_the_closest_come_first_and_only_a_few(vocabulary: Vocabulary, editor_user: Any) -> None:
    morocco = [(vocabulary.countries[0], "origin")]
    same = factories.draft(TITLE, summary_en=SUMMARY, countries=morocco)
    for i in range(9):
        factories.draft(f"Accreditation of agencies that recruit nurses, part {i}", countries=morocco)
    numbers = [pk for pk, _reason in found(sketch(TITLE, SUMMARY, "MA"), editor_user)]
    assert (numbers[0], len(numbers)) == (same.pk, 5)
    with CaptureQueriesContext(connection) as captured:
        found(sketch(TITLE, SUMMARY, "MA"), editor_user)
    assert len(captured) <= 6


@pytest.mark.usefixtures("catalogue")
def test_of_the_catalogues_own_entries_only_twins_resemble_each_other(editor_user: Any) -> None:
    pairs = {
        frozenset((practice.pk, one.practice.pk))
        for practice in Practice.objects.all()
        for one in duplicates.of(practice, editor_user)
    }
    # The two halves of one scheme of Kenya.
    assert pairs == {frozenset((21, 22))}


# In the admin ------------------------------------------------------------------------------------


def typed(vocabulary: Vocabulary, **values: Any) -> dict[str, Any]:
    rows = {"participations": [{"country": vocabulary.countries[0].pk, "role": "origin", "part": "lead"}]}
    texts = {
        "title_en": "Morocco accredits foreign agencies",
        "slug": "a-new-one",
        "done_en": "It was typed for hours.",
    }
    return form_of(rows=rows) | texts | {"summary_en": "Agencies need an accreditation."} | values


def test_a_new_practice_that_resembles_others_is_not_saved_at_first(
    curator: Client, known: Practice, vocabulary: Vocabulary
) -> None:
    response = curator.post(reverse(ADD), typed(vocabulary))
    assert "may be in the catalogue already" in errors_of(response)
    assert not Practice.objects.filter(slug="a-new-one").exists()
    page = response.content.decode()
    assert f'href="{known.get_absolute_url()}" target="_blank" rel="noopener"' in " ".join(page.split())
    assert "Same countries, similar title" in page
    assert "None of these: it is another practice" in page
    assert "checked" not in page.split('name="_is_another"')[1].split(">")[0]
    assert "It was typed for hours." in page
    assert response.context["inline_admin_formsets"][0].formset.forms[0]["country"].value() == str(
        vocabulary.countries[0].pk
    )


def test_whoever_says_that_it_is_another_one_saves_it(curator: Client, known: Practice, vocabulary: Vocabulary) -> None:
    response = curator.post(reverse(ADD), typed(vocabulary, _is_another="1"))
    assert response.status_code == 302, errors_of(response)
    saved = Practice.objects.get(slug="a-new-one")
    page = curator.get(reverse(CHANGE, args=[saved.pk])).content.decode()
    assert "Practices that resemble this one" in page
    assert "_is_another" not in page
    again = curator.post(reverse(CHANGE, args=[saved.pk]), form_of(saved) | {"title_en": TITLE})
    assert again.status_code == 302, errors_of(again)  # it was decided


def test_the_box_stays_ticked_when_something_else_is_wrong(
    curator: Client, known: Practice, vocabulary: Vocabulary
) -> None:
    response = curator.post(reverse(ADD), typed(vocabulary, _is_another="1", instrument="wish"))
    assert "Select a valid choice" in errors_of(response)
    assert "checked" in response.content.decode().split('name="_is_another"')[1].split(">")[0]


def test_what_resembles_nothing_is_saved_at_once(curator: Client, known: Practice, vocabulary: Vocabulary) -> None:
    values = {"title_en": "Cooks teach each other German", "summary_en": "In the kitchen, after work."}
    assert curator.post(reverse(ADD), typed(vocabulary, **values)).status_code == 302


def test_a_row_that_was_removed_is_no_country(curator: Client, known: Practice, vocabulary: Vocabulary) -> None:
    values = {"title_en": "Who may hire", "summary_en": "Nurses are recruited by accredited foreign agencies alone."}
    assert curator.post(reverse(ADD), typed(vocabulary, **values)).status_code == 200
    removed = {"participations-0-DELETE": "on", "slug": "another"}
    assert curator.post(reverse(ADD), typed(vocabulary, **values, **removed)).status_code == 302


@pytest.mark.parametrize("country", ["", "x", "-1", "9" * 40, "\x00", "²"])
def test_a_country_that_is_none_is_refused_by_its_row(
    curator: Client, known: Practice, vocabulary: Vocabulary, country: str
) -> None:
    values = {"title_en": "Cooks teach each other German", "participations-0-country": country}
    assert curator.post(reverse(ADD), typed(vocabulary, **values)).status_code == 200
    assert not Practice.objects.filter(slug="a-new-one").exists()


def test_a_draft_is_shown_to_those_alone_who_may_see_it(known: Practice, vocabulary: Vocabulary) -> None:
    Practice.objects.filter(pk=known.pk).update(state="draft")
    editor = factories.signed_in(factories.person("jonas", "Editor"))
    contributor = factories.signed_in(factories.person("amina", "Contributor"))
    assert reverse(CHANGE, args=[known.pk]) in editor.post(reverse(ADD), typed(vocabulary)).content.decode()
    assert contributor.post(reverse(ADD), typed(vocabulary)).status_code == 302
